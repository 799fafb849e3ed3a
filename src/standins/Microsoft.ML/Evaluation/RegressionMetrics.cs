namespace Microsoft.ML.Data;

/// <summary>How well a model predicts a number.</summary>
public sealed class RegressionMetrics
{
    internal RegressionMetrics(double count, double absolute, double squared, double labelSum, double labelSquares)
    {
        MeanAbsoluteError = absolute / count;
        MeanSquaredError = squared / count;
        RSquared = 1 - squared / (labelSquares - labelSum * labelSum / count);
    }

    /// <summary>The mean magnitude of the error.</summary>
    public double MeanAbsoluteError { get; }

    /// <summary>The mean square of the error.</summary>
    public double MeanSquaredError { get; }

    /// <summary>Its root.</summary>
    public double RootMeanSquaredError => Math.Sqrt(MeanSquaredError);

    /// <summary>The share of the labels' variance that the scores explain.</summary>
    public double RSquared { get; }
}
