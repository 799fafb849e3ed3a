using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>Applies a model to single objects. Not for several threads at once.</summary>
/// <typeparam name="TSrc">An example.</typeparam>
/// <typeparam name="TDst">A prediction.</typeparam>
public abstract class PredictionEngineBase<TSrc, TDst> : IDisposable
    where TSrc : class
    where TDst : class, new()
{
    private readonly ITransformer _transformer;
    private readonly bool _ownsTransformer;
    private readonly ObjectRow<TSrc> _input;
    private readonly DataViewRow _output;
    private readonly Action<TDst> _fill;
    private bool _disposed;

    private protected PredictionEngineBase(
        IHostEnvironment env, ITransformer transformer, PredictionEngineOptions options)
    {
        env.CheckValue(transformer, nameof(transformer));
        env.CheckValue(options, nameof(options));
        env.CheckParam(transformer.IsRowToRowMapper, nameof(transformer), "Must be a row to row mapper");
        _transformer = transformer;
        _ownsTransformer = options.OwnsTransformer;
        _input = new ObjectRow<TSrc>(options.InputSchemaDefinition);
        IRowToRowMapper mapper = transformer.GetRowToRowMapper(_input.Schema);
        OutputSchema = mapper.OutputSchema;
        _output = mapper.GetRow(_input, OutputSchema);
        _fill = new ObjectWriter<TDst>(OutputSchema, options.IgnoreMissingColumns, options.OutputSchemaDefinition)
            .Over(_output);
    }

    /// <summary>The schema of what the model makes of an example.</summary>
    public DataViewSchema OutputSchema { get; }

    /// <summary>The prediction for an example.</summary>
    public TDst Predict(TSrc example)
    {
        var prediction = new TDst();
        Predict(example, ref prediction);
        return prediction;
    }

    /// <summary>Puts the prediction for an example into an object that is there.</summary>
    public abstract void Predict(TSrc example, ref TDst prediction);

    /// <summary>Disposes the model too, unless told otherwise at the start.</summary>
    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        _output.Dispose();
        if (_ownsTransformer)
            (_transformer as IDisposable)?.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected void Map(TSrc example, TDst prediction)
    {
        _input.Set(example);
        _fill(prediction);
    }
}

/// <inheritdoc/>
public sealed class PredictionEngine<TSrc, TDst> : PredictionEngineBase<TSrc, TDst>
    where TSrc : class
    where TDst : class, new()
{
    internal PredictionEngine(IHostEnvironment env, ITransformer transformer, PredictionEngineOptions options)
        : base(env, transformer, options)
    {
    }

    /// <inheritdoc/>
    public override void Predict(TSrc example, ref TDst prediction)
    {
        ArgumentNullException.ThrowIfNull(example);
        Map(example, prediction ??= new TDst());
    }
}
