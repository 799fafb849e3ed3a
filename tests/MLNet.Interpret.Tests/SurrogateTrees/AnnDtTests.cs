using MLNet.Interpret.Scoring;
using MLNet.Interpret.SurrogateTrees;

namespace MLNet.Interpret.Tests.SurrogateTrees;

/// <summary>Expectations: the paper's claim, measured over seeds, and functions whose features' weight is known.</summary>
public class AnnDtTests
{
    private sealed class Teacher(int width, Func<float[], double> score) : ITeacher
    {
        public List<float[]> Asked { get; } = [];

        public void Ask(ReadOnlySpan<float> rows, Span<double> targets, CancellationToken cancellation)
        {
            for (int i = 0; i < targets.Length; i++)
            {
                float[] row = rows.Slice(i * width, width).ToArray();
                Asked.Add(row);
                targets[i] = score(row);
            }
        }
    }

    private static (Lesson Lesson, Teacher Teacher) Make(int rows, int width, Func<float[], double> score, int seed = 1)
    {
        Random random = new(seed);
        float[] values = [.. Enumerable.Range(0, rows * width).Select(_ => random.NextSingle())];
        double[] targets = [.. values.Chunk(width).Select(score)];
        Teacher teacher = new(width, score);
        return (new Lesson([.. Enumerable.Range(0, width).Select(i => new TreeFeature($"x{i}"))], [], new Examples(values, width, targets, 1), teacher) { Seed = seed }, teacher);
    }

    // Schmitz et al. claim that trees from few rows are more faithful with the network's answers to more of them.
    [Theory]
    [InlineData(AnnDtCriterion.Variance)]
    [InlineData(AnnDtCriterion.Significance)]
    public void Beats_CART_on_a_hundred_rows(AnnDtCriterion criterion)
    {
        static double Score(float[] x) => Math.Sin(4 * x[0]) + 2 * x[1] * x[2];
        double own = 0, cart = 0;
        for (int seed = 0; seed < 10; seed++)
        {
            (Lesson lesson, _) = Make(100, 4, Score, seed);
            (Lesson fresh, _) = Make(2000, 4, Score, seed + 1000);
            double Error(TreeInducer inducer)
            {
                TreeSurrogate surrogate = inducer.Induce(lesson);
                double sum = 0;
                double[] score = new double[1];
                for (int i = 0; i < fresh.Examples.Count; i++)
                {
                    surrogate.Score(fresh.Examples.Row(i), score);
                    sum += Math.Pow(score[0] - fresh.Examples.Target(i)[0], 2);
                }
                return sum / fresh.Examples.Count;
            }
            own += Error(new AnnDtInducer { Criterion = criterion, MaximumLeaves = 24 });
            cart += Error(new CartInducer { MaximumLeaves = 24 });
        }
        Assert.True(own < 0.8 * cart, $"{own / 10} against {cart / 10}");
    }

    // A closed form: no drawn row is farther from all training rows than the largest distance between nearest neighbours.
    [Fact]
    public void Draws_rows_near_those_it_knows()
    {
        (Lesson lesson, Teacher teacher) = Make(50, 2, x => x[0]);
        new AnnDtInducer { Samples = 500 }.Induce(lesson);
        Assert.Equal(500, teacher.Asked.Count);
        float[][] known = [.. lesson.Examples.Rows.Chunk(2)];
        double[] scale = [.. Enumerable.Range(0, 2).Select(f =>
        {
            double mean = known.Average(r => r[f]);
            return Math.Sqrt(known.Average(r => Math.Pow(r[f] - mean, 2)));
        })];
        double Distance(float[] a, float[] b) => Math.Sqrt(Math.Pow((a[0] - b[0]) / scale[0], 2) + Math.Pow((a[1] - b[1]) / scale[1], 2));
        double largest = known.Max(a => known.Where(b => b != a).Min(b => Distance(a, b)));
        Assert.All(teacher.Asked, row => Assert.True(known.Min(k => Distance(k, row)) <= largest * 1.0001));
        Assert.True(teacher.Asked.Distinct().Count() > 400);
    }

    // x0 matters everywhere and has no jump; x1 has none of the score; the paper's measure must rank them so.
    [Fact]
    public void Asks_about_the_most_significant_feature()
    {
        (Lesson lesson, _) = Make(300, 3, x => 5 * x[0] + 0.1 * x[2]);
        DecisionTree tree = new AnnDtInducer { Criterion = AnnDtCriterion.Significance, MaximumLeaves = 4 }.Induce(lesson).Tree;
        Assert.All(tree.Nodes.Where(n => !n.IsLeaf), n => Assert.Equal(0, ((NumericTest)n.Test!).Feature));
    }

    [Fact]
    public void Does_not_split_noise()
    {
        Random noise = new(5);
        (Lesson lesson, _) = Make(200, 1, _ => 0);
        double[] targets = [.. Enumerable.Range(0, 200).Select(_ => noise.NextDouble())];
        lesson = lesson with { Examples = new Examples(lesson.Examples.Rows, 1, targets, 1) };
        // The best of all thresholds on noise is beyond chance more often than a single one, so the level is strict.
        Assert.Equal(1, new AnnDtInducer { Samples = 0, Significance = 1e-4 }.Induce(lesson).Leaves);
        Assert.True(new AnnDtInducer { Samples = 0, Significance = 1 }.Induce(lesson).Leaves > 8);
    }

    [Fact]
    public void Learns_classes_too()
    {
        ReferenceNetwork reference = ReferenceNetwork.Read("iris");
        using NetworkScorer scorer = new(reference.Network());
        SurrogateTraining training = SurrogateTrainer.Train(scorer, reference.Rows(test: false), new() { Inducer = new AnnDtInducer { MaximumLeaves = 4 } });
        Assert.Equal(3, training.Surrogate.Classes.Count);
        Assert.Equal(100 + 2000, training.Queries);
    }
}
