namespace Microsoft.ML.Data;

/// <summary>How well a model tells two classes apart; a positive score predicts the positive class.</summary>
public class BinaryClassificationMetrics
{
    private protected readonly BinaryCounts Counts;

    internal BinaryClassificationMetrics(BinaryCounts counts)
    {
        Counts = counts;
        AreaUnderRocCurve = BinaryCurves.AreaUnderRoc(counts.Scores);
        AreaUnderPrecisionRecallCurve = BinaryCurves.AreaUnderPrecisionRecall(counts.Scores);
        ConfusionMatrix = new ConfusionMatrix(
            [[counts.TruePositives, counts.FalseNegatives], [counts.FalsePositives, counts.TrueNegatives]]);
    }

    /// <summary>The share of right predictions.</summary>
    public double Accuracy => (double)(Counts.TruePositives + Counts.TrueNegatives) / Counts.Total;

    /// <summary>The share of pairs of a positive and a negative example that the scores put in the right order.</summary>
    public double AreaUnderRocCurve { get; }

    /// <summary>The area under the curve of precision over recall.</summary>
    public double AreaUnderPrecisionRecallCurve { get; }

    /// <summary>The counts of true and predicted classes, the positive one first.</summary>
    public ConfusionMatrix ConfusionMatrix { get; }

    /// <summary>The harmonic mean of positive precision and recall.</summary>
    public double F1Score
    {
        get
        {
            double sum = PositivePrecision + PositiveRecall;
            return sum == 0 ? 0 : 2 * PositivePrecision * PositiveRecall / sum;
        }
    }

    /// <summary>The share of right ones among the negative predictions.</summary>
    public double NegativePrecision => ConfusionMatrix.PerClassPrecision[1];

    /// <summary>The share of the negative examples that are predicted so.</summary>
    public double NegativeRecall => ConfusionMatrix.PerClassRecall[1];

    /// <summary>The share of right ones among the positive predictions.</summary>
    public double PositivePrecision => ConfusionMatrix.PerClassPrecision[0];

    /// <summary>The share of the positive examples that are predicted so.</summary>
    public double PositiveRecall => ConfusionMatrix.PerClassRecall[0];
}

/// <summary>The same, and how well its probabilities fit.</summary>
public sealed class CalibratedBinaryClassificationMetrics : BinaryClassificationMetrics
{
    internal CalibratedBinaryClassificationMetrics(BinaryCounts counts) : base(counts)
    {
    }

    /// <summary>The mean negative logarithm, to base 2, of the probability given to the true class.</summary>
    public double LogLoss => Counts.LogLoss / Counts.Total;

    /// <summary>The share of the log-loss of always predicting the class frequencies that the model saves.</summary>
    public double LogLossReduction => (Entropy - LogLoss) / Entropy;

    /// <summary>The entropy, in bits, of the class frequencies.</summary>
    public double Entropy
    {
        get
        {
            double p = (double)(Counts.TruePositives + Counts.FalseNegatives) / Counts.Total;
            return p is 0 or 1 ? 0 : -p * Math.Log2(p) - (1 - p) * Math.Log2(1 - p);
        }
    }
}
