using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms;

/// <summary>Learns which values a column has, and numbers them.</summary>
public sealed class ValueToKeyMappingEstimator : IEstimator<ValueToKeyMappingTransformer>
{
    internal const int MaximumNumberOfKeys = 1_000_000;

    private readonly IHost _host;
    private readonly (string Output, string Input)[] _columns;
    private readonly int _maximumNumberOfKeys;
    private readonly KeyOrdinality _keyOrdinality;
    private readonly bool _valuesAsText;
    private readonly IDataView _keyData;

    internal ValueToKeyMappingEstimator(IHostEnvironment env, (string, string)[] columns, int maximumNumberOfKeys,
        KeyOrdinality keyOrdinality, bool addKeyValueAnnotationsAsText, IDataView keyData)
    {
        _host = env.Register(nameof(ValueToKeyMappingEstimator));
        _host.CheckParam(maximumNumberOfKeys > 0, nameof(maximumNumberOfKeys), "Must be positive");
        _host.CheckParam(keyData is null or { Schema.Count: 1 }, nameof(keyData), "If specified, this data view should " +
            $"contain only a single column containing the terms to map, but this had {keyData?.Schema.Count} columns.");
        _columns = columns;
        _maximumNumberOfKeys = maximumNumberOfKeys;
        _keyOrdinality = keyOrdinality;
        _valuesAsText = addKeyValueAnnotationsAsText;
        _keyData = keyData;
    }

    /// <summary>In which order values get their keys.</summary>
    public enum KeyOrdinality : byte
    {
        /// <summary>As they first occur.</summary>
        ByOccurrence = 0,

        /// <summary>From the smallest to the largest; text by its characters' codes.</summary>
        ByValue = 1,
    }

    /// <inheritdoc/>
    public ValueToKeyMappingTransformer Fit(IDataView input)
    {
        _host.CheckValue(input, nameof(input));
        DataViewSchema.Column[] sources = [.. _columns.Select(pair =>
            ValueToKeyMappingTransformer.FindSource(_host, input.Schema, pair.Input))];
        KeyMap[] maps = [.. sources.Select(s => KeyMap.Of(s.Type.GetItemType()))];
        if (_keyData is null)
            Learn(maps, input, sources, _maximumNumberOfKeys);
        else
            foreach (KeyMap map in maps)
            {
                _host.CheckParam(_keyData.Schema[0].Type.Equals(map.ItemType), "keyData",
                    $"Input data's column must be of type '{map.ItemType}' but was '{_keyData.Schema[0].Type}'");
                Learn([map], _keyData, [_keyData.Schema[0]], int.MaxValue);
            }
        if (_keyOrdinality == KeyOrdinality.ByValue)
            foreach (KeyMap map in maps)
                map.Sort();
        return new ValueToKeyMappingTransformer(_host, _columns, maps, _valuesAsText);
    }

    /// <inheritdoc/>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        _host.CheckValue(inputSchema, nameof(inputSchema));
        return inputSchema.With(_columns.Select(pair =>
        {
            SchemaShape.Column source = inputSchema.Find(_host, pair.Input);
            if (source.IsKey || !KeyMap.IsSupported(source.ItemType))
                throw _host.ExceptSchemaMismatch(
                    nameof(inputSchema), "input", pair.Input, KeyMap.Supported, source.GetTypeString());
            SchemaShape.Column values = SchemaShapeExtensions.VectorAnnotation(
                AnnotationUtils.Kinds.KeyValues, _valuesAsText ? TextDataViewType.Instance : source.ItemType);
            return new SchemaShape.Column(pair.Output, source.Kind, NumberDataViewType.UInt32, isKey: true,
                new SchemaShape([.. source.Annotation(AnnotationUtils.Kinds.SlotNames), values]));
        }));
    }

    private static void Learn(KeyMap[] maps, IDataView data, DataViewSchema.Column[] sources, int maximum)
    {
        using DataViewRowCursor cursor = data.GetRowCursor(sources);
        Action[] addRow = [.. maps.Select((map, i) => map.AddingFrom(cursor, sources[i], maximum))];
        while (maps.Any(m => m.Count < maximum) && cursor.MoveNext())
            foreach (Action add in addRow)
                add();
    }
}
