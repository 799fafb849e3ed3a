using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms;

/// <summary>Learns how to scale columns, in one pass over the data.</summary>
public sealed class NormalizingEstimator : IEstimator<NormalizingTransformer>
{
    internal const long MaximumExampleCount = 1_000_000_000;

    private readonly IHost _host;
    private readonly InputOutputColumnPair[] _columns;
    private readonly long _maximumExampleCount;
    private readonly NormalizerFitter _fitter;

    internal NormalizingEstimator(
        IHostEnvironment env, InputOutputColumnPair[] columns, long maximumExampleCount, NormalizerFitter fitter)
    {
        _host = env.Register(nameof(NormalizingEstimator));
        _host.CheckValue(columns, nameof(columns));
        _host.CheckParam(columns.Length > 0, nameof(columns), "Cannot be empty");
        _host.CheckParam(maximumExampleCount > 1, nameof(maximumExampleCount), "Must be greater than 1");
        _columns = columns;
        _maximumExampleCount = maximumExampleCount;
        _fitter = fitter;
    }

    /// <inheritdoc/>
    public NormalizingTransformer Fit(IDataView input)
    {
        _host.CheckValue(input, nameof(input));
        DataViewSchema.Column[] sources = [.. _columns.Select(pair =>
            NormalizingTransformer.FindSource(_host, input.Schema, pair.InputColumnName))];

        using DataViewRowCursor cursor = input.GetRowCursor(sources);
        ColumnStatistics[] statistics = [.. sources.Select(s => _fitter.MakeStatistics(cursor, s))];
        for (long n = 0; n < _maximumExampleCount && cursor.MoveNext(); n++)
            foreach (ColumnStatistics column in statistics)
                column.AddRow();
        return new NormalizingTransformer(_host, InputOutputColumnPair.ToTuples(_columns),
            [.. statistics.Select(_fitter.Fit)]);
    }

    /// <inheritdoc/>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        _host.CheckValue(inputSchema, nameof(inputSchema));
        return inputSchema.With(_columns.Select(pair =>
        {
            SchemaShape.Column source = inputSchema.Find(_host, pair.InputColumnName);
            if (source.Kind == SchemaShape.Column.VectorKind.VariableVector)
                throw _host.ExceptSchemaMismatch(nameof(inputSchema), "input", source.Name,
                    "known-size vector or scalar", source.GetTypeString());
            if (source.IsKey || source.ItemType.RawType != typeof(float) && source.ItemType.RawType != typeof(double))
                throw _host.ExceptSchemaMismatch(nameof(inputSchema), "input", source.Name,
                    "vector or scalar of Single or Double", source.GetTypeString());
            return new SchemaShape.Column(pair.OutputColumnName, source.Kind, source.ItemType, isKey: false,
                new SchemaShape([SchemaShapeExtensions.NormalizedAnnotation,
                    .. source.Annotation(AnnotationUtils.Kinds.SlotNames)]));
        }));
    }
}
