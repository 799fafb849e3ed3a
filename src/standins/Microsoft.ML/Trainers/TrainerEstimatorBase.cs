using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers;

/// <summary>An estimator that learns to predict a label from one column of features.</summary>
public abstract class TrainerEstimatorBase<TTransformer, TModel> : ITrainerEstimator<TTransformer, TModel>
    where TTransformer : ISingleFeaturePredictionTransformer<TModel>
    where TModel : class
{
    private protected readonly IHost Host;

    /// <summary>The column of features.</summary>
    public readonly SchemaShape.Column FeatureColumn;

    /// <summary>The column of labels.</summary>
    public readonly SchemaShape.Column LabelColumn;

    /// <summary>The column of weights; without a name where there is none.</summary>
    public readonly SchemaShape.Column WeightColumn;

    private protected TrainerEstimatorBase(
        IHost host, SchemaShape.Column feature, SchemaShape.Column label, SchemaShape.Column weight)
    {
        Host = host;
        FeatureColumn = feature;
        LabelColumn = label;
        WeightColumn = weight;
    }

    /// <inheritdoc/>
    public abstract TrainerInfo Info { get; }

    /// <inheritdoc/>
    public TTransformer Fit(IDataView input)
    {
        Host.CheckValue(input, nameof(input));
        CheckInput(SchemaShape.Create(input.Schema));
        return Train(input);
    }

    /// <inheritdoc/>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        Host.CheckValue(inputSchema, nameof(inputSchema));
        CheckInput(inputSchema);
        return inputSchema.With(OutputColumns());
    }

    private protected abstract TTransformer Train(IDataView input);

    private protected abstract IEnumerable<SchemaShape.Column> OutputColumns();

    private void CheckInput(SchemaShape inputSchema)
    {
        Check(inputSchema, FeatureColumn, "feature");
        Check(inputSchema, LabelColumn, "label");
        if (WeightColumn.IsValid)
            Check(inputSchema, WeightColumn, "weight");
    }

    private void Check(SchemaShape inputSchema, SchemaShape.Column expected, string role)
    {
        if (!inputSchema.TryFindColumn(expected.Name, out SchemaShape.Column actual))
            throw Host.ExceptSchemaMismatch(nameof(inputSchema), role, expected.Name);
        if (actual.Kind != expected.Kind || actual.IsKey != expected.IsKey || !actual.ItemType.Equals(expected.ItemType))
            throw Host.ExceptSchemaMismatch(
                nameof(inputSchema), role, expected.Name, expected.GetTypeString(), actual.GetTypeString());
    }
}
