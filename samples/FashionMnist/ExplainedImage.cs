using System.Numerics.Tensors;
using Microsoft.ML.Data;

namespace FashionMnist;

/// <summary>A row that has been through the pipeline: the image, what the network said, and why.</summary>
public sealed class ExplainedImage
{
    /// <summary>The row's place in the data.</summary>
    [NoColumn]
    public int Number { get; set; }

    /// <summary>The picture.</summary>
    [ColumnName("image")]
    public float[] Image { get; set; } = [];

    /// <summary>What it shows.</summary>
    public uint Label { get; set; }

    /// <summary>The network's score of each class.</summary>
    [ColumnName("logits")]
    public float[] Logits { get; set; } = [];

    /// <summary>The attribution of every pixel to the class that the network named.</summary>
    public float[] ForPredicted { get; set; } = [];

    /// <summary>The class that the network named.</summary>
    [ColumnName("ForPredictedTarget")]
    public long Predicted { get; set; }

    /// <summary>What the attributions' sum misses of the score that they explain.</summary>
    [ColumnName("ForPredictedCompletenessGap")]
    public float Gap { get; set; }

    /// <summary>The attribution of every pixel to the class that is right.</summary>
    public float[] ForLabel { get; set; } = [];

    /// <summary>Whether the network named the right class.</summary>
    public bool IsRight => Predicted == Label;

    /// <summary>The classes' probabilities: the softmax of the scores.</summary>
    public float[] Probabilities
    {
        get
        {
            float[] probabilities = new float[Logits.Length];
            TensorPrimitives.SoftMax(Logits, probabilities);
            return probabilities;
        }
    }

    /// <summary>The probability of the class that the network named.</summary>
    public float Confidence => Probabilities[Predicted];

    /// <summary>The gap in proportion to what is explained: the sum of the attributions.</summary>
    public double RelativeGap => Math.Abs(Gap) / Math.Max(1e-6, Math.Abs(TensorPrimitives.Sum<float>(ForPredicted)));
}
