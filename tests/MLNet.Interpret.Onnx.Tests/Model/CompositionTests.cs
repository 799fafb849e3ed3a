using MLNet.Interpret.Onnx.Execution;

namespace MLNet.Interpret.Onnx.Tests.Model;

public class CompositionTests
{
    [Fact]
    public void A_graph_that_is_put_in_twice_works_twice()
    {
        // f(x) = 2 x + 1, so f(f(x)) = 4 x + 3.
        OnnxModel model = new();
        GraphBuilder g = new(model, "outer");
        Value once = g.Inline(Line(), new Dictionary<string, Value> { ["x"] = g.Input("x", ElementType.Float, new TensorShape(-1)) })["y"];
        g.Output(g.Inline(Line(), new Dictionary<string, Value> { ["x"] = once })["y"], "twice");
        Assert.Equal([7, 11], Run(model, [1, 2])["twice"]);
    }

    [Fact]
    public void A_loop_takes_over_values_and_collects_others()
    {
        // Three turns of v = f(v) + x from v = 0 give x + 1, 3 x + 4, 7 x + 11... worked out by hand: v1 = 1 + x, v2 = 3 + 3 x, v3 = 7 + 7 x.
        OnnxModel model = new();
        GraphBuilder g = new(model, "outer");
        Value x = g.Input("x", ElementType.Float, new TensorShape(-1));
        IReadOnlyList<Value> results = g.Loop(g.LongScalar(3), [x.ZerosLike()], (inner, turn, before) =>
        {
            Value next = inner.Inline(Line(), new Dictionary<string, Value> { ["x"] = before[0] })["y"] + inner.From(x);
            return [next, turn.Cast(ElementType.Float)];
        });
        g.Output(results[0], "last");
        g.Output(results[1], "turns");
        var found = Run(model, [1, 2]);
        Assert.Equal([14, 21], found["last"]);
        Assert.Equal([0, 1, 2], found["turns"]);
    }

    private static OnnxModel Line()
    {
        OnnxModel model = new();
        GraphBuilder g = new(model, "line");
        g.Output(g.Input("x", ElementType.Float, new TensorShape(-1)) * 2 + 1, "y");
        return model;
    }

    private static Dictionary<string, float[]> Run(OnnxModel model, float[] x)
    {
        using NetworkSession session = new(model);
        return session.Run(new Dictionary<string, TensorBuffer> { ["x"] = TensorBuffer.Of(x, x.Length) })
            .ToDictionary(r => r.Key, r => r.Value.Span<float>().ToArray());
    }
}
