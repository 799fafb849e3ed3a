using MLNet.Interpret.LocalSurrogates;
using MLNet.Interpret.Scoring;

namespace MLNet.Interpret.Tests.LocalSurrogates;

public class TabularLimeTests
{
    private static readonly Table Wine = Table.Read("wine.csv");
    private static readonly WineReference Reference = ReferenceFile.Read<WineReference>("lime_tabular_wine.json");

    /// <summary>Expectation: what numpy's percentiles and scikit-learn's trees gave the reference implementation.</summary>
    [Theory, InlineData(Discretizer.Quartile), InlineData(Discretizer.Decile), InlineData(Discretizer.Entropy)]
    public void Ranges_end_where_the_reference_implementation_ends_them(Discretizer discretizer)
    {
        TabularStatistics statistics = Learn(Wine, discretizer);
        double[][] expected = Reference.Bins[discretizer.ToString().ToLowerInvariant()];
        for (int j = 0; j < Wine.Width; j++)
        {
            Assert.Equal(expected[j].Length, statistics.Cuts(j).Count);
            for (int i = 0; i < expected[j].Length; i++)
            {
                // The table is read in single precision.
                Assert.Equal(expected[j][i], statistics.Cuts(j)[i], 1e-6 * Math.Abs(expected[j][i]) + 1e-7);
            }
        }
    }

    public static TheoryData<int, bool> Explanations()
    {
        TheoryData<int, bool> all = [];
        for (int i = 0; i < Reference.Explanations.Count; i++)
        {
            all.Add(i, true);
            all.Add(i, false);
        }
        return all;
    }

    /// <summary>
    /// Expectation: the reference implementation's mean over 32 runs of 25,000 samples, within five standard errors of its difference from one
    /// run of 200,000 (and the bias that a ridge has of the fewer samples).
    /// </summary>
    [Theory, MemberData(nameof(Explanations))]
    public void Explanations_agree_with_the_reference_implementation(int index, bool share)
    {
        WineExplanation expected = Reference.Explanations[index];
        Discretizer discretizer = Enum.Parse<Discretizer>(expected.Discretizer, ignoreCase: true);
        TabularLime lime = new(Scorer(), Learn(Wine, discretizer), new TabularLimeOptions
        {
            Samples = 200_000, Selection = FeatureSelection.None, Discretizer = discretizer, SampleAroundRow = expected.Around, ShareSamples = share, Seed = 11,
        });
        LocalExplanation found = lime.Explain(Wine.Rows.Slice(expected.Row, 1), [expected.Label]).Rows[0][0];
        double[] values = [.. found.Weights, found.Intercept, found.LocalPrediction, found.R2];
        for (int i = 0; i < values.Length; i++)
        {
            Assert.Equal(expected.Mean[i], values[i], 5 * expected.Deviation[i] * Math.Sqrt(1.0 / 32 + 1.0 / 8) + 1e-4);
        }
    }

    /// <summary>Expectation: closed form; with no penalty and no ranges, weights are the model's times the standard deviations.</summary>
    [Theory, InlineData(false, ContinuousSampling.Gaussian), InlineData(true, ContinuousSampling.Gaussian), InlineData(true, ContinuousSampling.LatinHypercube)]
    public void A_linear_model_is_recovered(bool around, ContinuousSampling sampling)
    {
        double[] w = [2, -1, 0.5, 3];
        Table iris = Table.Read("iris.csv");
        FunctionScorer model = Models.Of(4, x => 1 + w[0] * x[0] + w[1] * x[1] + w[2] * x[2] + w[3] * x[3]);
        TabularStatistics statistics = TabularStatistics.Learn(TabularLayout.Of(model), iris.Rows, Discretizer.None);
        TabularLime lime = new(model, statistics, new TabularLimeOptions
        {
            Samples = 1000, Selection = FeatureSelection.None, Discretizer = Discretizer.None, SampleAroundRow = around, Sampling = sampling, Penalty = 0,
        });
        ExplanationSet found = lime.Explain(iris.Rows);
        for (int i = 0; i < iris.Count; i++)
        {
            LocalExplanation one = found.Rows[i][0];
            for (int j = 0; j < 4; j++)
            {
                double[] values = [.. Enumerable.Range(0, iris.Count).Select(r => (double)iris.Values[r * 4 + j])];
                double deviation = Math.Sqrt(values.Sum(v => Math.Pow(v - values.Average(), 2)) / values.Length);
                Assert.Equal(w[j] * deviation, one.Weights[j], 1e-3);
            }
            Assert.Equal(1, one.R2, 1e-6);
            Assert.Equal(one.Score, one.LocalPrediction, 1e-3);
        }
    }

    /// <summary>Expectation: the definition; nothing about a row's neighbours enters its explanation.</summary>
    [Theory, InlineData(true), InlineData(false)]
    public void An_explanation_depends_on_the_row_and_the_seed_only(bool share)
    {
        TabularLimeOptions options = new() { Samples = 500, ShareSamples = share, Seed = 3 };
        TabularStatistics statistics = Learn(Wine, Discretizer.Quartile);
        ExplanationSet together = new TabularLime(Scorer(), statistics, options).Explain(Wine.Rows.Slice(20, 30));
        TabularLime alone = new(Scorer(), statistics, options);
        for (int i = 0; i < 30; i++)
        {
            Assert.Equal(together.Rows[i][0].Weights, alone.Explain(Wine.Rows.Slice(20 + i, 1)).Rows[0][0].Weights);
        }
        LocalExplanation other = new TabularLime(Scorer(), statistics, options with { Seed = 4 }).Explain(Wine.Rows.Slice(20, 1)).Rows[0][0];
        Assert.NotEqual(together.Rows[0][0].Weights, other.Weights);
    }

    /// <summary>Expectation: the classes by the model's own scores.</summary>
    [Fact]
    public void The_classes_with_the_highest_scores_are_explained_where_none_is_named()
    {
        TabularLime lime = new(Scorer(), Learn(Wine, Discretizer.Quartile), new TabularLimeOptions { Samples = 200, TopClasses = 2, Features = 4 });
        ExplanationSet found = lime.Explain(Wine.Rows.Slice(0, 178));
        float[] scores = Scorer().Score(Wine.Rows);
        for (int i = 0; i < 178; i++)
        {
            int[] order = [.. Enumerable.Range(0, 3).OrderByDescending(c => scores[i * 3 + c])];
            Assert.Equal(order[..2], found.Rows[i].Select(e => e.Target));
            Assert.All(found.Rows[i], e => Assert.Equal(4, e.Features.Length));
            Assert.All(found.Rows[i], e => Assert.Equal(scores[i * 3 + e.Target], e.Score));
        }
    }

    /// <summary>Expectation: the intervals cover the weights of many more samples about as often as they say (95 of 100; at least 85 here).</summary>
    [Theory, InlineData(true), InlineData(false)]
    public void Sampling_goes_on_until_the_weights_are_known_to_a_tolerance(bool share)
    {
        TabularStatistics statistics = Learn(Wine, Discretizer.Quartile);
        TabularLimeOptions options = new() { Samples = 500, Selection = FeatureSelection.None, ShareSamples = share, Tolerance = 0.02, MaxSamples = 200_000, Seed = 1 };
        RowBatch rows = Wine.Rows.Slice(60, 8);
        IReadOnlyList<IReadOnlyList<LocalExplanation>> found = new TabularLime(Scorer(), statistics, options).Explain(rows).Rows;
        IReadOnlyList<IReadOnlyList<LocalExplanation>> exact = new TabularLime(Scorer(), statistics, options with { Tolerance = null, Samples = 400_000, Seed = 2 }).Explain(rows).Rows;
        int covered = 0;
        for (int i = 0; i < rows.Count; i++)
        {
            LocalExplanation one = found[i][0];
            Assert.InRange(one.HalfWidths!.Max(), 0, 0.02);
            Assert.InRange(one.Samples, 501, 200_000);
            covered += one.Weights.Index().Count(w => Math.Abs(w.Item - exact[i][0].Weights[w.Index]) <= one.HalfWidths![w.Index]);
        }
        Assert.InRange(covered / (8.0 * Wine.Width), 0.85, 1);
        LocalExplanation stopped = new TabularLime(Scorer(), statistics, options with { Tolerance = 1e-9, MaxSamples = 1100 }).Explain(rows).Rows[0][0];
        Assert.Equal(1000, stopped.Samples);
    }

    [Fact]
    public void What_is_wrong_is_said_before_work_starts()
    {
        TabularStatistics statistics = Learn(Wine, Discretizer.Quartile);
        Assert.Contains("Samples is 1", Assert.Throws<ArgumentException>(() => new TabularLime(Scorer(), statistics, new() { Samples = 1 })).Message);
        Assert.Contains("discretizer Decile", Assert.Throws<ArgumentException>(() => new TabularLime(Scorer(), statistics, new() { Discretizer = Discretizer.Decile })).Message);
        TabularLime lime = new(Scorer(), statistics);
        Assert.Contains("no class 3", Assert.Throws<ArgumentException>(() => lime.Explain(Wine.Rows, [3])).Message);
        float[] broken = [.. Wine.Values];
        broken[2 * Wine.Width + 1] = float.NaN;
        string message = Assert.Throws<ArgumentException>(() => lime.Explain(RowBatch.OfNumbers("x", broken, Wine.Width))).Message;
        Assert.Contains("'x[1]' is NaN in row 2", message);
        Assert.Contains("no column 'x'", Assert.Throws<ArgumentException>(() => lime.Explain(RowBatch.OfNumbers("y", broken, Wine.Width))).Message);
        Assert.Contains("label", Assert.Throws<ArgumentException>(() => TabularStatistics.Learn(statistics.Layout, Wine.Rows, Discretizer.Entropy)).Message);
    }

    private static FunctionScorer Scorer() => Models.Softmax(Reference.Coefficients, Reference.Intercepts);

    /// <summary>Expectation: written out; the quartiles of 0 to 4 in steps of 1 are 1, 2 and 3.</summary>
    [Theory]
    [InlineData(1, "2.00 < x <= 3.00")]
    [InlineData(0.001, "0.00200 < x <= 0.00300")]
    [InlineData(-0.1, "x <= -0.300")]
    public void Ranges_of_small_numbers_are_told_apart(double unit, string expected)
    {
        float[] numbers = [.. Enumerable.Range(0, 5).Select(i => (float)(i * unit))];
        RowBatch rows = RowBatch.OfNumbers("x", numbers, 1);
        using FunctionScorer model = new("x", 1, 1, (_, _) => { });
        Assert.Equal(expected, TabularStatistics.Learn(TabularLayout.Of(model), rows).Describe(0, rows, 3));
    }

    private static TabularStatistics Learn(Table table, Discretizer discretizer) =>
        TabularStatistics.Learn(TabularLayout.Of(Scorer()), table.Rows, discretizer, discretizer == Discretizer.Entropy ? table.Classes : null);

    private sealed record WineReference(double[][] Coefficients, double[] Intercepts, Dictionary<string, double[][]> Bins, List<WineExplanation> Explanations);

    private sealed record WineExplanation(string Discretizer, bool Around, int Row, int Label, double[] Mean, double[] Deviation);
}
