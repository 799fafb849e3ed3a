using MLNet.Interpret.Onnx.Analysis;
using MLNet.Interpret.Onnx.Backward;
using MLNet.Interpret.Onnx.Execution;

namespace MLNet.Interpret.Onnx.Tests.Backward;

/// <summary>Networks with branches and loops whose own graphs take the input that is explained.</summary>
public class InnerGraphTests
{
    private static readonly float[] _x = [0.5f, -1.5f, 2];

    [Theory]
    [InlineData(1, false)]
    [InlineData(1, true)]
    [InlineData(-1, false)]
    [InlineData(-1, true)]
    public void A_branch_takes_the_input_in_the_precision_that_it_is_made_for(float sign, bool inDouble)
    {
        // x x where the sum is positive, 3 x where it is not: slopes 2 x and 3.
        float[] x = [.. _x.Select(v => sign * v)];
        float[] expected = [.. x.Select(v => sign > 0 ? 2 * v : 3)];
        for (int target = 0; target < 3; target++)
        {
            Assert.Equal([.. expected.Select((v, i) => i == target ? v : 0)], Gradient(Network.FromModel(Branch()), x, target, inDouble));
        }
    }

    [Fact]
    public void A_branch_takes_values_by_the_names_that_they_have_where_it_is_put_in()
    {
        // The branch of 2 x: 4 x x, and of -2 x: -6 x.
        OnnxModel model = new();
        GraphBuilder g = new(model, "outer");
        Value x = g.Input("x", ElementType.Float, new TensorShape([new Dim(-1, "rows"), new Dim(3)]));
        g.Output(g.Inline(Branch(), new Dictionary<string, Value> { ["x"] = x * 2 })["y"], "twice");
        g.Output(g.Inline(Branch(), new Dictionary<string, Value> { ["x"] = x * -2 })["y"], "less");
        using NetworkSession session = new(model);
        var found = session.Run(new Dictionary<string, TensorBuffer> { ["x"] = TensorBuffer.Of(_x, 1, 3) });
        Assert.Equal([.. _x.Select(v => 4 * v * v)], found["twice"].Span<float>().ToArray());
        Assert.Equal([.. _x.Select(v => -6 * v)], found["less"].Span<float>().ToArray());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void What_a_loop_gives_has_the_shape_of_what_it_was_given_where_turns_leave_it(bool inDouble)
    {
        // Squared twice: x^4, whose slope is 4 x^3. What follows the loop is known, too.
        Network network = Network.FromModel(Squares((inner, v) => v * v));
        Canonical canonical = network.Canonicalise();
        Assert.True(canonical.IsShaped);
        Assert.Equal("[batch, 3]", canonical.Types["y"].Shape!.ToString());
        Assert.Equal([0, 0, 4 * _x[2] * _x[2] * _x[2]], Gradient(network, _x, 2, inDouble));
    }

    [Fact]
    public void What_a_loop_gives_has_no_known_shape_where_turns_change_it() =>
        Assert.False(Network.FromModel(Squares((inner, v) => inner.Concat([v, v], 1))).Canonicalise().IsShaped);

    private static float[] Gradient(Network network, float[] x, long target, bool inDouble)
    {
        GradientGraph graph = GradientGraph.Build(network, new() { InDouble = inDouble });
        Assert.Null(graph.Batch);
        using NetworkSession session = new(graph.Model);
        return session.Run(new Dictionary<string, TensorBuffer>
        {
            ["x"] = inDouble ? TensorBuffer.Of(Array.ConvertAll(x, v => (double)v), 1, 3) : TensorBuffer.Of(x, 1, 3),
            [graph.TargetInput!] = TensorBuffer.Of(new long[] { target }, 1),
        })[graph.GradientOutput].Span<float>().ToArray();
    }

    private static OnnxModel Branch()
    {
        OnnxModel model = new();
        GraphBuilder g = new(model, "net");
        Value x = g.Input("x", ElementType.Float, new TensorShape([new Dim(-1, "rows"), new Dim(3)]));
        Value positive = x.ReduceSum([0, 1], keepDims: false) > 0;
        g.Output(g.Node("If", positive).With("then_branch", Inner("square", v => v * v)).With("else_branch", Inner("triple", v => v * 3)).Out(ElementType.Float), "y");
        return model;

        OnnxModel Inner(string name, Func<Value, Value> of)
        {
            OnnxModel inner = new() { GraphName = name };
            GraphBuilder b = new(inner, name);
            b.Output(of(b.From(x)), name + "_of_x");
            return inner;
        }
    }

    private static OnnxModel Squares(Func<GraphBuilder, Value, Value> turn)
    {
        OnnxModel model = new();
        GraphBuilder g = new(model, "net");
        Value x = g.Input("x", ElementType.Float, new TensorShape([new Dim(-1, "rows"), new Dim(3)]));
        Value last = g.Loop(g.LongScalar(2), [x], (inner, _, before) => [turn(inner, before[0])])[0];
        g.Output(last * 1, "y");
        return model;
    }
}
