using MathNet.Numerics.Distributions;

namespace MLNet.Interpret.Evaluation;

/// <summary>Fidelity on rows that surrogates were not trained on, fold by fold.</summary>
/// <param name="Folds">The measures of each fold.</param>
public sealed record CrossValidatedFidelity(IReadOnlyList<FidelityMetrics> Folds)
{
    /// <summary>The mean of a measure over the folds, and Student's 95 % confidence interval of it.</summary>
    /// <param name="measure">The measure, as in <c>m =&gt; m.Agreement</c>.</param>
    public (double Mean, double Low, double High) Mean(Func<FidelityMetrics, double> measure)
    {
        ArgumentNullException.ThrowIfNull(measure);
        double[] values = [.. Folds.Select(measure)];
        double mean = values.Average();
        if (values.Length < 2)
        {
            return (mean, double.NegativeInfinity, double.PositiveInfinity);
        }
        double deviation = Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / (values.Length - 1));
        double half = StudentT.InvCDF(0, 1, values.Length - 1, 0.975) * deviation / Math.Sqrt(values.Length);
        return (mean, mean - half, mean + half);
    }
}

/// <summary>A point of the curve of fidelity over size.</summary>
/// <param name="MaximumLeaves">The number of leaves that was allowed.</param>
/// <param name="Fidelity">What came of it.</param>
public sealed record FidelityAtSize(int MaximumLeaves, FidelityMetrics Fidelity);
