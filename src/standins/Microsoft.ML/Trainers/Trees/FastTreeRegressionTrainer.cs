using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers.FastTree;

/// <summary>Boosted regression trees: each is fitted by least squares to what those before leave over.</summary>
public sealed class FastTreeRegressionTrainer : BoostingFastTreeTrainerBase<FastTreeRegressionTrainer.Options,
    RegressionPredictionTransformer<FastTreeRegressionModelParameters>, FastTreeRegressionModelParameters>
{
    internal FastTreeRegressionTrainer(IHostEnvironment env, Options options)
        : base(env, nameof(FastTreeRegressionTrainer), options, new SchemaShape.Column(
            options.LabelColumnName, SchemaShape.Column.VectorKind.Scalar, NumberDataViewType.Single, isKey: false))
    {
    }

    private protected override RegressionPredictionTransformer<FastTreeRegressionModelParameters> Train(IDataView input)
    {
        using IChannel channel = Host.Start("Training");
        DataViewSchema.Column features = input.Schema[FeatureColumn.Name];
        var examples = TreeExamples.Read<float>(input, features, input.Schema[LabelColumn.Name],
            WeightColumn.Name is null ? null : input.Schema[WeightColumn.Name], label => label, channel);
        RegressionTreeEnsemble ensemble = Boost(examples, new SquaredLoss(examples.Labels), channel);
        var model = new FastTreeRegressionModelParameters(Host, ensemble, examples.FeatureCount);
        return new(Host, model, features.Name, features.Type);
    }

    private protected override IEnumerable<SchemaShape.Column> OutputColumns() =>
    [
        new(DefaultColumnNames.Score, SchemaShape.Column.VectorKind.Scalar, NumberDataViewType.Single, isKey: false,
            ScoreAnnotations.Shape()),
    ];

    /// <summary>The options.</summary>
    public sealed class Options : BoostedTreeOptions;
}
