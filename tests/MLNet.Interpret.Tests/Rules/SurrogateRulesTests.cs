using System.Globalization;
using System.Xml.Linq;
using MLNet.Interpret.Rules;
using MLNet.Interpret.Scoring;
using MLNet.Interpret.SurrogateTrees;
using MLNet.Interpret.Tests.SurrogateTrees;

namespace MLNet.Interpret.Tests.Rules;

/// <summary>Surrogates of several trees. Expectations: what the trees say together, and counts.</summary>
public class SurrogateRulesTests
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    // A tree for each class, and a second one that is added to the first class's.
    private static TreeSurrogate Several(int seed, int depth = 3) => new(RandomTrees.Features, RandomTrees.Classes,
        [.. Enumerable.Range(0, 4).Select(i => new SurrogateMember(RandomTrees.Tree(10 * seed + i, depth, 1), i % 3))]);

    private static double[] Scores(TreeSurrogate surrogate, ReadOnlySpan<float> row)
    {
        double[] scores = new double[surrogate.Outputs];
        surrogate.Score(row, scores);
        return scores;
    }

    [Theory, InlineData(1), InlineData(2), InlineData(3), InlineData(4), InlineData(5)]
    public void One_tree_gives_the_scores_of_several(int seed)
    {
        TreeSurrogate surrogate = Several(seed);
        Examples rows = RandomTrees.Rows(seed, 500);
        DecisionTree tree = surrogate.ToTree(rows);
        Assert.Equal(500, tree.Nodes[0].Count);
        int[] reached = new int[tree.Leaves];
        for (int i = 0; i < rows.Count; i++)
        {
            int leaf = tree.FindLeaf(rows.Row(i));
            reached[leaf]++;
            Assert.Equal(Scores(surrogate, rows.Row(i)), tree.Leaf(leaf).Value);
        }
        Assert.Equal(reached.Select(r => (double)r), Enumerable.Range(0, tree.Leaves).Select(l => tree.Leaf(l).Count));
        // The root's value is the mean of what is said of all rows.
        Assert.Equal(Enumerable.Range(0, rows.Count).Average(i => Scores(surrogate, rows.Row(i))[1]), tree.Nodes[0].Value[1], 1e-9);
        // There would be as many leaves as the product of all trees' if they asked again what is known.
        Assert.True(tree.Leaves < surrogate.Members.Aggregate(1, (n, m) => n * m.Tree.Leaves));
    }

    [Theory]
    [InlineData(1, RuleOrder.Unordered)]
    [InlineData(2, RuleOrder.Unordered)]
    [InlineData(3, RuleOrder.Ordered)]
    [InlineData(4, RuleOrder.Ordered)]
    public void Rules_predict_what_several_trees_predict_together(int seed, RuleOrder order)
    {
        TreeSurrogate surrogate = Several(seed);
        RuleSet rules = surrogate.ToRules(order);
        Examples rows = RandomTrees.Rows(seed + 50, 500);
        for (int i = 0; i < rows.Count; i++)
        {
            double[] scores = Scores(surrogate, rows.Row(i));
            Assert.Equal(Array.IndexOf(scores, scores.Max()), rules[rules.Find(rows.Row(i))].Label);
        }
        Assert.True(rules.Rules.Count < surrogate.ToTree().Leaves);
    }

    [Fact]
    public void Rules_give_the_number_that_several_trees_add_up_to()
    {
        TreeSurrogate surrogate = new(RandomTrees.Features, [], [.. Enumerable.Range(0, 3).Select(i => new SurrogateMember(RandomTrees.Tree(i + 7, 2, 1)))]);
        RuleSet rules = surrogate.ToRules();
        Examples rows = RandomTrees.Rows(3, 300, 1);
        for (int i = 0; i < rows.Count; i++)
        {
            Assert.Equal(Scores(surrogate, rows.Row(i)), rules[rules.Find(rows.Row(i))].Value);
        }
    }

    [Fact]
    public void Too_many_regions_are_refused()
    {
        TreeFeature[] features = [.. Enumerable.Range(0, 17).Select(i => new TreeFeature($"x{i}"))];
        // Seventeen independent questions make 131072 regions.
        TreeSurrogate surrogate = new(features, ["a", "b", "c"], [.. features.Select((_, i) => new SurrogateMember(new DecisionTree(features,
            [new() { Test = new NumericTest(i, 0), Children = [1, 2], Value = [0] }, new() { Value = [0] }, new() { Value = [i] }]), i % 3))]);
        Assert.Contains("65536", Assert.Throws<InvalidOperationException>(() => surrogate.ToRules()).Message);
        Assert.Throws<ArgumentException>(() => surrogate.ToTree(RandomTrees.Rows(1, 5)));
    }

    [Fact]
    public void Of_many_rules_those_that_no_row_meets_go_first()
    {
        // Rule i is for the numbers above i and at most i + 1, of class i modulo 3; rows are at 0.5, 3.5, 6.5 and so on, of class 0, but for the last.
        RuleSet rules = new([new("x")], RandomTrees.Classes, [.. Enumerable.Range(0, 300)
            .Select(i => new Rule { Conditions = [new Interval(0, i, i + 1)], Value = [.. Enumerable.Range(0, 3).Select(c => c == i % 3 ? 1.0 : 0)] })],
            new Rule { Conditions = [], Value = [1, 0, 0] }, RuleOrder.Unordered);
        Examples rows = new([.. Enumerable.Range(0, 20).Select(i => 3 * i + 0.5f), 100.5f], 1, [.. Enumerable.Range(0, 20).SelectMany(_ => new double[] { 1, 0, 0 }), 0, 1, 0], 3);
        RuleSet simple = rules.Simplify(rows, 0);
        Assert.Equal(1, simple.Fidelity(rows));
        // All others are of the class that is said where no rule holds.
        Assert.Equal(1, Assert.Single(simple.Rules).Label);
    }

    [Fact]
    public void FastTree_of_three_classes_is_drawn_and_put_into_rules()
    {
        ReferenceNetwork wine = ReferenceNetwork.Read("wine");
        using NetworkScorer scorer = new(wine.Network());
        SurrogateOptions options = new() { Inducer = new FastTreeInducer { MaximumLeaves = 5 }, ClassNames = ["one", "two & a half", "three"] };
        SurrogateTraining training = SurrogateTrainer.Train(scorer, wine.Rows(test: false), options);
        TreeSurrogate surrogate = training.Surrogate;
        Examples test = SurrogateTrainer.Ask(scorer, wine.Rows(test: true), options);
        Assert.Equal(3, surrogate.Members.Count);

        RuleSet rules = surrogate.ToRules();
        Assert.Equal(surrogate.Fidelity(test), rules.Fidelity(test), 1e-12);
        RuleSet simple = new TreeRuleExtractor { Inducer = options.Inducer, MaximumFidelityLoss = 0.02 }
            .Extract(new Lesson(surrogate.Features, surrogate.Classes, training.Examples, new NoTeacher()));
        Assert.True(simple.Fidelity(training.Examples) >= surrogate.Fidelity(training.Examples) - 0.02 - 1e-12);
        Assert.InRange(simple.Rules.Count, 2, 6);

        XElement picture = XDocument.Parse(surrogate.ToSvg(training.Examples, "Wine")).Root!;
        string[] headings = ["The score of one", "The score of two & a half", "The score of three"];
        Assert.Equal(headings, picture.Elements(Svg + "text").Select(t => t.Value).Where(t => t.StartsWith("The score", StringComparison.Ordinal)));
        double Number(XElement e, string name) => double.Parse(e.Attribute(name)!.Value, CultureInfo.InvariantCulture);
        (double X, double Y)[] nodes = [.. picture.Descendants(Svg + "rect").Where(r => r.Attribute("opacity") is not null).Select(r => (Number(r, "x"), Number(r, "y")))];
        Assert.Equal(surrogate.Members.Sum(m => m.Tree.Nodes.Count), nodes.Length);
        for (int i = 0; i < nodes.Length; i++)
        {
            Assert.InRange(nodes[i].Y + 78, 0, Number(picture, "height"));
            Assert.InRange(nodes[i].X + 196, 0, Number(picture, "width"));
            Assert.All(nodes[..i], n => Assert.True(Math.Abs(n.X - nodes[i].X) >= 196 || Math.Abs(n.Y - nodes[i].Y) >= 78));
        }

        string dot = surrogate.ToDot(training.Examples);
        Assert.Equal(3, dot.Split("subgraph cluster_").Length - 1);
        Assert.All(headings, h => Assert.Contains($"label=\"{h}\"", dot, StringComparison.Ordinal));
        Assert.Equal(nodes.Length, dot.Split('\n').Count(l => l.Contains(" [label=", StringComparison.Ordinal) && !l.Contains("->", StringComparison.Ordinal)));
    }

    private sealed class NoTeacher : ITeacher
    {
        public void Ask(ReadOnlySpan<float> rows, Span<double> targets, CancellationToken cancellation = default) => throw new NotSupportedException();
    }
}
