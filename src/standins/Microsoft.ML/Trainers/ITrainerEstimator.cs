namespace Microsoft.ML.Trainers;

/// <summary>An estimator that learns to predict.</summary>
public interface ITrainerEstimator<out TTransformer, out TModel> : IEstimator<TTransformer>
    where TTransformer : IPredictionTransformer<TModel>
    where TModel : class
{
    /// <summary>What it asks of its data.</summary>
    TrainerInfo Info { get; }
}
