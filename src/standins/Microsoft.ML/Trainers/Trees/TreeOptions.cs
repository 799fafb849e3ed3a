namespace Microsoft.ML.Trainers.FastTree;

/// <summary>The options of a trainer of trees.</summary>
public abstract class TreeOptions : TrainerInputBaseWithGroupId
{
    internal const int DefaultNumberOfLeaves = 20;
    internal const int DefaultNumberOfTrees = 100;
    internal const int DefaultMinimumExampleCountPerLeaf = 10;

    /// <summary>How many threads are used at most; null for as many as there are processors.</summary>
    public int? NumberOfThreads;

    /// <summary>How many bins the values of a feature are put into at most.</summary>
    public int MaximumBinCountPerFeature = 255;

    /// <summary>How many leaves a tree has at most.</summary>
    public int NumberOfLeaves = DefaultNumberOfLeaves;

    /// <summary>How many examples a leaf holds at least.</summary>
    public int MinimumExampleCountPerLeaf = DefaultMinimumExampleCountPerLeaf;

    /// <summary>How many trees are grown.</summary>
    public int NumberOfTrees = DefaultNumberOfTrees;

    /// <summary>Whether to go on where no split can be made at all; else that is an error.</summary>
    public bool AllowEmptyTrees = true;
}

/// <summary>The options of a trainer whose trees each correct the sum of those before.</summary>
public abstract class BoostedTreeOptions : TreeOptions
{
    internal const double DefaultLearningRate = 0.2;

    /// <summary>What the values of the leaves are multiplied by.</summary>
    public double LearningRate = DefaultLearningRate;

    /// <summary>What they are multiplied by too.</summary>
    public double Shrinkage = 1;

    /// <summary>The greatest magnitude of a leaf's value, where two classes are learnt.</summary>
    public double MaximumTreeOutput = 100;
}
