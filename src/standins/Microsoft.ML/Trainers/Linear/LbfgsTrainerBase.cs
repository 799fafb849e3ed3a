using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers;

/// <summary>A trainer that minimises a regularised loss by limited-memory BFGS.</summary>
public abstract class LbfgsTrainerBase<TOptions, TTransformer, TModel> : TrainerEstimatorBase<TTransformer, TModel>
    where TTransformer : ISingleFeaturePredictionTransformer<TModel>
    where TModel : class
    where TOptions : LbfgsTrainerBase<TOptions, TTransformer, TModel>.OptionsBase, new()
{
    private protected readonly TOptions Settings;

    private protected LbfgsTrainerBase(IHostEnvironment env, string name, TOptions options, SchemaShape.Column label)
        : base(env.Register(name),
            new SchemaShape.Column(options.FeatureColumnName, SchemaShape.Column.VectorKind.Vector,
                NumberDataViewType.Single, isKey: false),
            label,
            options.ExampleWeightColumnName is null ? default : new SchemaShape.Column(options.ExampleWeightColumnName,
                SchemaShape.Column.VectorKind.Scalar, NumberDataViewType.Single, isKey: false))
    {
        Host.CheckParam(options.L2Regularization >= 0, nameof(options.L2Regularization), "Must be non-negative");
        Host.CheckParam(options.L1Regularization >= 0, nameof(options.L1Regularization), "Must be non-negative");
        Host.CheckParam(options.OptimizationTolerance > 0, nameof(options.OptimizationTolerance), "Must be positive");
        Host.CheckParam(options.HistorySize > 0, nameof(options.HistorySize), "Must be positive");
        Host.CheckParam(options.MaximumNumberOfIterations > 0, nameof(options.MaximumNumberOfIterations), "Must be positive");
        Host.CheckParam(options.NumberOfThreads is null or > 0, nameof(options.NumberOfThreads),
            "Must be positive (or empty for default)");
        Settings = options;
    }

    /// <inheritdoc/>
    public override TrainerInfo Info { get; } = new(normalization: true, caching: true);

    /// <summary>The options of such a trainer.</summary>
    public abstract class OptionsBase : TrainerInputBaseWithWeight
    {
        internal const float DefaultL1Regularization = 1;
        internal const float DefaultL2Regularization = 1;
        internal const float DefaultOptimizationTolerance = 1e-7f;
        internal const int DefaultHistorySize = 20;

        /// <summary>The weight of half the sum of the squared weights.</summary>
        public float L2Regularization = DefaultL2Regularization;

        /// <summary>The weight of the sum of the weights' magnitudes.</summary>
        public float L1Regularization = DefaultL1Regularization;

        /// <summary>The improvement of the mean loss below which the search ends.</summary>
        public float OptimizationTolerance = DefaultOptimizationTolerance;

        /// <summary>How many steps the curvature is estimated from.</summary>
        public int HistorySize = DefaultHistorySize;

        /// <summary>How many steps are taken at most.</summary>
        public int MaximumNumberOfIterations = int.MaxValue;

        /// <summary>How many threads are used at most; null for as many as there are.</summary>
        public int? NumberOfThreads;

        /// <summary>Whether no weight may be negative.</summary>
        public bool EnforceNonNegativity;
    }
}
