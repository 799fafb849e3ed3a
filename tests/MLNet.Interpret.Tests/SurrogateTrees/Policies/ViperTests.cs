using Microsoft.ML;
using MLNet.Interpret.Onnx;
using MLNet.Interpret.Scoring;
using MLNet.Interpret.SurrogateTrees;

namespace MLNet.Interpret.Tests.SurrogateTrees;

/// <summary>Expectations: environments whose best tree is known, and closed forms of weights and rewards.</summary>
public class ViperTests
{
    private static ViperOptions Options(int leaves) => new()
    {
        Iterations = 5, SelectionEpisodes = 40, EvaluationEpisodes = 60, Seed = 3,
        Inducer = new() { Criterion = CartCriterion.Gini, MaximumLeaves = leaves, MinimumLeafSize = 1 },
    };

    // The way is 8 - x steps from a start at x, which no policy can shorten.
    [Fact]
    public void Finds_the_shortest_way_through_a_corridor()
    {
        List<int> batches = [];
        ViperReport report = Viper.Extract(Corridor.Values(batches), () => new Corridor(), Options(leaves: 8));
        DecisionTree tree = report.Surrogate.Tree;
        Assert.Equal(["x <= 3.5: right", "x > 3.5: up"], tree.ToText(n => report.Surrogate.Classes[n.Value.ToList().IndexOf(n.Value.Max())]).Trim().Split('\n'));
        Assert.Equal(3, report.Nodes);
        Assert.Equal(1, report.Agreement);
        Assert.Equal(1, report.WeightedAgreement);
        Assert.Equal(report.NetworkReward, report.TreeReward);
        Assert.InRange(report.TreeReward.Mean, -7, -5);
        Assert.Equal(-8, report.TreeReward.Worst);
        Assert.Equal(60, report.TreeReward.Episodes);
        // Behind the states that show what the scores are: as many calls as the longest way for the network's own episodes, and one for each tree's.
        Assert.Equal(batches.Sum() - batches[0], report.Queries);
        Assert.Equal(1 + 8 + 4 + 8 + 1, batches.Count);
        Assert.InRange(report.ScoringShare, 0, 1);
    }

    // Gini on the states as they come would ask about a, which tells 80 % of them apart (Wager).
    [Fact]
    public void Asks_about_what_loses_most_where_it_may_ask_once()
    {
        Wager wager = new();
        ViperOptions options = Options(leaves: 2) with { Rollouts = 40 };
        ViperReport report = Viper.Extract(wager.Values(), () => new Wager(), options);
        NumericTest test = Assert.IsType<NumericTest>(report.Surrogate.Tree.Nodes[0].Test);
        Assert.Equal(1, test.Feature);
        Assert.Equal(0.5, test.Threshold, 0.05);
        // It is right in all of a fifth of the states and in half of the others: 0.6 of all, within four standard errors of 1200, and 2.004 of 2.008 at stake.
        Assert.Equal(0.6, report.Agreement, 4 * Math.Sqrt(0.24 / 1200));
        Assert.InRange(report.WeightedAgreement, 0.98, 1);
        Assert.Equal(report.WeightedAgreement, report.TreeReward.Mean / report.NetworkReward.Mean, 1e-6);
        // With the same to lose everywhere, the other test is right.
        DecisionTree even = Viper.Extract(new Wager(1, 1).Values(), () => new Wager(1, 1), options).Surrogate.Tree;
        test = Assert.IsType<NumericTest>(even.Nodes[0].Test);
        Assert.Equal(0, test.Feature);
        Assert.Equal(0.4, test.Threshold, 0.05);
    }

    // A loss of 0, 1, 2 and 5 in equally many states: shares of 0, 1/8, 2/8 and 5/8, within four standard errors.
    [Fact]
    public void States_are_drawn_in_proportion_to_what_the_worst_action_loses()
    {
        const int each = 10_000;
        AggregatedStates states = new(1, 3);
        for (int i = 0; i < each; i++)
        {
            states.Add([0, 1, 2, 3], [7, 7, 7, -1, -2, -1.5, 4, 3, 2, 1, 0.5, 5.5]);
        }
        Examples drawn = states.Resample(new Random(1), int.MaxValue);
        Assert.Equal(3 * each, drawn.Count);
        double[] share = [.. Enumerable.Range(0, 4).Select(s => drawn.Rows.Count(r => r == s) / (double)drawn.Count)];
        Assert.Equal(0, share[0]);
        foreach ((int state, double expected) in new[] { (1, 1 / 8.0), (2, 2 / 8.0), (3, 5 / 8.0) })
        {
            Assert.Equal(expected, share[state], 4 * Math.Sqrt(expected * (1 - expected) / drawn.Count));
        }
        // The network's action is that of the highest value.
        int[] best = [0, 0, 0, 2];
        Assert.Equal([.. drawn.Rows.Select(r => best[(int)r])], drawn.Labels());
        Assert.Equal(500, states.Resample(new Random(1), 500).Count);
    }

    [Fact]
    public void Where_no_action_loses_anything_all_states_are_as_likely()
    {
        AggregatedStates states = new(1, 2);
        states.Add([0, 1, 2, 3], [1, 1, 2, 2, 3, 3, 4, 4]);
        int[] counts = new int[4];
        for (int seed = 0; seed < 1000; seed++)
        {
            foreach (float row in states.Resample(new Random(seed), 100).Rows)
            {
                counts[(int)row]++;
            }
        }
        Assert.All(counts, c => Assert.InRange(c, 1000 - 4 * Math.Sqrt(750), 1000 + 4 * Math.Sqrt(750)));
    }

    // Trees that learnt noise have many tests that change nothing. What is left must act alike, and each test must matter.
    [Fact]
    public void Tests_that_no_action_hangs_on_are_left_out()
    {
        Random random = new(1);
        float[] rows = [.. Enumerable.Range(0, 900).Select(_ => random.NextSingle())];
        double[] targets = new double[900];
        for (int i = 0; i < 300; i++)
        {
            targets[3 * i + (random.Next(3) == 0 ? random.Next(3) : rows[3 * i] > 0.3f ? 1 : 2)] = 1;
        }
        Lesson lesson = new([new("a"), new("b"), new("c")], ["0", "1", "2"], new Examples(rows, 3, targets, 3), new NoTeacher());
        DecisionTree tree = new CartInducer { Criterion = CartCriterion.Gini, MaximumLeaves = 30, MinimumLeafSize = 5 }.Induce(lesson).Tree, merged = SameActions.Merge(tree);
        Assert.Equal(30, tree.Leaves);
        Assert.InRange(merged.Leaves, 4, 25);
        int[] before = new int[300], after = new int[300];
        new TreePolicy(tree).Act(rows, before);
        new TreePolicy(merged).Act(rows, after);
        Assert.Equal(before, after);
        for (int i = 0; i < merged.Nodes.Count; i++)
        {
            IReadOnlyList<int> children = merged.Nodes[i].Children;
            Assert.False(children.Count > 0 && children.All(c => merged.Nodes[c].IsLeaf)
                && children.Select(c => TreeSurrogate.ArgMax(merged.Nodes[c].Value)).Distinct().Count() == 1);
        }
    }

    // log p differs from log-odds by a number of the state alone, so both have the same differences: those of the log-odds.
    [Theory]
    [InlineData(PolicyScores.Auto)]
    [InlineData(PolicyScores.Probabilities)]
    public void Probabilities_lose_what_their_log_odds_lose(PolicyScores scores)
    {
        static float Odds(float x) => 3 * x - 1;
        FunctionScorer logits = new("x", 2, 2, (rows, to) => Fill(rows, to, x => (Odds(x), 0)));
        FunctionScorer probabilities = new("x", 2, 2, (rows, to) => Fill(rows, to, x =>
        {
            double p = 1 / (1 + Math.Exp(-Odds(x)));
            return ((float)p, (float)(1 - p));
        }));
        float[] states = [0, 0, 0.2f, 0, 1, 0];
        double[] values = new double[6];
        new NetworkPolicy(probabilities, new Wager(), scores).Value(states, values);
        Assert.Equal(Math.Log(1 / (1 + Math.Exp(1))), values[0], 1e-6);
        double[] direct = new double[6];
        new NetworkPolicy(logits, new Wager()).Value(states, direct);
        for (int i = 0; i < 3; i++)
        {
            Assert.Equal(Odds(states[2 * i]), direct[2 * i] - direct[2 * i + 1], 1e-6);
            Assert.Equal(Odds(states[2 * i]), values[2 * i] - values[2 * i + 1], 1e-5);
        }

        static void Fill(ReadOnlyMemory<float> rows, Memory<float> to, Func<float, (float, float)> f)
        {
            for (int i = 0; i < to.Length; i += 2)
            {
                (to.Span[i], to.Span[i + 1]) = f(rows.Span[i]);
            }
        }
    }

    // A softmax of a large difference rounds to 0; its logarithm must stay a number.
    [Fact]
    public void A_probability_of_0_has_a_finite_value()
    {
        FunctionScorer certain = new("x", 2, 2, (rows, to) => to.Span.Fill(0));
        FunctionScorer sure = new("x", 2, 2, (rows, to) =>
        {
            for (int i = 0; i < to.Length; i++)
            {
                to.Span[i] = i % 2;
            }
        });
        double[] values = new double[2];
        new NetworkPolicy(sure, new Wager()).Value([0, 0], values);
        Assert.Equal(Math.Log(float.Epsilon), values[0], 1e-9);
        Assert.Equal(0, values[1]);
        // Zeros sum to no probability.
        new NetworkPolicy(certain, new Wager()).Value([0, 0], values);
        Assert.Equal([0.0, 0.0], values);
    }

    [Fact]
    public void The_same_seed_gives_the_same_tree_and_another_one_another()
    {
        string Tree(int seed) => Viper.Extract(new Wager().Values(), () => new Wager(), Options(leaves: 6) with { Seed = seed }).Surrogate.ToJson();
        string[] trees = [.. Enumerable.Range(0, 3).Select(Tree)];
        Assert.Equal(trees, Enumerable.Range(0, 3).Select(Tree));
        Assert.Equal(3, trees.Distinct().Count());
    }

    [Fact]
    public void Says_how_it_gets_on_and_stops()
    {
        using CancellationTokenSource stop = new();
        List<ViperIteration> seen = [];
        Progress progress = new(i =>
        {
            seen.Add(i);
            if (i.Iteration == 3)
            {
                stop.Cancel();
            }
        });
        Assert.ThrowsAny<OperationCanceledException>(() => Viper.Extract(Corridor.Values(), () => new Corridor(), Options(leaves: 4), progress, stop.Token));
        Assert.Equal([1, 2, 3], seen.Select(i => i.Iteration));
        Assert.All(seen, i => Assert.Equal(2, i.Leaves));
        Assert.True(seen[0].States < seen[1].States && seen[1].States < seen[2].States);
    }

    [Fact]
    public void What_does_not_fit_is_refused_by_name()
    {
        static string Message(IScorer scorer, ViperOptions? options = null) =>
            Assert.ThrowsAny<ArgumentException>(() => Viper.Extract(scorer, () => new Corridor(), options)).Message;
        Assert.Contains("reads 3 numbers, but a state of the environment has 2: x, y", Message(new FunctionScorer("s", 3, 4, (_, _) => { })));
        Assert.Contains("gives 2 scores, but the environment has 4 actions: right, up, left, down", Message(new FunctionScorer("s", 2, 2, (_, _) => { })));
        Assert.Contains("Iterations of VIPER must be at least 1", Message(Corridor.Values(), new() { Iterations = 0 }));
        Assert.Contains("MaximumLeaves of CART must be at least 1", Message(Corridor.Values(), new() { Inducer = new() { MaximumLeaves = 0 } }));
        FunctionScorer broken = new("s", 2, 4, (_, scores) => scores.Span.Fill(float.NaN));
        Assert.Contains("score 0", Assert.Throws<InvalidDataException>(() => Viper.Extract(broken, () => new Corridor())).Message);
    }

    [Fact]
    public void The_catalog_takes_a_network_and_the_contexts_seed()
    {
        OnnxModel model = new();
        GraphBuilder g = new(model, "net");
        Value x = g.Input("state", ElementType.Float, new TensorShape([new Dim(-1, "rows"), 2]));
        // Q(high) - Q(low) = a - 0.3.
        g.Output(x.MatMul(g.Constant(OnnxTensor.Of([0f, 1, 0, 0], 2, 2))) + g.Constant(OnnxTensor.Of([0.3f, 0], 1, 2)), "q", new TensorShape([new Dim(-1, "rows"), 2]));
        Network network = Network.FromModel(model, "net");
        ViperOptions options = Options(leaves: 2) with { Seed = null, Rollouts = 20 };
        ViperReport report = new MLContext(seed: 5).Interpret.PolicyTree(network, () => new Wager(), options);
        NumericTest test = Assert.IsType<NumericTest>(report.Surrogate.Tree.Nodes[0].Test);
        Assert.Equal(0, test.Feature);
        Assert.Equal(0.3, test.Threshold, 0.02);
        using NetworkScorer scorer = new(network);
        Assert.Equal(Viper.Extract(scorer, () => new Wager(), options with { Seed = 5 }).Surrogate.ToJson(), report.Surrogate.ToJson());
    }

    private sealed class Progress(Action<ViperIteration> report) : IProgress<ViperIteration>
    {
        public void Report(ViperIteration value) => report(value);
    }
}
