using MLNet.Interpret.Onnx;

namespace MLNet.Interpret.Tests;

/// <summary>Networks that are small enough for their explanations to be written down.</summary>
internal static class SmallNetworks
{
    /// <summary>Scores x·x and x·x·x of rows of three: one network of two classes, [batch, 3] to [batch, 2].</summary>
    public static Network Powers(int? batch = null, ElementType element = ElementType.Float) => Build(g =>
    {
        Value x = g.Input("x", element, Rows(batch, 3));
        Value square = x * x;
        g.Output(g.Concat([square.ReduceSum([1]), (square * x).ReduceSum([1])], 1), "scores", Rows(batch, 2));
    });

    /// <summary>Scores tanh(x) W' + b: a smooth network of classes, [batch, 3] to [batch, 2].</summary>
    public static Network Smooth() => Build(g =>
    {
        Value x = g.Input("x", ElementType.Float, Rows(null, 3));
        Value w = g.Constant(OnnxTensor.Of([0.5f, -1, 2, 1, 1, -0.5f], 3, 2));
        Value b = g.Constant(OnnxTensor.Of([0.1f, -0.2f], 2));
        g.Output(g.Add("Tanh", x).MatMul(w) + b, "scores", Rows(null, 2));
    });

    /// <summary>One score a row, x·w, where w is another input: [batch, 3] and [batch, 3] to [batch].</summary>
    public static Network Product() => Build(g =>
    {
        Value x = g.Input("x", ElementType.Float, Rows(null, 3)), w = g.Input("w", ElementType.Float, Rows(null, 3));
        g.Output((x * x * w).ReduceSum([1], keepDims: false), "score", Rows(null));
    });

    /// <summary>A network as the graph that a builder makes.</summary>
    public static Network Build(Action<GraphBuilder> build)
    {
        OnnxModel model = new();
        build(new GraphBuilder(model, "net"));
        return Network.FromModel(model);
    }

    /// <summary>The shape of rows: [batch, sizes].</summary>
    public static TensorShape Rows(int? batch, params ReadOnlySpan<long> sizes)
    {
        List<Dim> dims = [batch is { } rows ? new Dim(rows) : new Dim(-1, "rows")];
        foreach (long size in sizes)
        {
            dims.Add(size);
        }
        return new TensorShape(dims);
    }
}
