using MLNet.Interpret.LocalSurrogates;

namespace MLNet.Interpret.Tests.LocalSurrogates;

/// <summary>Expectation: what the package lime gives for the same samples (Data/lime/README.md), to 1e-9.</summary>
public class EngineTests
{
    public static TheoryData<string, string, int> Fits()
    {
        TheoryData<string, string, int> all = [];
        foreach (Case c in Cases())
        {
            foreach (Fit fit in c.Fits)
            {
                all.Add(c.Kind, fit.Method, fit.K);
            }
        }
        return all;
    }

    [Theory, MemberData(nameof(Fits))]
    public void Fits_equal_those_of_the_reference_implementation(string kind, string method, int k)
    {
        Case samples = Cases().First(c => c.Kind == kind);
        Fit expected = samples.Fits.First(f => f.Method == method && f.K == k);
        SurrogateWorkspace workspace = Fill(samples, capacity: samples.Scores.Length + 3);
        LocalExplanation found = SurrogateFit.Run(workspace.Moments, 0, 5, workspace.Row, samples.Scores[0], Shift, samples.Scores.Length, Options(method, k));

        // The reference lists features that the lasso gave no weight; they are not chosen here.
        Assert.Equal(expected.Features.Where((_, i) => expected.Weights[i] != 0), found.Features);
        for (int i = 0; i < expected.Features.Length; i++)
        {
            Assert.Equal(expected.Weights[i], found.Weights[expected.Features[i]], method == "lasso" ? 1e-7 : 1e-9);
        }
        Assert.Equal(expected.Intercept, found.Intercept, method == "lasso" ? 1e-7 : 1e-9);
        Assert.Equal(expected.R2, found.R2, 1e-8);
        Assert.Equal(expected.Prediction, found.LocalPrediction, 1e-7);
        Assert.Equal(5, found.Target);
        Assert.Equal(found.Weights.Length - found.Features.Length, found.Weights.Count(w => w == 0));
    }

    [Theory, InlineData("binary"), InlineData("continuous")]
    public void Kernel_weights_equal_those_of_the_reference_implementation(string kind)
    {
        Case samples = Cases().First(c => c.Kind == kind);
        SurrogateWorkspace workspace = Fill(samples, samples.Scores.Length);
        for (int i = 0; i < samples.Kernel.Length; i++)
        {
            Assert.Equal(samples.Kernel[i], workspace.Weights[i], 1e-12);
        }
    }

    [Fact]
    public void Cosine_distances_are_those_of_the_plain_formula()
    {
        Case samples = Cases().First(c => c.Kind == "continuous");
        SurrogateWorkspace workspace = Fill(samples, samples.Scores.Length);
        workspace.Weigh(DistanceMetric.Cosine, 0.5, samples.Scores.Length);
        for (int i = 0; i < samples.Scores.Length; i++)
        {
            double[] a = samples.Design[i], b = samples.Design[0];
            double cosine = a.Zip(b, (x, y) => x * y).Sum() / Math.Sqrt(a.Sum(x => x * x) * b.Sum(x => x * x));
            Assert.Equal(Math.Sqrt(Math.Exp(-(1 - cosine) * (1 - cosine) / 0.25)), workspace.Weights[i], 1e-12);
        }
    }

    /// <summary>Expectation: plain sums over the samples, for even and odd numbers of features and blocks that do not fill a vector.</summary>
    [Theory, InlineData(1, 1, 1), InlineData(4, 300, 2), InlineData(5, 131, 3)]
    public void Moments_are_plain_sums(int features, int count, int targets)
    {
        Random random = new(1);
        int stride = count + 5;
        double[] design = Numbers(features * stride), weights = Numbers(count), scores = Numbers(targets * stride);
        WeightedMoments moments = new(features, targets);
        moments.Add(Numbers(features * stride), weights, scores, count, stride);
        moments.Clear();
        moments.Add(design, weights, scores, count, stride);
        Assert.Equal(weights.Sum(), moments.Weight, 1e-10);
        for (int j = 0; j < features; j++)
        {
            Assert.Equal(Enumerable.Range(0, count).Sum(i => weights[i] * design[j * stride + i]), moments.Sum(j), 1e-10);
            for (int k = 0; k < features; k++)
            {
                Assert.Equal(Enumerable.Range(0, count).Sum(i => weights[i] * design[j * stride + i] * design[k * stride + i]), moments.Gram(j, k), 1e-10);
            }
            for (int t = 0; t < targets; t++)
            {
                Assert.Equal(Enumerable.Range(0, count).Sum(i => weights[i] * design[j * stride + i] * scores[t * stride + i]), moments.Cross(t, j), 1e-10);
            }
        }
        Assert.Equal(Enumerable.Range(0, count).Sum(i => weights[i] * scores[i] * scores[i]), moments.ScoreSquare(0), 1e-10);

        double[] Numbers(int n) => [.. Enumerable.Range(0, n).Select(_ => random.NextDouble())];
    }

    /// <summary>Expectation: a constant score has no direction, and is met exactly.</summary>
    [Theory, InlineData(FeatureSelection.Forward), InlineData(FeatureSelection.LassoPath), InlineData(FeatureSelection.HighestWeights)]
    public void A_constant_score_gives_weights_of_zero(FeatureSelection selection)
    {
        Case samples = Cases().First(c => c.Kind == "binary");
        SurrogateWorkspace workspace = Fill(samples with { Scores = [.. samples.Scores.Select(_ => Shift + 0.25)] }, samples.Scores.Length);
        LocalExplanation found = SurrogateFit.Run(
            workspace.Moments, 0, 0, workspace.Row, 0.5, Shift, samples.Scores.Length, new LimeOptions { Selection = selection, Features = 3 });
        Assert.All(found.Weights, w => Assert.Equal(0, w, 1e-12));
        Assert.Equal(Shift + 0.25, found.LocalPrediction, 1e-12);
    }

    /// <summary>Expectation: the sandwich formula of the plain matrices, worked out sample by sample.</summary>
    [Fact]
    public void Half_widths_are_those_of_the_sandwich_formula()
    {
        Case samples = Cases().First(c => c.Kind == "continuous");
        int n = samples.Scores.Length;
        SurrogateWorkspace workspace = Fill(samples, n);
        LocalExplanation fit = SurrogateFit.Run(workspace.Moments, 0, 0, workspace.Row, 0, Shift, n, new LimeOptions { Selection = FeatureSelection.Forward, Features = 2 });
        ConfidenceIntervals intervals = new(workspace.Moments, 0, fit, Shift);
        intervals.Add(workspace, 0, n);
        double[] found = intervals.HalfWidths(penalty: 1, confidence: 0.95);

        int[] s = fit.Features;
        double[] w = samples.Kernel;
        double Mean(int j) => Enumerable.Range(0, n).Sum(i => w[i] * samples.Design[i][j]) / w.Sum();
        double X(int i, int a) => samples.Design[i][s[a]] - Mean(s[a]);
        double Residual(int i) => samples.Scores[i] - fit.Intercept - s.Sum(j => fit.Weights[j] * samples.Design[i][j]);
        double Bread(int a, int b) => Enumerable.Range(0, n).Sum(i => w[i] * X(i, a) * X(i, b)) + (a == b ? 1 : 0);
        double Meat(int a, int b) => Enumerable.Range(0, n).Sum(i => w[i] * w[i] * Residual(i) * Residual(i) * X(i, a) * X(i, b));
        double determinant = Bread(0, 0) * Bread(1, 1) - Bread(0, 1) * Bread(1, 0);
        double[,] inverse = { { Bread(1, 1) / determinant, -Bread(0, 1) / determinant }, { -Bread(0, 1) / determinant, Bread(0, 0) / determinant } };
        for (int a = 0; a < 2; a++)
        {
            double variance = 0;
            for (int b = 0; b < 2; b++)
            {
                for (int c = 0; c < 2; c++)
                {
                    variance += inverse[a, b] * Meat(b, c) * inverse[c, a];
                }
            }
            Assert.Equal(1.959963984540054 * Math.Sqrt(variance), found[s[a]], 1e-10);
        }
        Assert.Equal(2, found.Count(v => v > 0));
    }

    private const double Shift = 0.25;

    private static SurrogateWorkspace Fill(Case samples, int capacity)
    {
        int n = samples.Scores.Length, d = samples.Design[0].Length;
        SurrogateWorkspace workspace = new(d, 1, capacity);
        samples.Design[0].CopyTo(workspace.Row, 0);
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < d; j++)
            {
                workspace.Column(j)[i] = samples.Design[i][j];
            }
            workspace.ScoresOf(0)[i] = samples.Scores[i] - Shift;
        }
        workspace.Weigh(DistanceMetric.Euclidean, samples.KernelWidth, n);
        workspace.Add(n);
        return workspace;
    }

    private static LimeOptions Options(string method, int k) => new()
    {
        Features = k,
        Regressor = method == "lasso" ? SurrogateRegressor.Lasso : SurrogateRegressor.Ridge,
        Penalty = method == "lasso" ? 0.05 : 1,
        Selection = method switch
        {
            "none" or "lasso" => FeatureSelection.None,
            "highest_weights" => FeatureSelection.HighestWeights,
            "forward_selection" => FeatureSelection.Forward,
            "lasso_path" => FeatureSelection.LassoPath,
            _ => FeatureSelection.Auto,
        },
    };

    private static List<Case> Cases() => ReferenceFile.Read<List<Case>>("lime_base.json");

    private sealed record Case(string Kind, double[][] Design, double[] Scores, double KernelWidth, double[] Kernel, List<Fit> Fits);

    private sealed record Fit(string Method, int K, double Intercept, int[] Features, double[] Weights, double R2, double Prediction);
}
