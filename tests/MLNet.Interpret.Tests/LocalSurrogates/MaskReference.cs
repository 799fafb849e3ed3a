using MLNet.Interpret.LocalSurrogates;

namespace MLNet.Interpret.Tests.LocalSurrogates;

/// <summary>What the package lime gives for an image and a text; see the README beside the file.</summary>
internal sealed record MaskReference(
    MaskReference.Runs ImageZero, MaskReference.Runs ImageMean, MaskReference.Runs TextWords, MaskReference.Runs TextPositions, string[] Words, int[][] Starts)
{
    /// <summary>Means and standard deviations of the weights, the intercept, the local prediction and R2.</summary>
    public sealed record Runs(double[] Mean, double[] Sd, int Count);

    public static MaskReference Read() => ReferenceFile.Read<MaskReference>("lime_masks.json");

    /// <summary>Means over as many seeds are within four standard errors of the difference of two means.</summary>
    public static void AssertLike(Runs expected, Func<int, LocalExplanation> explain)
    {
        const int Seeds = 60;
        double[] mean = new double[expected.Mean.Length];
        for (int seed = 0; seed < Seeds; seed++)
        {
            LocalExplanation e = explain(seed);
            double[] all = [.. e.Weights, e.Intercept, e.LocalPrediction, e.R2];
            Assert.Equal(mean.Length, all.Length);
            for (int i = 0; i < mean.Length; i++)
            {
                mean[i] += all[i] / Seeds;
            }
        }
        for (int i = 0; i < mean.Length; i++)
        {
            Assert.InRange(mean[i] - expected.Mean[i], -4 * Error(i), 4 * Error(i));
        }

        double Error(int i) => expected.Sd[i] * Math.Sqrt(2.0 / Seeds);
    }
}
