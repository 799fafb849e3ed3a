namespace Microsoft.ML.Trainers.FastTree;

/// <summary>A tree as it grows, and then which examples are in which leaf.</summary>
/// <param name="rows">The examples, which each leaf has a range of.</param>
/// <param name="maximumLeaves">How many leaves it may get.</param>
internal sealed class GrownTree(int[] rows, int maximumLeaves)
{
    private readonly int[] _left = new int[maximumLeaves - 1];
    private readonly int[] _right = new int[maximumLeaves - 1];
    private readonly int[] _features = new int[maximumLeaves - 1];
    private readonly float[] _thresholds = new float[maximumLeaves - 1];
    private readonly double[] _gains = new double[maximumLeaves - 1];
    // Where each leaf hangs: a node's number, or its complement for the right side; none for the root.
    private readonly int?[] _parents = new int?[maximumLeaves];
    private readonly List<(int Start, int Count)> _ranges = [];
    private int _nodes;

    /// <summary>The leaves' values.</summary>
    public List<double> Values { get; } = [];

    /// <summary>The examples in a leaf.</summary>
    public ReadOnlySpan<int> RowsOf(int leaf) => rows.AsSpan(_ranges[leaf].Start, _ranges[leaf].Count);

    /// <summary>Puts a node in the place of a leaf, which becomes its left child; the new leaf becomes the right one.</summary>
    public void Split(int leaf, int newLeaf, int feature, float threshold, double gain)
    {
        int node = _nodes++;
        (_left[node], _right[node], _features[node], _thresholds[node], _gains[node]) = (~leaf, ~newLeaf, feature, threshold, gain);
        if (_parents[leaf] is >= 0 and int above)
            _left[above] = node;
        else if (_parents[leaf] is int below)
            _right[~below] = node;
        _parents[leaf] = node;
        _parents[newLeaf] = ~node;
    }

    public void AddLeaf(int start, int count, double value)
    {
        _ranges.Add((start, count));
        Values.Add(value);
    }

    public RegressionTree ToTree() => new(
        _left[.._nodes], _right[.._nodes], _features[.._nodes], _thresholds[.._nodes], _gains[.._nodes], [.. Values]);
}
