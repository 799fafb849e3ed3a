namespace MLNet.Interpret.LocalSurrogates;

/// <summary>A linear model of a score in the neighbourhood of one row.</summary>
public sealed class LocalExplanation
{
    /// <summary>The score that is explained: a class, or 0.</summary>
    public required int Target { get; init; }

    /// <summary>The model's score of the row.</summary>
    public required double Score { get; init; }

    /// <summary>The weight of every feature; 0 for those that were not chosen.</summary>
    public required double[] Weights { get; init; }

    /// <summary>The features that were chosen, those with the largest weights in absolute terms first.</summary>
    public required int[] Features { get; init; }

    /// <summary>The linear model's constant.</summary>
    public required double Intercept { get; init; }

    /// <summary>What the linear model gives for the row.</summary>
    public required double LocalPrediction { get; init; }

    /// <summary>The share of the score's weighted variance over the samples that the linear model explains: how far it can be trusted.</summary>
    public required double R2 { get; init; }

    /// <summary>The samples that it took, the row itself among them.</summary>
    public required int Samples { get; init; }

    /// <summary>How far each weight's confidence interval reaches to either side; null where none was asked for.</summary>
    public double[]? HalfWidths { get; internal set; }
}
