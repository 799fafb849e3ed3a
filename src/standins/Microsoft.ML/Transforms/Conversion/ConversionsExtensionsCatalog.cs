using Microsoft.ML.Data;
using Microsoft.ML.Transforms;

namespace Microsoft.ML;

/// <summary>Stages that change the type of a column.</summary>
public static class ConversionsExtensionsCatalog
{
    /// <summary>Converts numbers and booleans to another kind of number or to booleans.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="outputColumnName">The column that is made.</param>
    /// <param name="inputColumnName">The column that is read; null for the output's name.</param>
    /// <param name="outputKind">What to convert to.</param>
    public static TypeConvertingEstimator ConvertType(this TransformsCatalog.ConversionTransforms catalog,
        string outputColumnName, string inputColumnName = null, DataKind outputKind = DataKind.Single) =>
        ConvertType(catalog, [new InputOutputColumnPair(outputColumnName, inputColumnName)], outputKind);

    /// <inheritdoc cref="ConvertType(TransformsCatalog.ConversionTransforms, string, string, DataKind)"/>
    /// <param name="catalog">The catalog.</param>
    /// <param name="columns">The columns.</param>
    /// <param name="outputKind">What to convert to.</param>
    public static TypeConvertingEstimator ConvertType(this TransformsCatalog.ConversionTransforms catalog,
        InputOutputColumnPair[] columns, DataKind outputKind = DataKind.Single) =>
        new(catalog.Environment, outputKind, InputOutputColumnPair.ToTuples(columns));

    /// <summary>Gives each key the value that the column's key values have for it.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="outputColumnName">The column that is made.</param>
    /// <param name="inputColumnName">The column of keys; null for the output's name.</param>
    public static KeyToValueMappingEstimator MapKeyToValue(this TransformsCatalog.ConversionTransforms catalog,
        string outputColumnName, string inputColumnName = null) =>
        MapKeyToValue(catalog, [new InputOutputColumnPair(outputColumnName, inputColumnName)]);

    /// <inheritdoc cref="MapKeyToValue(TransformsCatalog.ConversionTransforms, string, string)"/>
    /// <param name="catalog">The catalog.</param>
    /// <param name="columns">The columns.</param>
    public static KeyToValueMappingEstimator MapKeyToValue(
        this TransformsCatalog.ConversionTransforms catalog, InputOutputColumnPair[] columns) =>
        new(catalog.Environment, InputOutputColumnPair.ToTuples(columns));

    /// <summary>Gives each distinct value a key, and keeps the values as the column's key values.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="outputColumnName">The column that is made.</param>
    /// <param name="inputColumnName">The column that is read; null for the output's name.</param>
    /// <param name="maximumNumberOfKeys">How many values get a key.</param>
    /// <param name="keyOrdinality">Whether keys follow the first occurrence or the order of the values.</param>
    /// <param name="addKeyValueAnnotationsAsText">Whether key values are text, whatever the column holds.</param>
    /// <param name="keyData">One column of values that get keys, instead of those of the data.</param>
    public static ValueToKeyMappingEstimator MapValueToKey(this TransformsCatalog.ConversionTransforms catalog,
        string outputColumnName, string inputColumnName = null,
        int maximumNumberOfKeys = ValueToKeyMappingEstimator.MaximumNumberOfKeys,
        ValueToKeyMappingEstimator.KeyOrdinality keyOrdinality = ValueToKeyMappingEstimator.KeyOrdinality.ByOccurrence,
        bool addKeyValueAnnotationsAsText = false, IDataView keyData = null) =>
        MapValueToKey(catalog, [new InputOutputColumnPair(outputColumnName, inputColumnName)], maximumNumberOfKeys,
            keyOrdinality, addKeyValueAnnotationsAsText, keyData);

    /// <inheritdoc cref="MapValueToKey(TransformsCatalog.ConversionTransforms, string, string, int,
    /// ValueToKeyMappingEstimator.KeyOrdinality, bool, IDataView)"/>
    /// <param name="catalog">The catalog.</param>
    /// <param name="columns">The columns.</param>
    /// <param name="maximumNumberOfKeys">How many values get a key.</param>
    /// <param name="keyOrdinality">Whether keys follow the first occurrence or the order of the values.</param>
    /// <param name="addKeyValueAnnotationsAsText">Whether key values are text, whatever the column holds.</param>
    /// <param name="keyData">One column of values that get keys, instead of those of the data.</param>
    public static ValueToKeyMappingEstimator MapValueToKey(this TransformsCatalog.ConversionTransforms catalog,
        InputOutputColumnPair[] columns, int maximumNumberOfKeys = ValueToKeyMappingEstimator.MaximumNumberOfKeys,
        ValueToKeyMappingEstimator.KeyOrdinality keyOrdinality = ValueToKeyMappingEstimator.KeyOrdinality.ByOccurrence,
        bool addKeyValueAnnotationsAsText = false, IDataView keyData = null) =>
        new(catalog.Environment, InputOutputColumnPair.ToTuples(columns), maximumNumberOfKeys, keyOrdinality,
            addKeyValueAnnotationsAsText, keyData);
}
