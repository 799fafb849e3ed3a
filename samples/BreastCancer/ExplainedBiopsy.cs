using Microsoft.ML.Data;

namespace BreastCancer;

/// <summary>A biopsy that has been through the pipeline: its measurements, what the network and the tree say of it, and why.</summary>
public sealed class ExplainedBiopsy
{
    /// <summary>Thirty measurements of the nuclei.</summary>
    public float[] Measurements { get; set; } = [];

    /// <summary>What it is: benign or malignant.</summary>
    public string Label { get; set; } = "";

    /// <summary>The network's probabilities: benign, malignant.</summary>
    [ColumnName("probabilities")]
    public float[] Network { get; set; } = [];

    /// <summary>The tree's.</summary>
    [ColumnName("SurrogateScore")]
    public float[] Tree { get; set; } = [];

    /// <summary>Whether both name the same class.</summary>
    [ColumnName("SurrogateAgrees")]
    public bool Agrees { get; set; }

    /// <summary>The measurements as the network reads them: standard deviations from the training mean.</summary>
    [ColumnName("standardised")]
    public float[] Standardised { get; set; } = [];

    /// <summary>By how much a standard deviation more of each raises the network's probability of malignant, near this biopsy.</summary>
    [ColumnName("Lime")]
    public float[] Weights { get; set; } = [];

    /// <summary>LIME's probability of malignant where all measurements are at their means.</summary>
    [ColumnName("LimeIntercept")]
    public float MeanPrediction { get; set; }

    /// <summary>LIME's probability of malignant for this biopsy, which the network's can be held against.</summary>
    [ColumnName("LimeLocalPrediction")]
    public float LimePrediction { get; set; }

    /// <summary>How well the explanation fits the network near this biopsy, from 0 to 1.</summary>
    [ColumnName("LimeR2")]
    public float Fit { get; set; }

    /// <summary>By how much each measurement, being what it is rather than the mean, raises the network's probability of malignant, by LIME.</summary>
    public float[] Reasons => [.. Weights.Zip(Standardised, (weight, value) => weight * value)];

    /// <summary>The class that the network names.</summary>
    public int NetworkClass => Network[1] > Network[0] ? 1 : 0;

    /// <summary>The class that the tree names.</summary>
    public int TreeClass => Tree[1] > Tree[0] ? 1 : 0;
}
