using MLNet.Interpret.Onnx.Analysis;

namespace MLNet.Interpret.Onnx.Tests.Analysis;

public class OpenBatchTests
{
    [Fact]
    public void Shapes_that_are_worked_out_with_arithmetic_are_known_up_to_the_batch()
    {
        // As exporters write a channel shuffle: (rows, 6, 5) becomes (rows, 2, 6 / 2, 5), with every number taken from the shape at run time.
        OnnxModel model = new();
        GraphBuilder g = new(model, "net");
        Value x = g.Input("x", ElementType.Float, new TensorShape([new Dim(-1, "rows"), 6, 5]));
        Value Size(long axis) => g.Node("Gather", x.ShapeOf(), g.LongScalar(axis)).Out();
        Value groups = g.Node("Div", Size(1), g.LongScalar(2)).Out();
        Value apart = x.Reshape(g.Concat([Size(0).Unsqueeze(0), g.Longs(2), groups.Unsqueeze(0), Size(2).Unsqueeze(0)], 0));
        Value shuffled = apart.Transpose(0, 2, 1, 3);
        g.Output(shuffled, "y");

        Canonical open = Network.FromModel(model).Canonicalise();
        Assert.True(open.IsShaped, string.Join(", ", open.Unshaped));
        Assert.Equal("[batch, 3, 2, 5]", open.Types["y"].Shape!.ToString());
    }
}
