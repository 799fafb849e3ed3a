using MLNet.Interpret.Onnx.Backward;
using MLNet.Interpret.Onnx.Tests.Backward.Checking;

namespace MLNet.Interpret.Onnx.Tests.Backward.Rewriting;

/// <summary>An activation behind the pooling that it stood before: the expectation is the graph that is left as it was, to the bit.</summary>
public class PoolingFirstTests
{
    // The same rules, but another set of them, to which the change is not made.
    private static readonly RuleSet _others = RuleSet.Gradient.Named("others");

    [Theory, InlineData("Relu", 2), InlineData("Relu", 3), InlineData("Clip", 2)]
    public void Scores_and_gradient_stay_the_same(string activation, int kernel)
    {
        Network network = Pooled(activation, kernel);
        GradientGraph first = GradientGraph.Build(network, new GradientOptions { Seed = GradientSeed.ArgMax });
        GradientGraph second = GradientGraph.Build(network, new GradientOptions { Seed = GradientSeed.ArgMax, Rules = _others });
        Assert.Equal(["MaxPool", activation], Order(first));
        Assert.Equal([activation, "MaxPool"], Order(second));

        Random random = new(5);
        // Whole numbers, so that windows have ties.
        Dictionary<string, CaseTensor> x = new() { ["x"] = new([3, 2, 7, 7], [.. Enumerable.Range(0, 294).Select(_ => (double)random.Next(-3, 4))], null) };
        var a = Run(first, x);
        var b = Run(second, x);
        Assert.Equal(b.Scores, a.Scores);
        Assert.Equal(b.Gradient, a.Gradient);
        Assert.Contains(a.Gradient, v => v != 0);
    }

    [Fact]
    public void A_value_that_is_asked_for_is_kept()
    {
        GradientGraph graph = GradientGraph.Build(Pooled("Relu", 2), new GradientOptions { Seed = GradientSeed.ArgMax, WithRespectTo = "between" });
        Assert.Equal(["Relu", "MaxPool"], Order(graph));
    }

    [Fact]
    public void A_value_that_is_used_twice_stays()
    {
        Network network = Pooled("Relu", 2, (g, between) => g.Node("ReduceSum", between, g.Longs(1, 2, 3)).With("keepdims", 0).Out().Unsqueeze(1));
        Assert.Equal(["Relu", "MaxPool"], Order(GradientGraph.Build(network, new GradientOptions { Seed = GradientSeed.ArgMax })));
    }

    private static string[] Order(GradientGraph graph) =>
        [.. graph.Model.Nodes.Select(n => n.OpType).Where(o => o is "Relu" or "Clip" or "MaxPool").Distinct()];

    private static (double[] Scores, double[] Gradient) Run(GradientGraph graph, Dictionary<string, CaseTensor> points)
    {
        using CaseRunner runner = new(graph.Model, ElementType.Float);
        var results = runner.Run(points, [graph.ScoresOutput, graph.GradientOutput]);
        return (results[graph.ScoresOutput].Values, results[graph.GradientOutput].Values);
    }

    private static Network Pooled(string activation, int kernel, Func<GraphBuilder, Value, Value>? second = null)
    {
        OnnxModel model = new();
        GraphBuilder g = new(model, "net");
        Value x = g.Input("x", ElementType.Float, new TensorShape([new Dim(-1, "batch"), 2, 7, 7]));
        NodeInProgress node = activation == "Clip" ? g.Node("Clip", x * 1.5, g.Scalar(ElementType.Float, -1), g.Scalar(ElementType.Float, 5)) : g.Node("Relu", x * 1.5);
        Value between = node.Out() with { Name = "between" };
        model.Nodes[^1].Outputs[0] = "between";
        Value y = g.Node("MaxPool", between).With("kernel_shape", [kernel, kernel]).With("strides", [2L, 2]).Out();
        Value scores = g.Node("Flatten", y * y).Out();
        g.Output(second is null ? scores : scores + second(g, between), "scores");
        return Network.FromModel(model);
    }
}
