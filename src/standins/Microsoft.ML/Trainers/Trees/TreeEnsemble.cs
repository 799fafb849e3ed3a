namespace Microsoft.ML.Trainers.FastTree;

/// <summary>Trees whose values add up.</summary>
/// <typeparam name="T">The kind of tree.</typeparam>
public abstract class TreeEnsemble<T>
    where T : RegressionTreeBase
{
    private protected TreeEnsemble(IReadOnlyList<T> trees) => (Trees, TreeWeights) = (trees, [.. trees.Select(_ => 1.0)]);

    /// <summary>What is added to the sum.</summary>
    public double Bias => 0;

    /// <summary>What each tree's values are multiplied by.</summary>
    public IReadOnlyList<double> TreeWeights { get; }

    /// <summary>The trees.</summary>
    public IReadOnlyList<T> Trees { get; }
}

/// <summary>Trees with one value in a leaf that add up.</summary>
public sealed class RegressionTreeEnsemble : TreeEnsemble<RegressionTree>
{
    internal RegressionTreeEnsemble(IReadOnlyList<RegressionTree> trees) : base(trees)
    {
    }

    internal double Value(ReadOnlySpan<float> features)
    {
        double sum = 0;
        for (int i = 0; i < Trees.Count; i++)
            sum += Trees[i].Value(features);
        return sum;
    }
}
