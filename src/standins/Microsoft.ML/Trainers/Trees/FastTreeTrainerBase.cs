using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers.FastTree;

/// <summary>A trainer of trees.</summary>
public abstract class FastTreeTrainerBase<TOptions, TTransformer, TModel> : TrainerEstimatorBaseWithGroupId<TTransformer, TModel>
    where TTransformer : ISingleFeaturePredictionTransformer<TModel>
    where TModel : class
    where TOptions : TreeOptions, new()
{
    private protected readonly TOptions Settings;

    private protected FastTreeTrainerBase(IHostEnvironment env, string name, TOptions options, SchemaShape.Column label)
        : base(env.Register(name),
            new SchemaShape.Column(options.FeatureColumnName, SchemaShape.Column.VectorKind.Vector,
                NumberDataViewType.Single, isKey: false),
            label,
            options.ExampleWeightColumnName is null ? default : new SchemaShape.Column(options.ExampleWeightColumnName,
                SchemaShape.Column.VectorKind.Scalar, NumberDataViewType.Single, isKey: false),
            options.RowGroupColumnName is null ? default : new SchemaShape.Column(options.RowGroupColumnName,
                SchemaShape.Column.VectorKind.Scalar, NumberDataViewType.UInt32, isKey: true))
    {
        Host.CheckParam(options.NumberOfLeaves >= 2, nameof(options.NumberOfLeaves), "Must be at least 2");
        Host.CheckParam(options.NumberOfTrees > 0, nameof(options.NumberOfTrees), "Must be positive");
        Host.CheckParam(options.MinimumExampleCountPerLeaf > 0, nameof(options.MinimumExampleCountPerLeaf), "Must be positive");
        Host.CheckParam(options.MaximumBinCountPerFeature is > 0 and <= byte.MaxValue + 1, nameof(options.MaximumBinCountPerFeature),
            "Must be from 1 to 256");
        Host.CheckParam(options.NumberOfThreads is null or > 0, nameof(options.NumberOfThreads), "Must be positive or null");
        Settings = options;
    }

    /// <inheritdoc/>
    public override TrainerInfo Info { get; } = new(normalization: false, caching: false);
}

/// <summary>A trainer whose trees each correct the sum of those before.</summary>
public abstract class BoostingFastTreeTrainerBase<TOptions, TTransformer, TModel> : FastTreeTrainerBase<TOptions, TTransformer, TModel>
    where TTransformer : ISingleFeaturePredictionTransformer<TModel>
    where TModel : class
    where TOptions : BoostedTreeOptions, new()
{
    private protected BoostingFastTreeTrainerBase(IHostEnvironment env, string name, TOptions options, SchemaShape.Column label)
        : base(env, name, options, label)
    {
    }

    private protected RegressionTreeEnsemble Boost(TreeExamples examples, BoostingLoss loss, IChannel channel) =>
        Boosting.Train(examples, loss, Settings, channel);
}
