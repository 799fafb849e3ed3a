using System.Numerics.Tensors;

namespace MLNet.Interpret.SurrogateTrees;

/// <summary>Finds exact splits. The examples are sorted once by each number, and every order is divided where a region is.</summary>
internal sealed class CartGrower
{
    private const int ValuesPerThread = 1 << 15;

    private readonly IReadOnlyList<TreeFeature> _features;
    private readonly Examples _examples;
    private readonly int _minimum;
    private readonly CancellationToken _cancellation;
    // Of each feature the values, and the examples' order by it; for a category, any order.
    private readonly float[][] _values;
    private readonly int[][] _orders;
    private readonly CartThresholds _thresholds;
    private readonly bool[] _goesRight;
    private readonly ThreadLocal<int[]> _spare;

    public CartGrower(IReadOnlyList<TreeFeature> features, Examples examples, int minimumLeafSize, CancellationToken cancellation)
    {
        _features = features;
        _examples = examples;
        _minimum = minimumLeafSize;
        _cancellation = cancellation;
        _values = new float[features.Count][];
        _orders = new int[features.Count][];
        _goesRight = new bool[examples.Count];
        _thresholds = new(examples, minimumLeafSize);
        _spare = new(() => new int[examples.Count]);
        using ThreadLocal<ValueOrder> sorter = new(() => new ValueOrder());
        ForEachFeature(examples.Count, f =>
        {
            float[] values = _values[f] = GC.AllocateUninitializedArray<float>(examples.Count);
            int[] order = _orders[f] = GC.AllocateUninitializedArray<int>(examples.Count);
            for (int i = 0, at = f; i < values.Length; i++, at += examples.Width)
            {
                values[i] = examples.Rows[at];
                order[i] = i;
            }
            if (!features[f].IsCategorical)
            {
                sorter.Value!.Sort(values, order);
            }
        });
    }

    /// <summary>All examples.</summary>
    public CartRegion Root() => Region(0, _examples.Count);

    /// <summary>Finds the best split of a region; false where none leaves enough on both sides and gains anything.</summary>
    /// <param name="region">The region.</param>
    /// <param name="feature">The only feature to look at; null for all.</param>
    public bool FindSplit(CartRegion region, int? feature = null)
    {
        if (region.Count < 2 * _minimum)
        {
            return false;
        }
        _cancellation.ThrowIfCancellationRequested();
        CartSplit?[] found = new CartSplit?[_features.Count];
        if (feature is { } only)
        {
            found[only] = Find(region, only);
        }
        else
        {
            ForEachFeature(region.Count, f => found[f] = Find(region, f));
        }
        foreach (CartSplit? split in found)
        {
            region.Best = split is not null && split.Gain > (region.Best?.Gain ?? 0) ? split : region.Best;
        }
        // Where the targets are all alike, rounding alone would make a gain.
        return region.Best?.Gain > 1e-12 * Math.Max(region.SumOfSquares, TensorPrimitives.Dot<double>(region.Sums, region.Sums) / region.Count);
    }

    /// <summary>Divides a region by its best split.</summary>
    public (CartRegion Left, CartRegion Right) Divide(CartRegion region)
    {
        TreeTest test = region.Best!.Test;
        int[] any = _orders[0];
        for (int i = region.Start; i < region.Start + region.Count; i++)
        {
            _goesRight[any[i]] = test.Branch(_examples.Row(any[i])) != 0;
        }
        int left = 0;
        ForEachFeature(region.Count, f =>
        {
            Span<int> order = _orders[f].AsSpan(region.Start, region.Count);
            int[] spare = _spare.Value!;
            int kept = 0, moved = 0;
            foreach (int row in order)
            {
                if (_goesRight[row])
                {
                    spare[moved++] = row;
                }
                else
                {
                    order[kept++] = row;
                }
            }
            spare.AsSpan(0, moved).CopyTo(order[kept..]);
            if (f == 0)
            {
                left = kept;
            }
        });
        return (Region(region.Start, left), Region(region.Start + left, region.Count - left));
    }

    internal ReadOnlySpan<int> Order(CartRegion region, int feature) => _orders[feature].AsSpan(region.Start, region.Count);

    internal float Value(int feature, int row) => _values[feature][row];

    internal Examples Examples => _examples;

    internal int Minimum => _minimum;

    internal IReadOnlyList<TreeFeature> Features => _features;

    private CartSplit? Find(CartRegion region, int feature) =>
        _features[feature].IsCategorical
        ? CartCategories.Find(this, region, feature)
        : _thresholds.Find(region, Order(region, feature), _values[feature], feature);

    private CartRegion Region(int start, int count)
    {
        int outputs = _examples.Outputs;
        double[] sums = new double[outputs];
        double squares = 0;
        foreach (int row in _orders[0].AsSpan(start, count))
        {
            ReadOnlySpan<double> target = _examples.Target(row);
            TensorPrimitives.Add<double>(sums, target, sums);
            squares += TensorPrimitives.SumOfSquares(target);
        }
        return new CartRegion(start, count, sums, Math.Max(0, squares - TensorPrimitives.SumOfSquares<double>(sums) / count));
    }

    private void ForEachFeature(int rows, Action<int> action)
    {
        if ((long)rows * _features.Count < ValuesPerThread)
        {
            for (int f = 0; f < _features.Count; f++)
            {
                action(f);
            }
            return;
        }
        Parallel.For(0, _features.Count, new ParallelOptions { CancellationToken = _cancellation }, action);
    }
}
