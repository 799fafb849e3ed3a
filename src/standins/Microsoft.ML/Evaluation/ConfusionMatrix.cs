namespace Microsoft.ML.Data;

/// <summary>How many examples of each true class were predicted to be of each class.</summary>
public sealed class ConfusionMatrix
{
    internal ConfusionMatrix(double[][] counts)
    {
        Counts = counts;
        PerClassPrecision = [.. counts.Select((row, c) => Share(row[c], counts.Sum(r => r[c])))];
        PerClassRecall = [.. counts.Select((row, c) => Share(row[c], row.Sum()))];
    }

    /// <summary>The counts: a row for each true class, in it a count for each predicted one.</summary>
    public IReadOnlyList<IReadOnlyList<double>> Counts { get; }

    /// <summary>How many classes there are.</summary>
    public int NumberOfClasses => Counts.Count;

    /// <summary>For each class, the share of right ones among its predictions.</summary>
    public IReadOnlyList<double> PerClassPrecision { get; }

    /// <summary>For each class, the share of its examples that are predicted so.</summary>
    public IReadOnlyList<double> PerClassRecall { get; }

    /// <summary>The count of one true and one predicted class.</summary>
    /// <param name="predictedClassIndicatorIndex">The predicted class.</param>
    /// <param name="actualClassIndicatorIndex">The true class.</param>
    public double GetCountForClassPair(int predictedClassIndicatorIndex, int actualClassIndicatorIndex) =>
        Counts[actualClassIndicatorIndex][predictedClassIndicatorIndex];

    private static double Share(double part, double whole) => whole > 0 ? part / whole : 0;
}
