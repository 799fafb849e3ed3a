using Microsoft.ML;
using MLNet.Interpret.LocalSurrogates;
using MLNet.Interpret.Scoring;
using MLNet.Interpret.Tests.Pipeline;

namespace MLNet.Interpret.Tests.LocalSurrogates;

public class GlobalLinearTests
{
    private static readonly Table Iris = Table.Read("iris.csv");

    /// <summary>Expectation: closed form; the model's own weights in original units.</summary>
    [Fact]
    public void A_linear_model_is_recovered_in_original_units()
    {
        FunctionScorer model = Models.Of(4, x => 1 + 2 * x[0] - x[1] + 0.5 * x[2] + 3 * x[3]);
        GlobalLinearReport report = GlobalLinear.Fit(model, TabularLayout.Of(model), Iris.Rows, new() { Penalty = 0 });
        Assert.Equal([2, -1, 0.5, 3], report.Classes[0].Terms.Select(t => t.Weight), (a, b) => Math.Abs(a - b) < 1e-4);
        Assert.Equal(1, report.Classes[0].Intercept, 1e-3);
        Assert.Equal(1, report.Classes[0].R2, 1e-6);
        Assert.Equal(1, report.Classes[0].ValidatedR2, 1e-6);
        Assert.Equal(0, report.Classes[0].ValidatedError, 1e-4);
        Assert.Null(report.Agreement);
    }

    /// <summary>Expectation: the definition; each side of a bend is a line, both together are not.</summary>
    [Theory, InlineData(0), InlineData(500)]
    public void A_region_where_the_model_is_linear_is_fitted_faithfully(int samples)
    {
        FunctionScorer model = Models.Of(4, x => Math.Abs(x[2] - 2.5) * 3 + x[0]);
        TabularLayout layout = TabularLayout.Of(model);
        GlobalLinearReport whole = GlobalLinear.Fit(model, layout, Iris.Rows);
        GlobalLinearReport right = GlobalLinear.Fit(model, layout, Iris.Rows, new()
        {
            Region = new Dictionary<string, (double, double)> { ["x[2]"] = (2.6, 7) }, Penalty = 0, Samples = samples,
        });
        Assert.Equal(samples > 0 ? samples : 100, right.Rows);
        Assert.Equal(3, right.Classes[0].Terms[2].Weight, 1e-3);
        Assert.InRange(right.Classes[0].ValidatedR2, 0.9999, 1);
        Assert.InRange(whole.Classes[0].ValidatedR2, 0, 0.99);
        Assert.Contains("no quantity", Assert.Throws<ArgumentException>(() => GlobalLinear.Fit(model, layout, Iris.Rows, new()
        {
            Region = new Dictionary<string, (double, double)> { ["width"] = (0, 1) },
        })).Message);
    }

    /// <summary>Expectation: cross-validation by a plain loop: each fold's fit by the normal equations without the library's moments.</summary>
    [Fact]
    public void Fidelity_is_that_of_rows_that_were_left_out()
    {
        // With one feature a ridge is a quotient of sums.
        float[] x = [.. Enumerable.Range(0, 40).Select(i => MathF.Sin(i) * 2)];
        FunctionScorer model = Models.Of(1, v => v[0] * v[0] * v[0]);
        GlobalLinearOptions options = new() { Folds = 40, Penalty = 0 };
        GlobalLinearReport report = GlobalLinear.Fit(model, TabularLayout.Of(model), RowBatch.OfNumbers("x", x, 1), options);
        double[] y = [.. x.Select(v => (double)(float)((double)v * v * v))];
        double residual = 0, error = 0;
        for (int left = 0; left < 40; left++)
        {
            int[] others = [.. Enumerable.Range(0, 40).Where(i => i != left)];
            double mx = others.Average(i => x[i]), my = others.Average(i => y[i]);
            double slope = others.Sum(i => (x[i] - mx) * (y[i] - my)) / others.Sum(i => (x[i] - mx) * (x[i] - mx));
            double miss = y[left] - (my + slope * (x[left] - mx));
            residual += miss * miss;
            error += Math.Abs(miss) / 40;
        }
        Assert.Equal(1 - residual / y.Sum(v => (v - y.Average()) * (v - y.Average())), report.Classes[0].ValidatedR2, 1e-4);
        Assert.Equal(error, report.Classes[0].ValidatedError, 1e-4);
    }

    [Fact]
    public void A_network_is_approximated_and_the_highest_scores_agree_mostly()
    {
        MLContext ml = new(1);
        GlobalLinearReport report = ml.Interpret.GlobalLinear(SmallNetworks.Smooth(), Sample.Table(ml, 300), new() { OutputColumnName = "Score", InputColumnNames = ["A", "B", "C"] });
        Assert.Equal(["A", "B", "C"], report.Classes[1].Terms.Select(t => t.Feature));
        Assert.InRange(report.Agreement!.Value, 0.9, 1);
        Assert.All(report.Classes, c => Assert.InRange(c.ValidatedR2, 0.9, 1));
    }
}
