using Microsoft.ML.Data;

namespace Microsoft.ML;

public sealed partial class ModelOperationsCatalog
{
    /// <summary>What applies a model to single objects; disposing it disposes the model.</summary>
    /// <param name="transformer">The model.</param>
    /// <param name="ignoreMissingColumns">Whether members of <typeparamref name="TDst"/> may lack a column.</param>
    /// <param name="inputSchemaDefinition">The columns of <typeparamref name="TSrc"/>, where its attributes do not tell.</param>
    /// <param name="outputSchemaDefinition">The columns of <typeparamref name="TDst"/>, where its attributes do not tell.</param>
    public PredictionEngine<TSrc, TDst> CreatePredictionEngine<TSrc, TDst>(ITransformer transformer,
        bool ignoreMissingColumns = true, SchemaDefinition inputSchemaDefinition = null,
        SchemaDefinition outputSchemaDefinition = null)
        where TSrc : class
        where TDst : class, new() =>
        CreatePredictionEngine<TSrc, TDst>(transformer, new PredictionEngineOptions
        {
            IgnoreMissingColumns = ignoreMissingColumns,
            InputSchemaDefinition = inputSchemaDefinition,
            OutputSchemaDefinition = outputSchemaDefinition,
        });

    /// <summary>What applies a model to single objects; disposing it disposes the model.</summary>
    /// <param name="transformer">The model.</param>
    /// <param name="inputSchema">Types and annotations of the columns of <typeparamref name="TSrc"/>.</param>
    public PredictionEngine<TSrc, TDst> CreatePredictionEngine<TSrc, TDst>(
        ITransformer transformer, DataViewSchema inputSchema)
        where TSrc : class
        where TDst : class, new() =>
        CreatePredictionEngine<TSrc, TDst>(transformer, ignoreMissingColumns: false,
            DataOperationsCatalog.DefinitionOf<TSrc>(_env, inputSchema));

    /// <summary>What applies a model to single objects.</summary>
    /// <param name="transformer">The model.</param>
    /// <param name="options">How.</param>
    public PredictionEngine<TSrc, TDst> CreatePredictionEngine<TSrc, TDst>(
        ITransformer transformer, PredictionEngineOptions options)
        where TSrc : class
        where TDst : class, new() =>
        new(_env, transformer, options);
}
