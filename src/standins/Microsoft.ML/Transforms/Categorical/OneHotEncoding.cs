using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms;

/// <summary>Learns which values a column has, and makes a vector with a slot for each.</summary>
public sealed class OneHotEncodingEstimator : IEstimator<OneHotEncodingTransformer>
{
    private readonly IEstimator<ITransformer> _steps;

    internal OneHotEncodingEstimator(IHostEnvironment env, (string Output, string Input)[] columns, OutputKind outputKind,
        int maximumNumberOfKeys, ValueToKeyMappingEstimator.KeyOrdinality keyOrdinality, IDataView keyData)
    {
        // Names of slots are text, whatever the values are.
        var keys = new ValueToKeyMappingEstimator(env, columns, maximumNumberOfKeys, keyOrdinality,
            addKeyValueAnnotationsAsText: true, keyData);
        var outputs = columns.Select(c => (c.Output, c.Output)).ToArray();
        _steps = outputKind switch
        {
            OutputKind.Key => new EstimatorChain<ITransformer>().Append(keys),
            OutputKind.Indicator or OutputKind.Bag =>
                keys.Append(new KeyToVectorMappingEstimator(env, outputs, outputKind == OutputKind.Bag)),
            _ => throw new NotSupportedException($"This stand-in does not encode categories as {outputKind}."),
        };
    }

    /// <summary>What is made of the values' keys.</summary>
    public enum OutputKind : byte
    {
        /// <summary>For a vector of values, how often each occurs.</summary>
        Bag = 1,

        /// <summary>A 1 in the value's slot; for a vector of values, one after the other.</summary>
        Indicator = 2,

        /// <summary>The keys themselves.</summary>
        Key = 3,

        /// <summary>The digits of the key in base 2.</summary>
        Binary = 4,
    }

    /// <inheritdoc/>
    public OneHotEncodingTransformer Fit(IDataView input) => new(_steps.Fit(input));

    /// <inheritdoc/>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema) => _steps.GetOutputSchema(inputSchema);
}

/// <summary>Makes vectors of values; in a model file it stands as the chain of stages that it is.</summary>
public sealed class OneHotEncodingTransformer : ITransformer
{
    private readonly ITransformer _steps;

    internal OneHotEncodingTransformer(ITransformer steps) => _steps = steps;

    bool ITransformer.IsRowToRowMapper => _steps.IsRowToRowMapper;

    /// <inheritdoc/>
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => _steps.GetOutputSchema(inputSchema);

    /// <inheritdoc/>
    public IDataView Transform(IDataView input) => _steps.Transform(input);

    IRowToRowMapper ITransformer.GetRowToRowMapper(DataViewSchema inputSchema) => _steps.GetRowToRowMapper(inputSchema);

    void ICanSaveModel.Save(ModelSaveContext ctx) => _steps.Save(ctx);
}
