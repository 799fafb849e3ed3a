using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers;

namespace Microsoft.ML;

public sealed partial class BinaryClassificationCatalog
{
    /// <summary>Evaluates scored data with probabilities.</summary>
    /// <param name="data">The scored data.</param>
    /// <param name="labelColumnName">The true labels, Boolean or Single.</param>
    /// <param name="scoreColumnName">The scores.</param>
    /// <param name="probabilityColumnName">The probabilities of the positive class.</param>
    /// <param name="predictedLabelColumnName">The predicted labels.</param>
    public CalibratedBinaryClassificationMetrics Evaluate(IDataView data,
        string labelColumnName = DefaultColumnNames.Label, string scoreColumnName = DefaultColumnNames.Score,
        string probabilityColumnName = DefaultColumnNames.Probability,
        string predictedLabelColumnName = DefaultColumnNames.PredictedLabel)
    {
        CheckNames(data, labelColumnName, scoreColumnName, predictedLabelColumnName);
        Environment.CheckNonEmpty(probabilityColumnName, nameof(probabilityColumnName));
        return new(BinaryCounts.Of(Environment, data, labelColumnName, scoreColumnName, probabilityColumnName));
    }

    /// <summary>Evaluates scored data.</summary>
    /// <param name="data">The scored data.</param>
    /// <param name="labelColumnName">The true labels, Boolean or Single.</param>
    /// <param name="scoreColumnName">The scores.</param>
    /// <param name="predictedLabelColumnName">The predicted labels.</param>
    public BinaryClassificationMetrics EvaluateNonCalibrated(IDataView data,
        string labelColumnName = DefaultColumnNames.Label, string scoreColumnName = DefaultColumnNames.Score,
        string predictedLabelColumnName = DefaultColumnNames.PredictedLabel)
    {
        CheckNames(data, labelColumnName, scoreColumnName, predictedLabelColumnName);
        return new(BinaryCounts.Of(Environment, data, labelColumnName, scoreColumnName, probabilityColumn: null));
    }

    /// <summary>Fits a pipeline on all folds but one and evaluates it with probabilities on that one, for each fold.</summary>
    /// <param name="data">The data.</param>
    /// <param name="estimator">The pipeline.</param>
    /// <param name="numberOfFolds">How many folds.</param>
    /// <param name="labelColumnName">The true labels.</param>
    /// <param name="samplingKeyColumnName">Rows with the same value here go to the same fold; null to deal them by chance.</param>
    /// <param name="seed">The seed of chance; null for the context's.</param>
    public IReadOnlyList<CrossValidationResult<CalibratedBinaryClassificationMetrics>> CrossValidate(IDataView data,
        IEstimator<ITransformer> estimator, int numberOfFolds = 5, string labelColumnName = DefaultColumnNames.Label,
        string samplingKeyColumnName = null, int? seed = null) =>
        CrossValidate(data, estimator, numberOfFolds, samplingKeyColumnName, seed, scored => Evaluate(scored, labelColumnName));

    /// <summary>Fits a pipeline on all folds but one and evaluates it on that one, for each fold.</summary>
    /// <param name="data">The data.</param>
    /// <param name="estimator">The pipeline.</param>
    /// <param name="numberOfFolds">How many folds.</param>
    /// <param name="labelColumnName">The true labels.</param>
    /// <param name="samplingKeyColumnName">Rows with the same value here go to the same fold; null to deal them by chance.</param>
    /// <param name="seed">The seed of chance; null for the context's.</param>
    public IReadOnlyList<CrossValidationResult<BinaryClassificationMetrics>> CrossValidateNonCalibrated(IDataView data,
        IEstimator<ITransformer> estimator, int numberOfFolds = 5, string labelColumnName = DefaultColumnNames.Label,
        string samplingKeyColumnName = null, int? seed = null) =>
        CrossValidate(data, estimator, numberOfFolds, samplingKeyColumnName, seed,
            scored => EvaluateNonCalibrated(scored, labelColumnName));

    private void CheckNames(IDataView data, string label, string score, string predictedLabel)
    {
        Environment.CheckValue(data, nameof(data));
        Environment.CheckNonEmpty(label, "labelColumnName");
        Environment.CheckNonEmpty(score, "scoreColumnName");
        Environment.CheckNonEmpty(predictedLabel, "predictedLabelColumnName");
    }
}
