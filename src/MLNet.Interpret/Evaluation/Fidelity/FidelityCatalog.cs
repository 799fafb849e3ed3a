using Microsoft.ML;
using MLNet.Interpret.Evaluation;
using MLNet.Interpret.SurrogateTrees;

namespace MLNet.Interpret;

/// <summary>Fidelity: how well surrogates mimic their models.</summary>
public static class FidelityCatalog
{
    /// <summary>Measures how well a surrogate mimics its model.</summary>
    /// <param name="catalog">The catalog, <c>mlContext.Interpret</c>.</param>
    /// <param name="view">Data that a surrogate stage has transformed: best such as it was not trained on.</param>
    /// <param name="outputColumnName">What the names of the stage's columns start with.</param>
    /// <param name="labelColumnName">The true labels: numbers, booleans, text or keys; null where they are not known.</param>
    /// <param name="surrogate">The surrogate, for its size; null where that is not wanted.</param>
    /// <exception cref="ArgumentException">A column is missing, or there are no rows.</exception>
    public static FidelityMetrics EvaluateFidelity(
        this InterpretCatalog catalog, IDataView view, string outputColumnName = "Surrogate", string? labelColumnName = null, TreeSurrogate? surrogate = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(view);
        return FidelityEvaluator.Evaluate(FidelityRows.Read(view, outputColumnName, labelColumnName), surrogate);
    }

    /// <summary>Trains a surrogate on all folds of the data but one, measures its fidelity on that one, and so on for each fold.</summary>
    /// <param name="catalog">The catalog, <c>mlContext.Interpret</c>.</param>
    /// <param name="data">The data.</param>
    /// <param name="estimator">What makes the surrogate.</param>
    /// <param name="numberOfFolds">The number of folds.</param>
    /// <param name="labelColumnName">The true labels; null where they are not known.</param>
    /// <param name="seed">The seed that rows are dealt by; null for the context's.</param>
    public static CrossValidatedFidelity CrossValidateFidelity(
        this InterpretCatalog catalog, IDataView data, SurrogateTreeEstimator estimator, int numberOfFolds = 5, string? labelColumnName = null, int? seed = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(estimator);
        return new([.. catalog.Context.Data.CrossValidationSplit(data, numberOfFolds, seed: seed)
            .Select(fold => catalog.Measure(estimator, fold.TrainSet, fold.TestSet, labelColumnName))]);
    }

    /// <summary>The fidelity of surrogates of growing size, to choose one by.</summary>
    /// <param name="catalog">The catalog, <c>mlContext.Interpret</c>.</param>
    /// <param name="train">The data that surrogates are trained on.</param>
    /// <param name="test">The data that they are measured on.</param>
    /// <param name="sizes">The numbers of leaves to allow.</param>
    /// <param name="estimator">Makes an estimator whose inducer keeps to a number of leaves.</param>
    /// <param name="labelColumnName">The true labels; null where they are not known.</param>
    public static IReadOnlyList<FidelityAtSize> FidelityCurve(
        this InterpretCatalog catalog, IDataView train, IDataView test, IEnumerable<int> sizes, Func<int, SurrogateTreeEstimator> estimator,
        string? labelColumnName = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(sizes);
        ArgumentNullException.ThrowIfNull(estimator);
        return [.. sizes.Select(size => new FidelityAtSize(size, catalog.Measure(estimator(size), train, test, labelColumnName)))];
    }

    /// <summary>The cross-validated fidelity of surrogates of growing size: a size chosen by it leaves the data that are set aside for a last measurement untouched.</summary>
    /// <param name="catalog">The catalog, <c>mlContext.Interpret</c>.</param>
    /// <param name="data">The data, which all sizes divide in the same way.</param>
    /// <param name="sizes">The numbers of leaves to allow.</param>
    /// <param name="estimator">Makes an estimator whose inducer keeps to a number of leaves.</param>
    /// <param name="numberOfFolds">The number of folds.</param>
    /// <param name="labelColumnName">The true labels; null where they are not known.</param>
    /// <param name="seed">The seed that rows are dealt by; null for the context's.</param>
    public static IReadOnlyList<CrossValidatedFidelityAtSize> CrossValidateFidelityCurve(
        this InterpretCatalog catalog, IDataView data, IEnumerable<int> sizes, Func<int, SurrogateTreeEstimator> estimator, int numberOfFolds = 5,
        string? labelColumnName = null, int? seed = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(sizes);
        ArgumentNullException.ThrowIfNull(estimator);
        return [.. sizes.Select(size => new CrossValidatedFidelityAtSize(size, catalog.CrossValidateFidelity(data, estimator(size), numberOfFolds, labelColumnName, seed)))];
    }

    /// <summary>The rows on which a surrogate and its model are furthest apart: first those of which they do not say the same, each by the difference of their scores.</summary>
    /// <param name="catalog">The catalog, <c>mlContext.Interpret</c>.</param>
    /// <param name="view">Data that a surrogate stage has transformed.</param>
    /// <param name="count">The most rows to name.</param>
    /// <param name="outputColumnName">What the names of the stage's columns start with.</param>
    /// <exception cref="ArgumentException">A column is missing, there are no rows, or the count is not positive.</exception>
    public static IReadOnlyList<Disagreement> RankDisagreements(this InterpretCatalog catalog, IDataView view, int count = 10, string outputColumnName = "Surrogate")
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(view);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        return Disagreement.Rank(FidelityRows.Read(view, outputColumnName, null), count);
    }

    private static FidelityMetrics Measure(this InterpretCatalog catalog, SurrogateTreeEstimator estimator, IDataView train, IDataView test, string? label)
    {
        using SurrogateTreeTransformer stage = estimator.Fit(train);
        return catalog.EvaluateFidelity(stage.Transform(test), estimator.OutputColumnName, label, stage.Surrogate);
    }
}
