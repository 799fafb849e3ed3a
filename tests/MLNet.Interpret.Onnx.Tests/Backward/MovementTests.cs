using Microsoft.ML.OnnxRuntime;
using MLNet.Interpret.Onnx.Analysis;
using MLNet.Interpret.Onnx.Backward;
using MLNet.Interpret.Onnx.Tests.Backward.Checking;
using static MLNet.Interpret.Onnx.Tests.Backward.Checking.CaseInput;

namespace MLNet.Interpret.Onnx.Tests.Backward;

/// <summary>What the table's differences do not show of the operators that move elements: ties, zeros, and what is refused.</summary>
public class MovementTests
{
    [Fact]
    public void Elements_gathered_twice_get_the_sum()
    {
        // Closed form: y = (x1, x1, x0, x1), so dx0 = 4 and dx1 = 1 + 2 + 8.
        Assert.Equal([4f, 11f, 0f], Gradient("Gather", [1f, 2f, 3f], [1f, 2f, 4f, 8f], g => [g.Longs(1, 1, 0, -2)]));
    }

    [Theory, InlineData("max"), InlineData("min")]
    public void Those_that_tie_in_a_scatter_share_the_gradient(string reduction)
    {
        // PyTorch's convention for scatter_reduce (amax, amin): shared evenly. x0 meets two updates of the same size, x1 one that loses, x2 none.
        float loses = reduction == "max" ? -9 : 9;
        float[] found = Gradient("ScatterElements", [5f, 1f, 7f], [6f, 1f, 2f],
            g => [g.Longs(0, 1, 0), g.Constant(OnnxTensor.Of([5f, loses, 5f], 3))], n => n.With("reduction", reduction));
        Assert.Equal([2f, 1f, 2f], found);
    }

    [Theory, InlineData(0.0, 0.5), InlineData(0.0, 0.0)]
    public void Products_of_zeros_have_the_slope_that_differences_see(double first, double second) =>
        GradientCheck.FirstOrder(new("ScatterElements", "mul, with zeros", In(3), Longs(1, 1, 0, 1), In(4).Values(first, 2, 0, second))
        {
            Set = n => n.Set("reduction", "mul"), Step = 0.5,
        });

    [Fact]
    public void A_resize_that_keeps_the_aspect_ratio_is_refused_by_name()
    {
        var error = Assert.Throws<NotSupportedException>(() => Gradient(
            "Resize", [1f, 2f], [1f, 1f, 1f], g => [default, default, g.Longs(3)], n => n.With("keep_aspect_ratio_policy", "not_larger")));
        Assert.Contains("keep_aspect_ratio_policy", error.Message, StringComparison.Ordinal);
    }

    /// <summary>The gradient of sum(seed * output) of one node with respect to its first input.</summary>
    private static float[] Gradient(
        string opType, float[] x, float[] seed, Func<GraphBuilder, Value[]> others, Func<NodeInProgress, NodeInProgress>? set = null)
    {
        OnnxModel model = new();
        GraphBuilder g = new(model, "net");
        NodeInProgress node = g.Node(opType, [g.Input("x", ElementType.Float, new TensorShape(x.Length)), .. others(g)]);
        Value y = (set?.Invoke(node) ?? node).Out();
        model.Outputs.Add(new ValueInfo(y.Name, null));
        Value dy = g.Constant(OnnxTensor.Of(seed, seed.Length));
        g.Output(BackwardWalk.Run(g, TypeInference.Infer(model), RuleSet.Gradient, [(y.Name, dy)], ["x"])["x"], "dx");

        using InferenceSession session = new(model.ToBytes());
        using OrtValue input = OrtValue.CreateTensorValueFromMemory(x, [x.Length]);
        using RunOptions run = new();
        using var results = session.Run(run, ["x"], [input], ["dx"]);
        return results[0].GetTensorDataAsSpan<float>().ToArray();
    }
}
