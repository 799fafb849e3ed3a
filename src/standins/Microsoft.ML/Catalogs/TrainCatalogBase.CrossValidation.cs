using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

public abstract partial class TrainCatalogBase
{
    private protected IReadOnlyList<CrossValidationResult<T>> CrossValidate<T>(IDataView data,
        IEstimator<ITransformer> estimator, int numberOfFolds, string samplingKeyColumn, int? seed, Func<IDataView, T> evaluate)
        where T : class
    {
        Environment.CheckValue(data, nameof(data));
        Environment.CheckValue(estimator, nameof(estimator));
        var splits = new DataOperationsCatalog(Environment).CrossValidationSplit(data, numberOfFolds, samplingKeyColumn, seed);
        return [.. splits.Select((split, fold) =>
        {
            ITransformer model = estimator.Fit(split.TrainSet);
            // Stages that only take part in testing are among those that make the scores.
            IDataView scored = model is ITransformerChain chain
                ? chain.Transform(split.TestSet, TransformerScope.Everything)
                : model.Transform(split.TestSet);
            return new CrossValidationResult<T>(model, evaluate(scored), scored, fold);
        })];
    }

    /// <summary>What became of one fold.</summary>
    /// <typeparam name="T">The metrics.</typeparam>
    public sealed class CrossValidationResult<T>
        where T : class
    {
        /// <summary>The metrics on the fold.</summary>
        public readonly T Metrics;

        /// <summary>What was learnt from the other folds.</summary>
        public readonly ITransformer Model;

        /// <summary>The fold, scored.</summary>
        public readonly IDataView ScoredHoldOutSet;

        /// <summary>The fold's number.</summary>
        public readonly int Fold;

        internal CrossValidationResult(ITransformer model, T metrics, IDataView scores, int fold)
        {
            Model = model;
            Metrics = metrics;
            ScoredHoldOutSet = scores;
            Fold = fold;
        }
    }
}
