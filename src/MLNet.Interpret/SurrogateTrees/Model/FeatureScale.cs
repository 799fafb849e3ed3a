using System.Collections.Immutable;
using Microsoft.ML.Transforms;

namespace MLNet.Interpret.SurrogateTrees;

/// <summary>How a number that a model reads comes of one in its original unit, as ML.NET's normalisers have it: (original - Offset) * Scale.</summary>
/// <param name="Scale">The scale, above 0.</param>
/// <param name="Offset">The offset, in the original unit.</param>
public readonly record struct FeatureScale(double Scale, double Offset)
{
    /// <summary>A number that is as it was.</summary>
    public static FeatureScale None => new(1, 0);

    /// <summary>The scales of a column that ML.NET normalised, such as by mean and variance or to the range of 0 to 1.</summary>
    /// <param name="normalizer">The fitted normaliser, of one column.</param>
    /// <exception cref="NotSupportedException">It does not scale, but puts into bins or takes logarithms.</exception>
    public static IReadOnlyList<FeatureScale> Of(NormalizingTransformer normalizer)
    {
        ArgumentNullException.ThrowIfNull(normalizer);
        return normalizer.GetNormalizerModelParameters(0) switch
        {
            NormalizingTransformer.AffineNormalizerModelParameters<float> one => [new(one.Scale, one.Offset)],
            NormalizingTransformer.AffineNormalizerModelParameters<ImmutableArray<float>> many => [.. many.Scale.Select((s, i) => new FeatureScale(s, At(many.Offset, i)))],
            { } other => throw new NotSupportedException($"A normaliser of the kind {other.GetType().Name} does not scale by a factor and an offset, so its numbers have no original unit."),
            null => throw new NotSupportedException("The normaliser does not say how it scales."),
        };
    }

    internal static float ToOriginal(IReadOnlyList<FeatureScale> scales, TreeFeature feature, int index, float value)
    {
        (double scale, double offset) = scales[index];
        return scale > 0 && double.IsFinite(scale) && double.IsFinite(offset)
            ? (float)(value / scale + offset)
            : throw new ArgumentException($"The feature '{feature.Name}' has the scale {scale} and the offset {offset}; a scale is above 0, and both are finite.", nameof(scales));
    }

    internal static void Check(IReadOnlyList<FeatureScale> scales, IReadOnlyList<TreeFeature> features)
    {
        ArgumentNullException.ThrowIfNull(scales);
        if (scales.Count != features.Count)
        {
            throw new ArgumentException($"There are {scales.Count} scales for {features.Count} features; each feature has one, categories too (FeatureScale.None).", nameof(scales));
        }
    }

    // Where nothing is to be subtracted, ML.NET leaves the offsets out.
    private static float At(ImmutableArray<float> offsets, int index) => offsets.IsDefaultOrEmpty ? 0 : offsets[index];
}
