using MLNet.Interpret.Onnx.Tests.Backward.Checking;

namespace MLNet.Interpret.Onnx.Tests.Model;

/// <summary>Shapes put together from numbers and from sizes of the inputs.</summary>
public class ShapeOfTests
{
    [Fact]
    public void A_named_size_is_that_of_the_input()
    {
        OnnxModel model = new();
        GraphBuilder g = new(model, "net");
        g.Input("x", ElementType.Float, new TensorShape([3, new Dim(-1, "batch")]));
        Value shape = g.ShapeOf(new TensorShape([2, new Dim(-1, "batch"), new Dim(-1, "batch"), 5]))!.Value;
        g.Output(shape.Cast(ElementType.Float), "shape");
        using CaseRunner runner = new(model, ElementType.Float);
        Assert.Equal([2, 4, 4, 5], runner.Run(new Dictionary<string, CaseTensor> { ["x"] = new([3, 4], new double[12], null) }, ["shape"])["shape"].Values);
    }

    [Fact]
    public void Known_sizes_are_a_constant_and_equal_shapes_are_one()
    {
        OnnxModel model = new();
        GraphBuilder g = new(model, "net");
        g.Input("x", ElementType.Float, new TensorShape([new Dim(-1, "batch")]));
        Assert.Equal([4L, 2], model.Initializers[g.ShapeOf(new TensorShape(4, 2))!.Value.Name].ToLongs());
        Assert.Empty(model.Nodes);
        Assert.Equal(g.ShapeOf(new TensorShape([new Dim(-1, "batch"), 2])), g.ShapeOf(new TensorShape([new Dim(-1, "batch"), 2])));
    }

    [Fact]
    public void A_size_of_no_input_is_not_known()
    {
        GraphBuilder g = new(new OnnxModel(), "net");
        g.Input("x", ElementType.Float, new TensorShape([new Dim(-1, "batch")]));
        Assert.Null(g.ShapeOf(new TensorShape([new Dim(-1, "length"), 2])));
        Assert.Null(g.ShapeOf(new TensorShape([-1, 2])));
    }
}
