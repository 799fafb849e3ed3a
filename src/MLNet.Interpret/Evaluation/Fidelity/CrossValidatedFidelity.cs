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
        double mean = Folds.Average(measure);
        if (Folds.Count < 2)
        {
            return (mean, double.NegativeInfinity, double.PositiveInfinity);
        }
        double half = StudentT.InvCDF(0, 1, Folds.Count - 1, 0.975) * StandardError(measure);
        return (mean, mean - half, mean + half);
    }

    /// <summary>The standard error of the mean of a measure over the folds; NaN where there is one fold.</summary>
    /// <param name="measure">The measure.</param>
    public double StandardError(Func<FidelityMetrics, double> measure)
    {
        ArgumentNullException.ThrowIfNull(measure);
        double mean = Folds.Average(measure);
        return Math.Sqrt(Folds.Sum(f => (measure(f) - mean) * (measure(f) - mean)) / (Folds.Count - 1)) / Math.Sqrt(Folds.Count);
    }
}
