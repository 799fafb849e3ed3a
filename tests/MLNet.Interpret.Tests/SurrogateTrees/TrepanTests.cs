using MLNet.Interpret.Scoring;
using MLNet.Interpret.SurrogateTrees;

namespace MLNet.Interpret.Tests.SurrogateTrees;

/// <summary>Expectations: concepts that are m of n by construction.</summary>
public class TrepanTests
{
    private sealed class Teacher(int width, Func<float[], bool> concept) : ITeacher
    {
        public int Asked { get; private set; }

        public void Ask(ReadOnlySpan<float> rows, Span<double> targets, CancellationToken cancellation)
        {
            for (int i = 0; i < targets.Length / 2; i++, Asked++)
            {
                bool positive = concept(rows.Slice(i * width, width).ToArray());
                (targets[2 * i], targets[2 * i + 1]) = positive ? (0, 1) : (1, 0);
            }
        }
    }

    private static Lesson Lesson(TreeFeature[] features, int rows, Func<Random, float[]> draw, Func<float[], bool> concept, int seed = 1)
    {
        Random random = new(seed);
        float[] values = [.. Enumerable.Range(0, rows).SelectMany(_ => draw(random))];
        Teacher teacher = new(features.Length, concept);
        double[] targets = new double[rows * 2];
        teacher.Ask(values, targets, default);
        return new(features, ["no", "yes"], new Examples(values, features.Length, targets, 2), teacher) { Seed = seed };
    }

    [Theory]
    [InlineData(1, 3)]
    [InlineData(2, 3)]
    [InlineData(3, 3)]
    [InlineData(2, 4)]
    [InlineData(3, 5)]
    [InlineData(4, 6)]
    public void Finds_m_of_n_among_ten_booleans(int m, int n)
    {
        TreeFeature[] features = [.. Enumerable.Range(0, 10).Select(i => new TreeFeature($"b{i}", ["false", "true"]))];
        bool Concept(float[] x) => x.Take(n).Sum() >= m;
        // Fewer rows than there are combinations: the rest is asked of the teacher.
        Lesson lesson = Lesson(features, 100, random => [.. Enumerable.Range(0, 10).Select(_ => (float)random.Next(2))], Concept);
        DecisionTree tree = new TrepanInducer().Induce(lesson).Tree;
        MOfNTest test = Assert.IsType<MOfNTest>(tree.Nodes[0].Test);
        Assert.Equal(2, tree.Leaves);
        Assert.Equal(Enumerable.Range(0, n), test.Literals.Select(l => l.Feature).Order());
        for (int code = 0; code < 1024; code++)
        {
            float[] row = [.. Enumerable.Range(0, 10).Select(b => (float)(code >> b & 1))];
            Assert.Equal(Concept(row) ? 1 : 0, tree.Leaf(tree.FindLeaf(row)).Value[1]);
        }
    }

    [Fact]
    public void Mixes_numbers_and_categories_in_one_test()
    {
        TreeFeature[] features = [new("x"), new("colour", ["red", "green", "blue"]), new("flag", ["false", "true"]), new("noise")];
        bool Concept(float[] x) => (x[0] > 0.5f ? 1 : 0) + (x[1] == 2 ? 1 : 0) + (x[2] == 1 ? 1 : 0) >= 2;
        Lesson lesson = Lesson(features, 300, r => [r.NextSingle(), r.Next(3), r.Next(2), r.NextSingle()], Concept);
        DecisionTree tree = new TrepanInducer { MaximumTests = 1 }.Induce(lesson).Tree;
        MOfNTest test = Assert.IsType<MOfNTest>(tree.Nodes[0].Test);
        Assert.Equal([0, 1, 2], test.Literals.Select(l => l.Feature).Order());
        int right = 0;
        Random random = new(9);
        for (int i = 0; i < 1000; i++)
        {
            float[] row = [random.NextSingle(), random.Next(3), random.Next(2), random.NextSingle()];
            right += tree.Leaf(tree.FindLeaf(row)).Value[1] > 0.5 == Concept(row) ? 1 : 0;
        }
        Assert.InRange(right, 985, 1000);
    }

    [Fact]
    public void Asks_about_rows_of_its_own_and_is_the_same_under_a_seed()
    {
        TreeFeature[] features = [new("x"), new("y")];
        Lesson Make() => Lesson(features, 60, r => [r.NextSingle(), r.NextSingle()], x => x[0] + x[1] > 1);
        Lesson lesson = Make();
        TreeSurrogate first = new TrepanInducer { MaximumLeaves = 6, MinimumSample = 500 }.Induce(lesson);
        Assert.InRange(((Teacher)lesson.Teacher).Asked, 500, 60 + 12 * 500);
        Assert.InRange(first.Leaves, 3, 6);
        Assert.Equal(first.ToJson(), new TrepanInducer { MaximumLeaves = 6, MinimumSample = 500 }.Induce(Make()).ToJson());
        Assert.Equal(first.ToText(), TreeSurrogate.FromJson(first.ToJson()).ToText());
    }

    [Theory]
    [InlineData("iris")]
    [InlineData("wine")]
    [InlineData("breast_cancer_diagnostic")]
    public void Is_faithful_to_networks(string name)
    {
        // No less than scikit-learn's CART with its few leaves, but for three points: TREPAN learns from all that its samples reach, not these rows alone.
        ReferenceNetwork reference = ReferenceNetwork.Read(name);
        using NetworkScorer scorer = new(reference.Network());
        SurrogateTraining training = SurrogateTrainer.Train(scorer, reference.Rows(test: false), new() { Inducer = new TrepanInducer { MinimumSample = 300 }, Task = SurrogateTask.Classification });
        Examples test = SurrogateTrainer.Ask(scorer, reference.Rows(test: true), new() { Task = SurrogateTask.Classification });
        double fidelity = training.Surrogate.Fidelity(test);
        Assert.True(fidelity >= reference.Number("giniTestFidelity") - 0.03, $"{fidelity}\n{training.Surrogate.ToText()}");
    }
}
