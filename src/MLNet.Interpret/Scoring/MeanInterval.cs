using MathNet.Numerics.Distributions;

namespace MLNet.Interpret.Scoring;

/// <summary>How surely a mean is known.</summary>
internal static class MeanInterval
{
    /// <summary>A mean, and Student's 95 % confidence interval of it, which is without bounds for a single value.</summary>
    /// <param name="values">The values, of which there is at least one.</param>
    public static (double Mean, double Low, double High) Student(IReadOnlyList<double> values)
    {
        double mean = values.Average();
        if (values.Count < 2)
        {
            return (mean, double.NegativeInfinity, double.PositiveInfinity);
        }
        double half = StudentT.InvCDF(0, 1, values.Count - 1, 0.975) * StandardError(values);
        return (mean, mean - half, mean + half);
    }

    /// <summary>The standard error of a mean; NaN for a single value.</summary>
    /// <param name="values">The values, of which there is at least one.</param>
    public static double StandardError(IReadOnlyList<double> values)
    {
        double mean = values.Average();
        return Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / (values.Count - 1)) / Math.Sqrt(values.Count);
    }
}
