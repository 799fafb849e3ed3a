using Microsoft.ML.Transforms;

namespace Microsoft.ML;

/// <summary>Stages that bring columns of numbers to a common scale.</summary>
public static class NormalizationCatalog
{
    /// <summary>Scales by mean and variance: to unit variance about zero, or by the root of the mean square.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="outputColumnName">The scaled column.</param>
    /// <param name="inputColumnName">The column, Single or Double or a vector of these; null for the output's name.</param>
    /// <param name="maximumExampleCount">How many rows are looked at.</param>
    /// <param name="fixZero">Whether 0 stays 0, so that sparse vectors stay sparse.</param>
    /// <param name="useCdf">Whether to give the normal distribution's cumulative probability instead.</param>
    public static NormalizingEstimator NormalizeMeanVariance(this TransformsCatalog catalog, string outputColumnName,
        string inputColumnName = null, long maximumExampleCount = NormalizingEstimator.MaximumExampleCount,
        bool fixZero = true, bool useCdf = false) =>
        NormalizeMeanVariance(catalog, [new InputOutputColumnPair(outputColumnName, inputColumnName)],
            maximumExampleCount, fixZero, useCdf);

    /// <inheritdoc cref="NormalizeMeanVariance(TransformsCatalog, string, string, long, bool, bool)"/>
    /// <param name="catalog">The catalog.</param>
    /// <param name="columns">The columns.</param>
    /// <param name="maximumExampleCount">How many rows are looked at.</param>
    /// <param name="fixZero">Whether 0 stays 0, so that sparse vectors stay sparse.</param>
    /// <param name="useCdf">Whether to give the normal distribution's cumulative probability instead.</param>
    public static NormalizingEstimator NormalizeMeanVariance(this TransformsCatalog catalog,
        InputOutputColumnPair[] columns, long maximumExampleCount = NormalizingEstimator.MaximumExampleCount,
        bool fixZero = true, bool useCdf = false) =>
        new(catalog.Environment, columns, maximumExampleCount,
            useCdf ? new CdfFitter() : new MeanVarianceFitter(fixZero));

    /// <summary>Scales by the smallest and the largest value: to [0, 1], or by the largest magnitude.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="outputColumnName">The scaled column.</param>
    /// <param name="inputColumnName">The column, Single or Double or a vector of these; null for the output's name.</param>
    /// <param name="maximumExampleCount">How many rows are looked at.</param>
    /// <param name="fixZero">Whether 0 stays 0, so that sparse vectors stay sparse.</param>
    public static NormalizingEstimator NormalizeMinMax(this TransformsCatalog catalog, string outputColumnName,
        string inputColumnName = null, long maximumExampleCount = NormalizingEstimator.MaximumExampleCount,
        bool fixZero = true) =>
        NormalizeMinMax(catalog, [new InputOutputColumnPair(outputColumnName, inputColumnName)],
            maximumExampleCount, fixZero);

    /// <inheritdoc cref="NormalizeMinMax(TransformsCatalog, string, string, long, bool)"/>
    /// <param name="catalog">The catalog.</param>
    /// <param name="columns">The columns.</param>
    /// <param name="maximumExampleCount">How many rows are looked at.</param>
    /// <param name="fixZero">Whether 0 stays 0, so that sparse vectors stay sparse.</param>
    public static NormalizingEstimator NormalizeMinMax(this TransformsCatalog catalog, InputOutputColumnPair[] columns,
        long maximumExampleCount = NormalizingEstimator.MaximumExampleCount, bool fixZero = true) =>
        new(catalog.Environment, columns, maximumExampleCount, new MinMaxFitter(fixZero));
}
