namespace Microsoft.ML.Trainers.FastTree;

/// <summary>A binary tree: at a node, a feature not above a threshold leads to the left. A negative child c is the leaf ~c.</summary>
public abstract class RegressionTreeBase
{
    private readonly int[] _left;
    private readonly int[] _right;
    private readonly int[] _features;
    private readonly float[] _thresholds;
    private readonly double[] _gains;
    private readonly double[] _leafValues;

    private protected RegressionTreeBase(
        int[] left, int[] right, int[] features, float[] thresholds, double[] gains, double[] leafValues)
    {
        _left = left;
        _right = right;
        _features = features;
        _thresholds = thresholds;
        _gains = gains;
        _leafValues = leafValues;
    }

    /// <summary>Each node's left child.</summary>
    public IReadOnlyList<int> LeftChild => _left;

    /// <summary>Each node's right child.</summary>
    public IReadOnlyList<int> RightChild => _right;

    /// <summary>The feature that each node asks about.</summary>
    public IReadOnlyList<int> NumericalSplitFeatureIndexes => _features;

    /// <summary>The greatest value of it that leads to the left.</summary>
    public IReadOnlyList<float> NumericalSplitThresholds => _thresholds;

    /// <summary>By how much each split lowered the sum of squares.</summary>
    public IReadOnlyList<double> SplitGains => _gains;

    /// <summary>Each leaf's value.</summary>
    public IReadOnlyList<double> LeafValues => _leafValues;

    /// <summary>How many leaves there are.</summary>
    public int NumberOfLeaves => _leafValues.Length;

    /// <summary>How many nodes there are, not counting leaves.</summary>
    public int NumberOfNodes => _left.Length;

    internal double Value(ReadOnlySpan<float> features)
    {
        int node = 0;
        while (node >= 0)
            node = features[_features[node]] <= _thresholds[node] ? _left[node] : _right[node];
        return _leafValues[~node];
    }

    internal void Save(ModelSaveContext ctx)
    {
        ctx.Writer.Write(_left.Length);
        for (int i = 0; i < _left.Length; i++)
        {
            ctx.Writer.Write(_left[i]);
            ctx.Writer.Write(_right[i]);
            ctx.Writer.Write(_features[i]);
            ctx.Writer.Write(_thresholds[i]);
            ctx.Writer.Write(_gains[i]);
        }
        foreach (double value in _leafValues)
            ctx.Writer.Write(value);
    }
}

/// <summary>A tree whose leaves each hold one value.</summary>
public sealed class RegressionTree : RegressionTreeBase
{
    internal RegressionTree(int[] left, int[] right, int[] features, float[] thresholds, double[] gains, double[] leafValues)
        : base(left, right, features, thresholds, gains, leafValues)
    {
    }

    internal static RegressionTree Load(ModelLoadContext ctx)
    {
        int nodes = ctx.Reader.ReadInt32();
        int[] left = new int[nodes], right = new int[nodes], features = new int[nodes];
        float[] thresholds = new float[nodes];
        double[] gains = new double[nodes], values = new double[nodes + 1];
        for (int i = 0; i < nodes; i++)
        {
            left[i] = ctx.Reader.ReadInt32();
            right[i] = ctx.Reader.ReadInt32();
            features[i] = ctx.Reader.ReadInt32();
            thresholds[i] = ctx.Reader.ReadSingle();
            gains[i] = ctx.Reader.ReadDouble();
        }
        for (int i = 0; i <= nodes; i++)
            values[i] = ctx.Reader.ReadDouble();
        return new(left, right, features, thresholds, gains, values);
    }
}
