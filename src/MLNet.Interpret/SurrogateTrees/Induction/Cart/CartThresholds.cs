using System.Numerics.Tensors;

namespace MLNet.Interpret.SurrogateTrees;

/// <summary>Finds the threshold on a number that lowers the sum of squares most, of all that there are.</summary>
internal sealed class CartThresholds
{
    private readonly Examples _examples;
    private readonly int _minimum;
    // The only target, or that of two that sum to 1 which tells the other; and 1 / n, which is quicker looked up than divided by.
    private readonly double[]? _single;
    private readonly double[] _inverses;

    public CartThresholds(Examples examples, int minimumLeafSize)
    {
        (_examples, _minimum, _single) = (examples, minimumLeafSize, SingleTarget(examples));
        _inverses = new double[_single is null ? 0 : examples.Count + 1];
        for (int i = 1; i < _inverses.Length; i++)
        {
            _inverses[i] = 1.0 / i;
        }
    }

    /// <summary>The best threshold; null where none leaves enough on both sides.</summary>
    /// <param name="region">The region.</param>
    /// <param name="order">Its examples, in the order of the feature.</param>
    /// <param name="values">The feature of all examples.</param>
    /// <param name="feature">The feature's index.</param>
    public CartSplit? Find(CartRegion region, ReadOnlySpan<int> order, ReadOnlySpan<float> values, int feature)
    {
        int outputs = _examples.Outputs, count = region.Count;
        ReadOnlySpan<double> targets = _examples.Targets, total = region.Sums;
        if (values[order[0]] == values[order[^1]])
        {
            return null;
        }
        if (_single is not null)
        {
            return Find(order, values, feature, total[^1]);
        }
        Span<double> left = outputs <= 64 ? stackalloc double[outputs] : new double[outputs];
        left.Clear();
        double whole = TensorPrimitives.Dot(total, total) / count, best = double.NegativeInfinity;
        int at = -1;
        float next = values[order[0]];
        for (int i = 0; i < count - _minimum; i++)
        {
            int from = order[i] * outputs;
            for (int c = 0; c < left.Length; c++)
            {
                left[c] += targets[from + c];
            }
            float value = next;
            next = values[order[i + 1]];
            if (value == next || i + 1 < _minimum)
            {
                continue;
            }
            double leftSquares = 0, rightSquares = 0;
            for (int c = 0; c < left.Length; c++)
            {
                double right = total[c] - left[c];
                leftSquares += left[c] * left[c];
                rightSquares += right * right;
            }
            double both = leftSquares / (i + 1) + rightSquares / (count - i - 1);
            if (both > best)
            {
                best = both;
                at = i;
            }
        }
        return at < 0 ? null : new CartSplit(best - whole, new NumericTest(feature, Between(values[order[at]], values[order[at + 1]])));
    }

    /// <summary>The same for one target, or two that sum to 1, which gain twice as much.</summary>
    private CartSplit? Find(ReadOnlySpan<int> order, ReadOnlySpan<float> values, int feature, double total)
    {
        ReadOnlySpan<double> targets = _single;
        int count = order.Length, at = -1;
        double left = 0, best = double.NegativeInfinity;
        for (int i = 0; i < _minimum - 1; i++)
        {
            left += targets[order[i]];
        }
        ReadOnlySpan<double> inverses = _inverses;
        for (int i = _minimum - 1; i < count - _minimum; i++)
        {
            left += targets[order[i]];
            double right = total - left, both = left * left * inverses[i + 1] + right * right * inverses[count - i - 1];
            // Values are only looked at where it matters, since they lie all over memory.
            if (both > best && values[order[i]] != values[order[i + 1]])
            {
                best = both;
                at = i;
            }
        }
        return at < 0 ? null : new CartSplit(
            _examples.Outputs * (best - total * total * _inverses[count]), new NumericTest(feature, Between(values[order[at]], values[order[at + 1]])));
    }

    private static float Between(float low, float high)
    {
        float middle = low / 2 + high / 2;
        return middle < high && middle >= low ? middle : low;
    }

    private static double[]? SingleTarget(Examples examples)
    {
        if (examples.Outputs != 2)
        {
            return examples.Outputs == 1 ? examples.Targets : null;
        }
        double[] single = new double[examples.Count];
        for (int i = 0; i < single.Length; i++)
        {
            single[i] = examples.Targets[2 * i + 1];
            if (Math.Abs(examples.Targets[2 * i] + single[i] - 1) > 1e-12)
            {
                return null;
            }
        }
        return single;
    }
}
