using MLNet.Interpret.Onnx.Backward;
using MLNet.Interpret.Onnx.Execution;

namespace MLNet.Interpret.Onnx.Tests.Backward;

/// <summary>Expectations are closed forms of a small network: logits = W tanh(x), so d logit c / d x = W[c] (1 - tanh²(x)).</summary>
public class GradientGraphTests
{
    private static readonly float[] _w = [0.5f, -1f, 2f, 1f, 1f, -0.5f];
    private static readonly float[] _x = [0.1f, -0.7f, 1.5f, 0.3f, 0.9f, -1.1f];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void The_gradient_of_a_class_that_is_given_keeps_the_batch_open(int rows)
    {
        GradientGraph graph = GradientGraph.Build(Network.FromModel(Logits()));
        Assert.Null(graph.Batch);
        Assert.Equal(2, graph.Classes);

        long[] targets = [1, 0];
        var run = Run(graph, rows, new() { [graph.TargetInput!] = TensorBuffer.Of(targets[..rows], rows) });
        Assert.Equal(Slope(targets[..rows]), run[graph.GradientOutput].Span<float>().ToArray(), Near);
        Assert.Equal(targets[..rows], run[graph.TargetOutput!].Span<long>().ToArray());
        float[] scores = run[graph.ScoresOutput].Span<float>().ToArray();
        Assert.Equal(Scores(rows), scores, Near);
        Assert.Equal([.. targets[..rows].Select((t, row) => scores[row * 2 + t])], run[graph.TargetScoreOutput!].Span<float>().ToArray());
    }

    [Theory]
    [InlineData(GradientSeed.ArgMax)]
    [InlineData(GradientSeed.Target)]
    public void Without_a_class_the_highest_score_is_explained(GradientSeed seed)
    {
        GradientGraph graph = GradientGraph.Build(Network.FromModel(Logits()), new() { Seed = seed });
        float[] scores = Scores(2);
        long[] best = [scores[0] >= scores[1] ? 0 : 1, scores[2] >= scores[3] ? 0 : 1];
        Assert.NotEqual(best[0], best[1]);

        Dictionary<string, TensorBuffer> more = graph.TargetInput is { } input ? new() { [input] = TensorBuffer.Of(new long[] { -1, -1 }, 2) } : [];
        var run = Run(graph, 2, more);
        Assert.Equal(seed == GradientSeed.ArgMax, graph.TargetInput is null);
        Assert.Equal(best, run[graph.TargetOutput!].Span<long>().ToArray());
        Assert.Equal(Slope(best), run[graph.GradientOutput].Span<float>().ToArray(), Near);
    }

    [Fact]
    public void A_graph_is_built_once_for_what_is_asked()
    {
        Network network = Network.FromModel(Logits());
        GradientGraph graph = GradientGraph.Build(network, new() { Of = "logits" });
        Assert.Same(graph, GradientGraph.Build(network, new() { Of = "logits" }));
        Assert.NotSame(graph, GradientGraph.Build(network, new() { Of = "logits", Batch = 2 }));
        Assert.NotSame(graph, GradientGraph.Build(network, new() { Of = "logits", Rules = RuleSet.Gradient.Named("another") }));
        Assert.NotSame(graph, GradientGraph.Build(Network.FromModel(Logits()), new() { Of = "logits" }));
    }

    [Fact]
    public void A_seed_that_is_given_is_multiplied_by_the_Jacobian()
    {
        GradientGraph graph = GradientGraph.Build(Network.FromModel(Logits()), new() { Seed = GradientSeed.Given });
        var run = Run(graph, 1, new() { [graph.SeedInput!] = TensorBuffer.Of(new float[] { 2, -3 }, 1, 2) });
        float[] first = Slope([0]), second = Slope([1]);
        Assert.Equal([.. first.Zip(second, (a, b) => 2 * a - 3 * b)], run[graph.GradientOutput].Span<float>().ToArray(), Near);
    }

    [Fact]
    public void A_class_out_of_range_fails_rather_than_giving_zeros()
    {
        GradientGraph graph = GradientGraph.Build(Network.FromModel(Logits()));
        Assert.Throws<InvalidOperationException>(() => Run(graph, 1, new() { [graph.TargetInput!] = TensorBuffer.Of(new long[] { 2 }, 1) }));
    }

    [Fact]
    public void One_score_a_row_is_class_zero()
    {
        // y = sum over the row of tanh(x), as [batch].
        OnnxModel model = new();
        GraphBuilder g = new(model, "net");
        g.Output(g.Add("Tanh", Input(g)).ReduceSum([1], keepDims: false), "y");
        GradientGraph graph = GradientGraph.Build(Network.FromModel(model), new() { Seed = GradientSeed.ArgMax });
        Assert.Equal(1, graph.Classes);
        var run = Run(graph, 2, []);
        Assert.Equal([0, 0], run[graph.TargetOutput!].Span<long>().ToArray());
        Assert.Equal([.. _x.Select(v => 1 - MathF.Tanh(v) * MathF.Tanh(v))], run[graph.GradientOutput].Span<float>().ToArray(), Near);
    }

    [Fact]
    public void Classes_are_counted_over_all_dimensions_of_a_row()
    {
        // y = tanh(x) as [batch, 3, 1]: class c is element c.
        OnnxModel model = new();
        GraphBuilder g = new(model, "net");
        g.Output(g.Add("Tanh", Input(g)).Unsqueeze(2), "y");
        GradientGraph graph = GradientGraph.Build(Network.FromModel(model));
        Assert.Equal(3, graph.Classes);
        var run = Run(graph, 2, new() { [graph.TargetInput!] = TensorBuffer.Of(new long[] { 2, 0 }, 2) });
        float D(int i) => 1 - MathF.Tanh(_x[i]) * MathF.Tanh(_x[i]);
        Assert.Equal([0, 0, D(2), D(3), 0, 0], run[graph.GradientOutput].Span<float>().ToArray(), Near);
    }

    [Fact]
    public void Before_the_softmax_logits_are_explained()
    {
        OnnxModel model = Logits();
        model.Outputs.Clear();
        GraphBuilder g = new(model, "end");
        g.Output(g.Node("Softmax", g.Existing("logits", ElementType.Float)).With("axis", 1).Out(), "probabilities");
        Network network = Network.FromModel(model);

        GradientGraph before = GradientGraph.Build(network, new() { BeforeSoftmax = true });
        Assert.Equal("logits", before.Of.Name);
        var run = Run(before, 1, new() { [before.TargetInput!] = TensorBuffer.Of(new long[] { 0 }, 1) });
        Assert.Equal(Slope([0]), run[before.GradientOutput].Span<float>().ToArray(), Near);
        Assert.Equal("probabilities", GradientGraph.Build(network, new() { Rules = WithSoftmax() }).Of.Name);
        Assert.Equal("logits", GradientGraph.Build(Network.FromModel(Logits()), new() { BeforeSoftmax = true }).Of.Name);
    }

    [Fact]
    public void Values_inside_the_network_are_explained_and_explain()
    {
        // d logit 0 / d tanh(x) = W[0]; d tanh(x)[1] / d x = (0, 1 - tanh²(x1), 0).
        Network network = Network.FromModel(Logits());
        GradientGraph inner = GradientGraph.Build(network, new() { WithRespectTo = "hidden" });
        var run = Run(inner, 1, new() { [inner.TargetInput!] = TensorBuffer.Of(new long[] { 0 }, 1) });
        Assert.Equal([_w[0], _w[1], _w[2]], run[inner.GradientOutput].Span<float>().ToArray(), Near);

        GradientGraph neuron = GradientGraph.Build(network, new() { Of = "hidden" });
        run = Run(neuron, 1, new() { [neuron.TargetInput!] = TensorBuffer.Of(new long[] { 1 }, 1) });
        Assert.Equal([0, 1 - MathF.Tanh(_x[1]) * MathF.Tanh(_x[1]), 0], run[neuron.GradientOutput].Span<float>().ToArray(), Near);
    }

    [Fact]
    public void A_constant_is_explained_too()
    {
        // d logit 1 / d W[1] = tanh(x), summed over the rows; W[0] has none.
        GradientGraph graph = GradientGraph.Build(Network.FromModel(Logits()), new() { WithRespectTo = "W" });
        var run = Run(graph, 2, new() { [graph.TargetInput!] = TensorBuffer.Of(new long[] { 1, 1 }, 2) });
        float T(int i) => MathF.Tanh(_x[i]);
        Assert.Equal([0, 0, 0, T(0) + T(3), T(1) + T(4), T(2) + T(5)], run[graph.GradientOutput].Span<float>().ToArray(), Near);
    }

    [Fact]
    public void Other_inputs_and_names_that_are_taken_stay_as_they_are()
    {
        // y = x * target: the network has an input called "target" and an output called "gradient".
        OnnxModel model = new();
        GraphBuilder g = new(model, "net");
        Value x = g.Input("x", ElementType.Float, new TensorShape([new Dim(-1), 3]));
        g.Output(x * g.Input("target", ElementType.Float, new TensorShape([new Dim(-1), 3])), "gradient");
        Network network = Network.FromModel(model);
        Assert.Contains("several inputs", Assert.Throws<ArgumentException>(() => GradientGraph.Build(network)).Message, StringComparison.Ordinal);

        GradientGraph graph = GradientGraph.Build(network, new() { WithRespectTo = "x" });
        var run = Run(graph, 1, new()
        {
            ["target"] = TensorBuffer.Of(new float[] { 4, 5, 6 }, 1, 3),
            [graph.TargetInput!] = TensorBuffer.Of(new long[] { 2 }, 1),
        });
        Assert.Equal([0, 0, 6], run[graph.GradientOutput].Span<float>().ToArray());
    }

    [Fact]
    public void Where_a_size_is_open_that_a_rule_needs_the_remedy_is_named_and_helps()
    {
        OnnxModel model = new();
        GraphBuilder g = new(model, "net");
        Value x = g.Input("x", ElementType.Float, new TensorShape([new Dim(-1, "N"), 1, new Dim(-1, "length")]));
        Value kernel = g.Constant(OnnxTensor.Of([1f, 2, 3], 1, 1, 3));
        g.Output(g.Node("Conv", x, kernel).With("strides", [2L]).Out().ReduceSum([2], keepDims: false), "y");
        Network network = Network.FromModel(model);
        Assert.Contains(
            "fix the sizes of the network's inputs, the batch aside, with Network.WithInputShape",
            Assert.Throws<NotSupportedException>(() => GradientGraph.Build(network)).Message, StringComparison.Ordinal);

        GradientGraph graph = GradientGraph.Build(network.WithInputShape("x", -1, 1, 7));
        Assert.Null(graph.Batch);
        using NetworkSession session = new(graph.Model);
        var run = session.Run(new Dictionary<string, TensorBuffer> { ["x"] = TensorBuffer.Of(new float[7], 1, 1, 7), [graph.TargetInput!] = TensorBuffer.Of(new long[] { 0 }, 1) });
        // The taps of the three windows, which begin at 0, 2 and 4, summed where they lie.
        Assert.Equal([1, 2, 4, 2, 4, 2, 3], run[graph.GradientOutput].Span<float>().ToArray());
    }

    [Fact]
    public void What_is_not_there_or_has_no_gradient_is_named()
    {
        Network network = Network.FromModel(Logits());
        Assert.Contains("'nowhere'", Assert.Throws<ArgumentException>(() => GradientGraph.Build(network, new() { Of = "nowhere" })).Message, StringComparison.Ordinal);
        Assert.Contains("'nowhere'", Assert.Throws<ArgumentException>(() => GradientGraph.Build(network, new() { WithRespectTo = "nowhere" })).Message, StringComparison.Ordinal);
        Assert.Contains(
            "'hidden' does not depend on 'logits'",
            Assert.Throws<ArgumentException>(() => GradientGraph.Build(network, new() { Of = "hidden", WithRespectTo = "logits" })).Message, StringComparison.Ordinal);
        Assert.Contains(
            "has the shape [2, 3], which is not one row for each row of the batch",
            Assert.Throws<ArgumentException>(() => GradientGraph.Build(network, new() { Of = "W" })).Message, StringComparison.Ordinal);

        OnnxModel model = new();
        GraphBuilder g = new(model, "net");
        Value det = g.Add("Det", Input(g).Unsqueeze(0));
        model.Nodes[^1].Name = "the_determinant";
        g.Output(det, "y");
        string message = Assert.Throws<NotSupportedException>(() => GradientGraph.Build(Network.FromModel(OfSquare(model)))).Message;
        Assert.Contains("Det 'the_determinant'", message, StringComparison.Ordinal);
    }

    /// <summary>Det takes square matrices, whose determinants are one score for each row: larger ones than its rule covers.</summary>
    private static OnnxModel OfSquare(OnnxModel model)
    {
        model.Inputs[0] = new ValueInfo("x", new TensorType(ElementType.Float, new TensorShape([new Dim(-1), 13, 13])));
        model.Nodes[^2].Inputs[0] = "x";
        model.Nodes.RemoveAll(n => n.OpType == "Unsqueeze");
        model.Nodes.Find(n => n.OpType == "Det")!.Inputs[0] = "x";
        return model;
    }

    private static RuleSet WithSoftmax() => RuleSet.Gradient.With("Softmax", n => [n.Y() * (n.DY() - (n.DY() * n.Y()).ReduceSum([1]))]);

    private static Value Input(GraphBuilder g) => g.Input("x", ElementType.Float, new TensorShape([new Dim(-1, "rows"), 3]));

    private static OnnxModel Logits()
    {
        OnnxModel model = new();
        GraphBuilder g = new(model, "net");
        Value hidden = g.Add("Tanh", Input(g));
        model.Nodes[^1].Outputs[0] = "hidden";
        model.Initializers["W"] = OnnxTensor.Of(_w, 2, 3);
        Value logits = g.Node("Gemm", hidden with { Name = "hidden" }, g.Existing("W", ElementType.Float)).With("transB", 1).Out();
        model.Nodes[^1].Outputs[0] = "logits";
        g.Output(logits with { Name = "logits" }, "logits");
        return model;
    }

    private static float[] Scores(int rows) =>
        [.. Enumerable.Range(0, rows).SelectMany(r => Enumerable.Range(0, 2).Select(c => Enumerable.Range(0, 3).Sum(j => _w[c * 3 + j] * MathF.Tanh(_x[r * 3 + j]))))];

    private static float[] Slope(long[] targets) =>
        [.. targets.SelectMany((t, r) => Enumerable.Range(0, 3).Select(j => _w[t * 3 + j] * (1 - MathF.Tanh(_x[r * 3 + j]) * MathF.Tanh(_x[r * 3 + j]))))];

    private static bool Near(float a, float b) => MathF.Abs(a - b) <= 1e-6f;

    private static IReadOnlyDictionary<string, TensorBuffer> Run(GradientGraph graph, int rows, Dictionary<string, TensorBuffer> more)
    {
        using NetworkSession session = new(graph.Model);
        int size = graph.Model.Inputs[0].Type!.Shape!.Rank == 2 ? 3 : 9;
        more["x"] = TensorBuffer.Of(_x.AsMemory(0, rows * size), rows, 3);
        return session.Run(more);
    }
}
