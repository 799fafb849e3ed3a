namespace Microsoft.ML.Trainers.FastTree;

/// <summary>Fits a tree by least squares, always splitting the leaf that gains most.</summary>
internal sealed class TreeLearner
{
    private const int RowsTimesFeaturesPerThread = 1 << 15;

    private readonly BinnedFeatures _data;
    private readonly double[] _weights;
    private readonly int _maximumLeaves;
    private readonly int _minimumPerLeaf;
    private readonly ParallelOptions _parallel;
    private readonly int[] _starts;
    private readonly int[] _rows;
    private readonly int[] _spare;
    private readonly double[] _targets;
    private readonly double[] _leafWeights;
    private readonly Split[] _candidates;
    private readonly Split[] _otherCandidates;
    private readonly Stack<BinSum[]> _pool = [];

    public TreeLearner(BinnedFeatures data, double[] weights, int maximumLeaves, int minimumPerLeaf, ParallelOptions parallel)
    {
        _data = data;
        _weights = weights;
        _maximumLeaves = maximumLeaves;
        _minimumPerLeaf = minimumPerLeaf;
        _parallel = parallel;
        int features = data.Indexes.Length;
        _starts = new int[features + 1];
        for (int f = 0; f < features; f++)
            _starts[f + 1] = _starts[f] + data.UpperBounds[f].Length;
        _rows = new int[data.Count];
        _spare = new int[data.Count];
        _targets = new double[data.Count];
        _leafWeights = weights is null ? [] : new double[data.Count];
        _candidates = new Split[features];
        _otherCandidates = new Split[features];
    }

    /// <summary>A tree for those targets, each already multiplied by its example's weight; null where no split can be made.</summary>
    public GrownTree Fit(double[] targets)
    {
        for (int i = 0; i < _rows.Length; i++)
            _rows[i] = i;
        var root = new Leaf { Count = _rows.Length, Sums = Rent() };
        Gather(root, targets);
        ForEachFeature(root.Count, f => _candidates[f] = Measure(f, root));
        root.Best = Winner(_candidates);
        var tree = new GrownTree(_rows, _maximumLeaves);
        List<Leaf> leaves = [root];
        if (double.IsNegativeInfinity(root.Best.Gain))
        {
            _pool.Push(root.Sums);
            return null;
        }
        int next = 0;
        while (true)
        {
            Divide(tree, leaves, next, targets);
            if (leaves.Count == _maximumLeaves)
                break;
            next = 0;
            for (int i = 1; i < leaves.Count; i++)
                if (leaves[i].Best.Gain > leaves[next].Best.Gain)
                    next = i;
            if (leaves[next].Best.Gain <= 0)
                break;
        }
        foreach (Leaf leaf in leaves)
        {
            tree.AddLeaf(leaf.Start, leaf.Count, leaf.Totals.Mean);
            if (leaf.Sums is not null)
                _pool.Push(leaf.Sums);
        }
        return tree;
    }

    private void Divide(GrownTree tree, List<Leaf> leaves, int index, double[] targets)
    {
        Leaf left = leaves[index];
        Split split = left.Best;
        var right = new Leaf();
        tree.Split(index, leaves.Count, _data.Indexes[split.Feature],
            (float)_data.UpperBounds[split.Feature][split.Bin], split.Gain);
        leaves.Add(right);
        Partition(left, right, _data.Bins[split.Feature], split.Bin);
        BinSum[] whole = left.Sums;
        left.Sums = null;
        var (small, large) = left.Count < right.Count ? (left, right) : (right, left);
        Gather(left, targets);
        left.Best = right.Best = ML.Trainers.FastTree.Split.None;
        if (Math.Max(left.Count, right.Count) < 2 * _minimumPerLeaf || leaves.Count == _maximumLeaves)
        {
            Gather(right, targets);
            _pool.Push(whole);
            return;
        }
        small.Sums = Rent();
        large.Sums = whole;
        Gather(large, targets);
        // The smaller one's targets are gathered last, since they are what the histograms are filled from.
        Gather(small, targets);
        ForEachFeature(small.Count, f =>
        {
            _candidates[f] = Measure(f, small);
            Span<BinSum> rest = SumsOf(large, f);
            Histogram.Subtract(rest, SumsOf(small, f));
            _otherCandidates[f] = ML.Trainers.FastTree.Split.Best(f, rest, large.Totals, _minimumPerLeaf);
        });
        small.Best = Winner(_candidates);
        large.Best = Winner(_otherCandidates);
        Return(small);
        Return(large);
    }

    /// <summary>Frees the sums of a leaf that stays whole.</summary>
    private void Return(Leaf leaf)
    {
        if (leaf.Best.Gain > 0)
            return;
        _pool.Push(leaf.Sums);
        leaf.Sums = null;
    }

    private Split Measure(int feature, Leaf leaf)
    {
        Span<BinSum> sums = SumsOf(leaf, feature);
        Histogram.Fill(sums, _data.Bins[feature], _rows.AsSpan(leaf.Start, leaf.Count), _targets.AsSpan(0, leaf.Count),
            _weights is null ? default : _leafWeights.AsSpan(0, leaf.Count));
        return ML.Trainers.FastTree.Split.Best(feature, sums, leaf.Totals, _minimumPerLeaf);
    }

    private Span<BinSum> SumsOf(Leaf leaf, int feature) =>
        leaf.Sums.AsSpan(_starts[feature], _starts[feature + 1] - _starts[feature]);

    /// <summary>Puts a leaf's targets and weights together, and sums them up.</summary>
    private void Gather(Leaf leaf, double[] targets)
    {
        double sum = 0, weights = 0;
        ReadOnlySpan<int> rows = _rows.AsSpan(leaf.Start, leaf.Count);
        for (int i = 0; i < rows.Length; i++)
            sum += _targets[i] = targets[rows[i]];
        if (_weights is not null)
            for (int i = 0; i < rows.Length; i++)
                weights += _leafWeights[i] = _weights[rows[i]];
        leaf.Totals = new(sum, weights, leaf.Count, _weights is not null);
    }

    /// <summary>Parts a leaf's rows in two, keeping their order, so that memory is read forwards.</summary>
    private void Partition(Leaf left, Leaf right, byte[] bins, int lastLeft)
    {
        Span<int> rows = _rows.AsSpan(left.Start, left.Count);
        int kept = 0, moved = 0;
        foreach (int row in rows)
        {
            if (bins[row] <= lastLeft)
                rows[kept++] = row;
            else
                _spare[moved++] = row;
        }
        _spare.AsSpan(0, moved).CopyTo(rows[kept..]);
        right.Start = left.Start + kept;
        right.Count = moved;
        left.Count = kept;
    }

    private void ForEachFeature(int rows, Action<int> measure)
    {
        if ((long)rows * _candidates.Length < RowsTimesFeaturesPerThread)
            for (int f = 0; f < _candidates.Length; f++)
                measure(f);
        else
            Parallel.For(0, _candidates.Length, _parallel, measure);
    }

    private static Split Winner(Split[] candidates)
    {
        Split best = ML.Trainers.FastTree.Split.None;
        foreach (Split candidate in candidates)
            if (candidate.Gain > best.Gain)
                best = candidate;
        return best;
    }

    private BinSum[] Rent() => _pool.TryPop(out BinSum[] sums) ? sums : new BinSum[_starts[^1]];

    private sealed class Leaf
    {
        public int Start;
        public int Count;
        public LeafTotals Totals;
        public Split Best;
        public BinSum[] Sums;
    }
}
