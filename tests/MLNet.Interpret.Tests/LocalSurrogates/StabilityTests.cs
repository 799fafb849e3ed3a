using Microsoft.ML;
using MLNet.Interpret.LocalSurrogates;
using MLNet.Interpret.Scoring;
using MLNet.Interpret.Tests.Pipeline;

namespace MLNet.Interpret.Tests.LocalSurrogates;

public class StabilityTests
{
    /// <summary>Expectation: worked out by hand. Pairs share 2, 1 and 1 of 2 features; feature 0 is in all, its intervals overlap in one pair of three; feature 1 in one pair, without.</summary>
    [Fact]
    public void Indices_are_those_of_the_paper()
    {
        StabilityReport report = StabilityReport.Of([Run([(0, 1, 0.1), (1, 1, 0.1)]), Run([(0, 1.15, 0.1), (1, 2, 0.1)]), Run([(0, 3, 0.2), (2, 1, 0.1)])]);
        Assert.Equal(100 * (2 + 1 + 1) / 6.0, report.Vsi, 1e-9);
        Assert.Equal(100 * (1 / 3.0 + 0) / 2, report.Csi, 1e-9);
        Assert.Equal(3, report.Runs.Count);
    }

    /// <summary>Expectation: what must be; the more samples, the more explanations agree.</summary>
    [Fact]
    public void More_samples_are_more_stable()
    {
        Table wine = Table.Read("wine.csv");
        FunctionScorer model = Models.Of(13, x => Math.Tanh(x[0] - 13) * 2 + Math.Max(x[6] - 2, 0) - x[9] / 10 + Math.Sin(x[1]) / 5);
        TabularStatistics statistics = TabularStatistics.Learn(TabularLayout.Of(model), wine.Rows);
        double[] vsi = [.. new[] { 50, 2_000, 80_000 }.Select(samples =>
            TabularStability.Measure(model, statistics, wine.Rows.Slice(0, 10), new() { Samples = samples, Features = 3 }, runs: 6).Average(r => r[0].Vsi))];
        Assert.True(vsi[0] < vsi[1] - 5 && vsi[1] < vsi[2], string.Join(", ", vsi));
    }

    [Fact]
    public void A_stage_reports_the_stability_of_its_explanations()
    {
        MLContext ml = new(1);
        IDataView data = Sample.Table(ml, 20);
        LimeTransformer stage = ml.Interpret.LimeTabular(
            SmallNetworks.Smooth(), new() { OutputColumnName = "Why", InputColumnNames = ["Features"], Classes = [0, 1] }, new() { Samples = 300, Features = 2 }).Fit(data);
        IReadOnlyList<IReadOnlyList<StabilityReport>> reports = stage.Stability(data, runs: 4);
        Assert.Equal(20, reports.Count);
        Assert.All(reports, r => Assert.Equal(2, r.Count));
        Assert.All(reports, r => Assert.InRange(r[0].Csi, 50, 100));
        Assert.All(reports, r => Assert.Equal(4, r[1].Runs.Count));
    }

    private static LocalExplanation Run((int Feature, double Weight, double Half)[] weights)
    {
        double[] w = new double[4], half = new double[4];
        foreach ((int j, double weight, double width) in weights)
        {
            (w[j], half[j]) = (weight, width);
        }
        return new LocalExplanation
        {
            Target = 0, Score = 0, Weights = w, Features = [.. weights.Select(x => x.Feature)], Intercept = 0, LocalPrediction = 0, R2 = 1, Samples = 10, HalfWidths = half,
        };
    }
}
