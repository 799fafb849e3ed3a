using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms.Text;

/// <summary>Learns which keys occur in vectors of keys, to count them.</summary>
public sealed class NgramExtractingEstimator : IEstimator<NgramExtractingTransformer>
{
    internal const string Expected = "vector of Key type, and Key is convertible to UInt32";

    private readonly IHost _host;
    private readonly (string Output, string Input) _column;
    private readonly int _maximum;

    internal NgramExtractingEstimator(IHostEnvironment env, string outputColumnName, string inputColumnName, int ngramLength,
        int skipLength, int maximumNgramsCount, WeightingCriteria weighting)
    {
        _host = env.Register(nameof(NgramExtractingEstimator));
        _host.CheckParam(maximumNgramsCount > 0, nameof(maximumNgramsCount), "Must be positive");
        if (ngramLength != 1 || skipLength != 0 || weighting != WeightingCriteria.Tf)
            throw new NotSupportedException(
                $"This stand-in counts single words: ngramLength 1, skipLength 0 and weighting Tf, not {ngramLength}, {skipLength} and {weighting}.");
        _column = (outputColumnName, inputColumnName);
        _maximum = maximumNgramsCount;
    }

    /// <summary>What is put for how often a word occurs in a row.</summary>
    public enum WeightingCriteria
    {
        /// <summary>The count.</summary>
        Tf = 0,

        /// <summary>The logarithm of the share of rows that do not have the word.</summary>
        Idf = 1,

        /// <summary>The product of both.</summary>
        TfIdf = 2,
    }

    /// <inheritdoc/>
    public NgramExtractingTransformer Fit(IDataView input)
    {
        _host.CheckValue(input, nameof(input));
        if (input.Schema.GetColumnOrNull(_column.Input) is { Type: not VectorDataViewType })
            throw _host.Except("Source column type must be vector");
        DataViewSchema.Column source = NgramExtractingTransformer.FindSource(_host, input.Schema, _column.Input);
        using DataViewRowCursor cursor = input.GetRowCursor([source]);
        ValueGetter<VBuffer<uint>> getter = cursor.GetGetter<VBuffer<uint>>(source);
        VBuffer<uint> keys = default;
        var slots = new Dictionary<uint, int>();
        while (slots.Count < _maximum && cursor.MoveNext())
        {
            getter(ref keys);
            foreach (uint key in keys.DenseValues())
                if (slots.Count < _maximum)
                    slots.TryAdd(key, slots.Count);
        }
        return new NgramExtractingTransformer(_host, _column, [.. slots.OrderBy(s => s.Value).Select(s => s.Key)]);
    }

    /// <inheritdoc/>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        _host.CheckValue(inputSchema, nameof(inputSchema));
        SchemaShape.Column source = inputSchema.Find(_host, _column.Input);
        if (source.Kind == SchemaShape.Column.VectorKind.Scalar || !source.IsKey || source.ItemType != NumberDataViewType.UInt32)
            throw _host.ExceptSchemaMismatch(nameof(inputSchema), "input", _column.Input, Expected, source.GetTypeString());
        bool named = source.Annotation(AnnotationUtils.Kinds.KeyValues)
            .Any(a => a is { Kind: SchemaShape.Column.VectorKind.Vector, ItemType: TextDataViewType });
        return inputSchema.With(new SchemaShape.Column(_column.Output, SchemaShape.Column.VectorKind.Vector, NumberDataViewType.Single, isKey: false,
            new SchemaShape(named ? [SchemaShapeExtensions.VectorAnnotation(AnnotationUtils.Kinds.SlotNames, TextDataViewType.Instance)] : [])));
    }
}
