using MathNet.Numerics.Distributions;

namespace MLNet.Interpret.SurrogateTrees;

/// <summary>How many errors a leaf is expected to make at worst: the upper end of a confidence interval of the binomial distribution (Quinlan 1993).</summary>
internal static class PessimisticError
{
    /// <summary>The bound.</summary>
    /// <param name="count">The number of rows, which may be a fraction.</param>
    /// <param name="errors">The number of them that have another class.</param>
    /// <param name="confidence">The chance that the bound is too low.</param>
    public static double Of(double count, double errors, double confidence) => count <= 0 ? 0 : errors + Added(count, errors, confidence);

    private static double Added(double count, double errors, double confidence)
    {
        if (errors < 1)
        {
            // Exact without an error; in between one and none, a straight line.
            double none = count * (1 - Math.Pow(confidence, 1 / count));
            return errors == 0 ? none : none + errors * (Added(count, 1, confidence) - none);
        }
        if (errors + 0.5 >= count)
        {
            return Math.Max(count - errors, 0);
        }
        // Wilson's bound, corrected for continuity.
        double z = Normal.InvCDF(0, 1, 1 - confidence), share = (errors + 0.5) / count, square = z * z;
        double upper = (share + square / (2 * count) + z * Math.Sqrt(share / count - share * share / count + square / (4 * count * count))) / (1 + square / count);
        return upper * count - errors;
    }
}
