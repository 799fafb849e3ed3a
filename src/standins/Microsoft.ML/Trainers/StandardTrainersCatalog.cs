using Microsoft.ML.Trainers;

namespace Microsoft.ML;

using LogisticOptions = LbfgsLogisticRegressionBinaryTrainer.Options;

/// <summary>The trainers of linear models.</summary>
public static class StandardTrainersCatalog
{
    /// <summary>Logistic regression by limited-memory BFGS.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="labelColumnName">The column of labels, Boolean.</param>
    /// <param name="featureColumnName">The column of features, a vector of Single.</param>
    /// <param name="exampleWeightColumnName">The column of weights, Single; null where all weigh the same.</param>
    /// <param name="l1Regularization">The weight of the sum of the weights' magnitudes.</param>
    /// <param name="l2Regularization">The weight of half the sum of the squared weights.</param>
    /// <param name="optimizationTolerance">The improvement of the mean loss below which the search ends.</param>
    /// <param name="historySize">How many steps the curvature is estimated from.</param>
    /// <param name="enforceNonNegativity">Whether no weight may be negative.</param>
    public static LbfgsLogisticRegressionBinaryTrainer LbfgsLogisticRegression(
        this BinaryClassificationCatalog.BinaryClassificationTrainers catalog,
        string labelColumnName = DefaultColumnNames.Label, string featureColumnName = DefaultColumnNames.Features,
        string exampleWeightColumnName = null, float l1Regularization = LogisticOptions.DefaultL1Regularization,
        float l2Regularization = LogisticOptions.DefaultL2Regularization,
        float optimizationTolerance = LogisticOptions.DefaultOptimizationTolerance,
        int historySize = LogisticOptions.DefaultHistorySize, bool enforceNonNegativity = false) =>
        new(catalog.Environment, new LogisticOptions
        {
            LabelColumnName = labelColumnName,
            FeatureColumnName = featureColumnName,
            ExampleWeightColumnName = exampleWeightColumnName,
            L1Regularization = l1Regularization,
            L2Regularization = l2Regularization,
            OptimizationTolerance = optimizationTolerance,
            HistorySize = historySize,
            EnforceNonNegativity = enforceNonNegativity,
        });

    /// <summary>Logistic regression by limited-memory BFGS.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="options">The options.</param>
    public static LbfgsLogisticRegressionBinaryTrainer LbfgsLogisticRegression(
        this BinaryClassificationCatalog.BinaryClassificationTrainers catalog, LogisticOptions options) =>
        new(catalog.Environment, options);
}
