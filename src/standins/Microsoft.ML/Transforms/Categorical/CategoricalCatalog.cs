using Microsoft.ML.Transforms;

namespace Microsoft.ML;

/// <summary>Stages that encode categories.</summary>
public static class CategoricalCatalog
{
    /// <summary>Gives each distinct value a slot that is 1 where the row has the value.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="outputColumnName">The column that is made.</param>
    /// <param name="inputColumnName">The column that is read; null for the output's name.</param>
    /// <param name="outputKind">What is made of the values' keys.</param>
    /// <param name="maximumNumberOfKeys">How many values get a key.</param>
    /// <param name="keyOrdinality">Whether keys follow the first occurrence or the order of the values.</param>
    /// <param name="keyData">One column of values that get keys, instead of those of the data.</param>
    public static OneHotEncodingEstimator OneHotEncoding(this TransformsCatalog.CategoricalTransforms catalog,
        string outputColumnName, string inputColumnName = null,
        OneHotEncodingEstimator.OutputKind outputKind = OneHotEncodingEstimator.OutputKind.Indicator,
        int maximumNumberOfKeys = ValueToKeyMappingEstimator.MaximumNumberOfKeys,
        ValueToKeyMappingEstimator.KeyOrdinality keyOrdinality = ValueToKeyMappingEstimator.KeyOrdinality.ByOccurrence,
        IDataView keyData = null) =>
        OneHotEncoding(catalog, [new InputOutputColumnPair(outputColumnName, inputColumnName)], outputKind,
            maximumNumberOfKeys, keyOrdinality, keyData);

    /// <inheritdoc cref="OneHotEncoding(TransformsCatalog.CategoricalTransforms, string, string,
    /// OneHotEncodingEstimator.OutputKind, int, ValueToKeyMappingEstimator.KeyOrdinality, IDataView)"/>
    /// <param name="catalog">The catalog.</param>
    /// <param name="columns">The columns.</param>
    /// <param name="outputKind">What is made of the values' keys.</param>
    /// <param name="maximumNumberOfKeys">How many values get a key.</param>
    /// <param name="keyOrdinality">Whether keys follow the first occurrence or the order of the values.</param>
    /// <param name="keyData">One column of values that get keys, instead of those of the data.</param>
    public static OneHotEncodingEstimator OneHotEncoding(this TransformsCatalog.CategoricalTransforms catalog,
        InputOutputColumnPair[] columns,
        OneHotEncodingEstimator.OutputKind outputKind = OneHotEncodingEstimator.OutputKind.Indicator,
        int maximumNumberOfKeys = ValueToKeyMappingEstimator.MaximumNumberOfKeys,
        ValueToKeyMappingEstimator.KeyOrdinality keyOrdinality = ValueToKeyMappingEstimator.KeyOrdinality.ByOccurrence,
        IDataView keyData = null) =>
        new(catalog.Environment, InputOutputColumnPair.ToTuples(columns), outputKind, maximumNumberOfKeys, keyOrdinality, keyData);
}
