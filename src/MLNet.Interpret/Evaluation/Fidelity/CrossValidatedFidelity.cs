using MLNet.Interpret.Scoring;

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
        return MeanInterval.Student([.. Folds.Select(measure)]);
    }

    /// <summary>The standard error of the mean of a measure over the folds; NaN where there is one fold.</summary>
    /// <param name="measure">The measure.</param>
    public double StandardError(Func<FidelityMetrics, double> measure)
    {
        ArgumentNullException.ThrowIfNull(measure);
        return MeanInterval.StandardError([.. Folds.Select(measure)]);
    }
}
