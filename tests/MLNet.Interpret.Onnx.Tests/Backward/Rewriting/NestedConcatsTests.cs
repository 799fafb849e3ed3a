using MLNet.Interpret.Onnx.Backward;
using MLNet.Interpret.Onnx.Tests.Backward.Checking;

namespace MLNet.Interpret.Onnx.Tests.Backward.Rewriting;

/// <summary>
/// Joins that begin with what earlier ones join, as in DenseNet: the expectation is the graph that is left as it was. Numbers are whole, so that
/// the order of sums changes none.
/// </summary>
public class NestedConcatsTests
{
    private static readonly RuleSet _others = RuleSet.Gradient.Named("others");

    [Theory, InlineData("x"), InlineData("pair"), InlineData("triple")]
    public void Scores_and_gradient_stay_the_same(string explained)
    {
        GradientGraph first = Build(RuleSet.Gradient, explained), second = Build(_others, explained);
        // What is explained is a value of its own, which later joins must not come to depend on.
        Assert.Equal(explained switch { "pair" => [2, 3, 2, 2], "triple" => [2, 2, 3, 2], _ => [2, 2, 2, 2] }, Joined(first));
        Assert.Equal([2, 3, 4, 2], Joined(second));

        var a = Run(first);
        var b = Run(second);
        Assert.Equal(b.Scores, a.Scores);
        Assert.Equal(b.Gradient, a.Gradient);
        Assert.Contains(a.Gradient, v => v != 0);
    }

    private static GradientGraph Build(RuleSet rules, string explained)
    {
        OnnxModel model = new();
        GraphBuilder g = new(model, "net");
        Value x = g.Input("x", ElementType.Float, new TensorShape([new Dim(-1, "batch"), 2, 3]));
        Value one = x * x;
        Value pair = Join("pair", 1, x, one);
        Value two = Square(pair).Slice([1], [3], [1]);
        Value triple = Join("triple", 1, x, one, two);
        Value four = Join("four", 1, x, one, two, Square(triple).Slice([0], [2], [1]));
        // Along another axis it is another join.
        Value across = Join("across", 2, x, one);
        Value scores = g.Concat([Square(pair), Square(triple), Square(four)], 1).ReduceSum([2], keepDims: false);
        g.Output(g.Concat([scores, g.Node("Flatten", across).Out()], 1), "scores");
        return GradientGraph.Build(Network.FromModel(model), new GradientOptions { Seed = GradientSeed.ArgMax, Rules = rules, WithRespectTo = explained });

        Value Square(Value value) => value * value;

        Value Join(string name, long axis, params Value[] values)
        {
            g.Concat(values, axis);
            model.Nodes[^1].Outputs[0] = name;
            return new Value(g, name, ElementType.Float);
        }
    }

    /// <summary>How many values each join of the network joins.</summary>
    private static int[] Joined(GradientGraph graph) =>
        [.. new[] { "pair", "triple", "four", "across" }.Select(name => graph.Model.Nodes.Single(n => n.OpType == "Concat" && n.Outputs[0] == name).Inputs.Count)];

    private static (double[] Scores, double[] Gradient) Run(GradientGraph graph)
    {
        Dictionary<string, CaseTensor> x = new() { ["x"] = new([2, 2, 3], [.. Enumerable.Range(0, 12).Select(i => i - 4.0)], null) };
        using CaseRunner runner = new(graph.Model, ElementType.Float);
        var results = runner.Run(x, [graph.ScoresOutput, graph.GradientOutput]);
        return (results[graph.ScoresOutput].Values, results[graph.GradientOutput].Values);
    }
}
