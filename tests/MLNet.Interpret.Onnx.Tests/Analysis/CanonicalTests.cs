using MLNet.Interpret.Onnx.Analysis;

namespace MLNet.Interpret.Onnx.Tests.Analysis;

public class CanonicalTests
{
    [Fact]
    public void Shape_plumbing_folds_and_leaves_the_batch_open()
    {
        // Reshape to (rows of x, -1), as exporters write it; one node does the same.
        Canonical open = Plumbing().Canonicalise();
        Assert.Equal(["Reshape", "Relu"], open.Model.Nodes.Select(n => n.OpType));
        Assert.Null(open.Batch);
        Assert.True(open.IsShaped);
        Assert.Equal("[batch, 12]", open.Types["y"].Shape!.ToString());
    }

    [Fact]
    public void A_batch_that_is_fixed_is_in_every_shape()
    {
        Canonical five = Plumbing().Canonicalise(5);
        Assert.Equal(5, five.Batch);
        Assert.Equal("[5, 12]", five.Types["y"].Shape!.ToString());
        Assert.Equal("Float[5, 3, 4]", five.Model.Inputs[0].Type!.ToString());
        Assert.Equal("Float[5, 12]", five.Model.Outputs[0].Type!.ToString());
    }

    private static Network Plumbing()
    {
        OnnxModel model = new();
        GraphBuilder g = new(model, "net");
        Value x = g.Input("x", ElementType.Float, new TensorShape([new Dim(-1), 3, 4]));
        Value rows = g.Node("Gather", x.ShapeOf(), g.LongScalar(0)).With("axis", 0L).Out().Unsqueeze(0);
        g.Output(g.Add("Relu", x.Reshape(g.Concat([rows, g.Longs(-1)], 0))), "y");
        return Network.FromModel(model);
    }
}
