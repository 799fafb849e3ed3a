using MLNet.Interpret.Scoring;
using MLNet.Interpret.SurrogateTrees;

namespace MLNet.Interpret.Tests.SurrogateTrees;

/// <summary>Expectations: scikit-learn's CART on the same rows and network (Data/trees), and plain searches over all splits.</summary>
public class CartTests
{
    public static TheoryData<string> Classes => new("iris", "wine", "breast_cancer_diagnostic");

    private static (double Error, double Fidelity, SurrogateTraining Training) Measure(string name, TreeInducer inducer, bool test)
    {
        ReferenceNetwork reference = ReferenceNetwork.Read(name);
        SurrogateOptions options = new() { Inducer = inducer, Task = name.Contains("regression") ? SurrogateTask.Regression : SurrogateTask.Classification };
        using NetworkScorer scorer = new(reference.Network());
        SurrogateTraining training = SurrogateTrainer.Train(scorer, reference.Rows(test: false), options);
        Examples examples = SurrogateTrainer.Ask(scorer, reference.Rows(test), options);
        double error = 0, same = 0;
        double[] scores = new double[examples.Outputs];
        for (int i = 0; i < examples.Count; i++)
        {
            training.Surrogate.Score(examples.Row(i), scores);
            error += scores.Zip(examples.Target(i).ToArray(), (a, b) => (a - b) * (a - b)).Sum();
            same += Array.IndexOf(scores, scores.Max()) == examples.Labels()[i] ? 1 : 0;
        }
        return (error / examples.Count, same / examples.Count, training);
    }

    private static CartInducer Cart(string name, CartCriterion criterion = CartCriterion.Variance)
    {
        ReferenceNetwork reference = ReferenceNetwork.Read(name);
        return new() { MaximumLeaves = reference.Leaves, MinimumLeafSize = reference.MinimumLeafSize, Criterion = criterion };
    }

    [Theory]
    [MemberData(nameof(Classes))]
    [InlineData("diabetes_regression")]
    public void Fits_the_probabilities_as_scikit_learn_does(string name)
    {
        double expected = ReferenceNetwork.Read(name).Number("varianceTrainError");
        // Both search all splits; float32 inference of the network is what is left of a difference.
        Assert.Equal(expected, Measure(name, Cart(name), test: false).Error, 1e-4 * expected);
    }

    [Theory]
    [MemberData(nameof(Classes))]
    public void Predicts_the_networks_class_as_often_as_scikit_learn(string name)
    {
        ReferenceNetwork reference = ReferenceNetwork.Read(name);
        Assert.Equal(reference.Number("giniTrainFidelity"), Measure(name, Cart(name, CartCriterion.Gini), test: false).Fidelity, 1e-9);
        Assert.True(Measure(name, Cart(name, CartCriterion.Gini), test: true).Fidelity >= reference.Number("giniTestFidelity") - 0.01);
        Assert.True(Measure(name, Cart(name), test: true).Fidelity >= reference.Number("varianceTestFidelity") - 0.01);
    }

    [Theory]
    [MemberData(nameof(Classes))]
    public void FastTree_is_no_less_faithful(string name)
    {
        ReferenceNetwork reference = ReferenceNetwork.Read(name);
        FastTreeInducer inducer = new() { MaximumLeaves = reference.Leaves, MinimumLeafSize = reference.MinimumLeafSize };
        Assert.True(Measure(name, inducer, test: true).Fidelity >= reference.Number("giniTestFidelity") - 0.01);
    }

    [Theory]
    [MemberData(nameof(Classes))]
    public void Cost_complexity_pruning_leaves_what_scikit_learn_leaves(string name)
    {
        CartInducer inducer = Cart(name, CartCriterion.Gini) with { MaximumLeaves = 40, PruningAlpha = 0.02 };
        Assert.Equal(ReferenceNetwork.Read(name).Number("prunedLeaves"), Measure(name, inducer, test: false).Training.Surrogate.Leaves);
    }

    [Fact]
    public void More_trees_are_more_faithful_to_a_number()
    {
        double one = Measure("diabetes_regression", new FastTreeInducer { MaximumLeaves = 8 }, test: true).Error;
        double many = Measure("diabetes_regression", new FastTreeInducer { MaximumLeaves = 8, Trees = 40 }, test: true).Error;
        // As its own CART of as many leaves, at the binned thresholds.
        Assert.InRange(one, 0, 1.1 * ReferenceNetwork.Read("diabetes_regression").Number("varianceTestError"));
        Assert.InRange(many, 0, 0.5 * one);
    }

    // The best grouping of three categories, found by hand: {a, c} have targets 0 and 0.1, {b, d} 1 and 0.9.
    [Fact]
    public void Splits_categories_into_the_best_two_groups()
    {
        float[] rows = [.. Enumerable.Range(0, 40).SelectMany(i => new[] { (float)(i % 4), i })];
        double[] targets = [.. Enumerable.Range(0, 40).Select(i => new[] { 0, 1, 0.1, 0.9 }[i % 4])];
        TreeFeature[] features = [new("kind", ["a", "b", "c", "d"]), new("number")];
        Lesson lesson = new(features, [], new Examples(rows, 2, targets, 1), new NoTeacher());
        DecisionTree tree = new CartInducer { MaximumLeaves = 2 }.Induce(lesson).Tree;
        Assert.Equal("kind in {a, c}", tree.DescribePath(tree.FindLeaf([0, 7])));
        Assert.Equal("kind in {b, d}", tree.DescribePath(tree.FindLeaf([3, 7])));
        Assert.Equal(0.05, tree.Leaf(tree.FindLeaf([2, 0])).Value[0], 1e-12);
    }

    // FastTree has a 0 or 1 for each category; what it learns must come back as tests on the category.
    [Fact]
    public void FastTree_asks_about_categories()
    {
        float[] rows = [.. Enumerable.Range(0, 60).SelectMany(i => new[] { (float)(i % 3), i })];
        double[] targets = [.. Enumerable.Range(0, 60).Select(i => i % 3 == 1 ? 1.0 : 0)];
        Lesson lesson = new([new("kind", ["a", "b", "c"]), new("number")], [], new Examples(rows, 2, targets, 1), new NoTeacher());
        DecisionTree tree = new FastTreeInducer { MaximumLeaves = 2 }.Induce(lesson).Tree;
        Assert.Equal("kind = b", tree.DescribePath(tree.FindLeaf([1, 7])));
        Assert.Equal("kind in {a, c}", tree.DescribePath(tree.FindLeaf([2, 7])));
        Assert.Equal([40.0, 20.0], tree.Nodes[0].Children.Select(c => tree.Nodes[c].Count).Order().Reverse());
        Assert.Equal(1 / 3.0, tree.Nodes[0].Value[0], 1e-6);
    }

    [Fact]
    public void Missing_values_are_refused_by_name()
    {
        Lesson lesson = new([new("a"), new("b")], [], new Examples([1, 2, 3, float.NaN], 2, [0, 1], 1), new NoTeacher());
        Assert.Contains("'b' is missing in row 1", Assert.Throws<NotSupportedException>(() => new CartInducer().Induce(lesson)).Message);
    }
}

/// <summary>A teacher of inducers that must not ask.</summary>
internal sealed class NoTeacher : ITeacher
{
    public void Ask(ReadOnlySpan<float> rows, Span<double> targets, CancellationToken cancellation) => throw new InvalidOperationException("It asked.");
}
