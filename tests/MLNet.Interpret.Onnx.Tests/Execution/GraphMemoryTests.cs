using MLNet.Interpret.Onnx.Analysis;
using MLNet.Interpret.Onnx.Execution;

namespace MLNet.Interpret.Onnx.Tests.Execution;

public class GraphMemoryTests
{
    // Counted by hand, here and below. Every value is [batch, 4] floats, 16 bytes a row; an output is a copy of its value under its own name.
    // A chain of n steps keeps its input and output at any time.
    [Theory]
    [InlineData(1, 16 + 16 + 16, 16 + 16)]
    [InlineData(5, 16 + 5 * 16 + 16, 16 + 16)]
    public void A_chain_keeps_two_values_at_a_time(int steps, long written, long peak)
    {
        OnnxModel model = new();
        GraphBuilder g = new(model, "chain");
        Value x = g.Input("x", ElementType.Float, new TensorShape(-1, 4));
        for (int i = 0; i < steps; i++)
        {
            x = x.Apply("Exp");
        }
        g.Output(x, "y", new TensorShape(-1, 4));
        Assert.Equal(new GraphMemory(peak, written, 0), Measure(model));
    }

    [Fact]
    public void A_value_that_is_used_again_stays_until_then()
    {
        // x, a = exp x, b = exp a, a + b and y: at the sum a, b and it are there, x is not.
        OnnxModel model = new();
        GraphBuilder g = new(model, "kept");
        Value x = g.Input("x", ElementType.Float, new TensorShape(-1, 4));
        Value a = x.Apply("Exp"), b = a.Apply("Exp");
        g.Output(a + b, "y", new TensorShape(-1, 4));
        Assert.Equal(new GraphMemory(3 * 16, 5 * 16, 0), Measure(model));
    }

    [Fact]
    public void What_follows_from_constants_alone_is_not_by_row()
    {
        // The kernel and its transpose are 6 floats each; x is [batch, 2], x W and y are [batch, 3].
        OnnxModel model = new();
        GraphBuilder g = new(model, "constants");
        Value x = g.Input("x", ElementType.Float, new TensorShape(-1, 2));
        Value w = g.Constant(OnnxTensor.Of([1f, 2, 3, 4, 5, 6], 3, 2)).Transpose(1, 0);
        g.Output(x.MatMul(w), "y", new TensorShape(-1, 3));
        Assert.Equal(new GraphMemory(12 + 12, 8 + 12 + 12, 24 + 24), Measure(model));
    }

    [Fact]
    public void A_value_of_unknown_shape_is_as_large_as_what_it_is_made_of()
    {
        // x and exp x are 16 bytes a row whether it is known or not; so is y.
        OnnxModel model = new();
        GraphBuilder g = new(model, "unknown");
        g.Output(g.Input("x", ElementType.Float, new TensorShape(-1, 4)).Apply("Exp"), "y");
        Assert.Equal(new GraphMemory(16 + 16, 3 * 16, 0), GraphMemory.Of(model));
    }

    private static GraphMemory Measure(OnnxModel model)
    {
        foreach (ValueInfo value in model.Nodes.SelectMany(n => n.Outputs).Select(o => new ValueInfo(o, TypeInference.Infer(model)[o])))
        {
            model.Stated[value.Name] = value.Type!;
        }
        return GraphMemory.Of(model);
    }
}
