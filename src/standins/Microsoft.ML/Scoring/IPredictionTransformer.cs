using Microsoft.ML.Data;

namespace Microsoft.ML;

/// <summary>A transformer that predicts by a model.</summary>
public interface IPredictionTransformer<out TModel> : ITransformer
    where TModel : class
{
    /// <summary>The model.</summary>
    TModel Model { get; }
}

/// <summary>A transformer that predicts from one column of features.</summary>
public interface ISingleFeaturePredictionTransformer<out TModel> : IPredictionTransformer<TModel>
    where TModel : class
{
    /// <summary>The column of features.</summary>
    string FeatureColumnName { get; }

    /// <summary>Its type.</summary>
    DataViewType FeatureColumnType { get; }
}
