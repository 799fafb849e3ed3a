using Microsoft.ML.Trainers;
using Microsoft.ML.Trainers.FastTree;

namespace Microsoft.ML;

/// <summary>The trainers of trees.</summary>
public static class TreeExtensions
{
    /// <summary>Boosted trees that predict a number.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="options">The options.</param>
    public static FastTreeRegressionTrainer FastTree(
        this RegressionCatalog.RegressionTrainers catalog, FastTreeRegressionTrainer.Options options) =>
        new(catalog.Environment, options);

    /// <summary>Boosted trees that predict a number.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="labelColumnName">The column of labels, Single.</param>
    /// <param name="featureColumnName">The column of features, a vector of Single.</param>
    /// <param name="exampleWeightColumnName">The column of weights, Single; null where all weigh the same.</param>
    /// <param name="numberOfLeaves">How many leaves a tree has at most.</param>
    /// <param name="numberOfTrees">How many trees are grown.</param>
    /// <param name="minimumExampleCountPerLeaf">How many examples a leaf holds at least.</param>
    /// <param name="learningRate">What the values of the leaves are multiplied by.</param>
    public static FastTreeRegressionTrainer FastTree(this RegressionCatalog.RegressionTrainers catalog,
        string labelColumnName = DefaultColumnNames.Label, string featureColumnName = DefaultColumnNames.Features,
        string exampleWeightColumnName = null, int numberOfLeaves = TreeOptions.DefaultNumberOfLeaves,
        int numberOfTrees = TreeOptions.DefaultNumberOfTrees,
        int minimumExampleCountPerLeaf = TreeOptions.DefaultMinimumExampleCountPerLeaf,
        double learningRate = BoostedTreeOptions.DefaultLearningRate) =>
        new(catalog.Environment, Options<FastTreeRegressionTrainer.Options>(labelColumnName, featureColumnName,
            exampleWeightColumnName, numberOfLeaves, numberOfTrees, minimumExampleCountPerLeaf, learningRate));

    /// <summary>Boosted trees that tell two classes apart.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="options">The options.</param>
    public static FastTreeBinaryTrainer FastTree(
        this BinaryClassificationCatalog.BinaryClassificationTrainers catalog, FastTreeBinaryTrainer.Options options) =>
        new(catalog.Environment, options);

    /// <summary>Boosted trees that tell two classes apart.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="labelColumnName">The column of labels, Boolean.</param>
    /// <param name="featureColumnName">The column of features, a vector of Single.</param>
    /// <param name="exampleWeightColumnName">The column of weights, Single; null where all weigh the same.</param>
    /// <param name="numberOfLeaves">How many leaves a tree has at most.</param>
    /// <param name="numberOfTrees">How many trees are grown.</param>
    /// <param name="minimumExampleCountPerLeaf">How many examples a leaf holds at least.</param>
    /// <param name="learningRate">What the values of the leaves are multiplied by.</param>
    public static FastTreeBinaryTrainer FastTree(this BinaryClassificationCatalog.BinaryClassificationTrainers catalog,
        string labelColumnName = DefaultColumnNames.Label, string featureColumnName = DefaultColumnNames.Features,
        string exampleWeightColumnName = null, int numberOfLeaves = TreeOptions.DefaultNumberOfLeaves,
        int numberOfTrees = TreeOptions.DefaultNumberOfTrees,
        int minimumExampleCountPerLeaf = TreeOptions.DefaultMinimumExampleCountPerLeaf,
        double learningRate = BoostedTreeOptions.DefaultLearningRate) =>
        new(catalog.Environment, Options<FastTreeBinaryTrainer.Options>(labelColumnName, featureColumnName,
            exampleWeightColumnName, numberOfLeaves, numberOfTrees, minimumExampleCountPerLeaf, learningRate));

    private static TOptions Options<TOptions>(string labelColumnName, string featureColumnName, string exampleWeightColumnName,
        int numberOfLeaves, int numberOfTrees, int minimumExampleCountPerLeaf, double learningRate)
        where TOptions : BoostedTreeOptions, new() => new()
        {
            LabelColumnName = labelColumnName,
            FeatureColumnName = featureColumnName,
            ExampleWeightColumnName = exampleWeightColumnName,
            NumberOfLeaves = numberOfLeaves,
            NumberOfTrees = numberOfTrees,
            MinimumExampleCountPerLeaf = minimumExampleCountPerLeaf,
            LearningRate = learningRate,
        };
}
