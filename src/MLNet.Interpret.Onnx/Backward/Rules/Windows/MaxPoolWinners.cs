using MLNet.Interpret.Onnx.Backward.Rules.Movement;

namespace MLNet.Interpret.Onnx.Backward.Rules.Windows;

/// <summary>Which tap of each window of a <c>MaxPool</c> is the first to be the largest, and gradients sent there.</summary>
/// <remarks>
/// ONNX Runtime's MaxPool gives these places itself, at ten to twenty times the cost of the pooling alone. Comparing strided slices with the
/// maximum, tap by tap, takes a third of that or less.
/// </remarks>
internal sealed class MaxPoolWinners
{
    private readonly BackwardNode _node;
    private readonly WindowGeometry _w;

    /// <summary>For each tap but the last, whether it and all before it are smaller than the maximum, as zeros and ones.</summary>
    private readonly Value[] _passed;

    public MaxPoolWinners(BackwardNode n, WindowGeometry w)
    {
        _node = n;
        _w = w;
        _passed = IsBlocked(n, w) ? ByConvolutions() : BySlices();
    }

    /// <summary>Whether ONNX Runtime is likely to have the input in its blocked layout.</summary>
    private static bool IsBlocked(BackwardNode n, WindowGeometry w) =>
        n.X().Element == ElementType.Float && w.Rank == 2 && n.ShapeX()[1] is { IsKnown: true, Value: var channels } && channels % 16 == 0;

    private Value[] BySlices()
    {
        Value x = Padded(double.NegativeInfinity);
        Value[] passed = new Value[_w.Taps - 1];
        Value all = default;
        for (int tap = 0; tap < passed.Length; tap++)
        {
            Value smaller = At(x, tap) < _node.Y();
            all = tap == 0 ? smaller : all.And(smaller);
            passed[tap] = all.Cast(_node.Y().Element);
        }
        return passed;
    }

    /// <summary>The same in convolutions and products, which can stay in the blocked layout.</summary>
    private Value[] ByConvolutions()
    {
        // Not infinite, for kernels multiply it by zero.
        Value x = Padded(float.MinValue);
        Value[] passed = new Value[_w.Taps - 1];
        for (int tap = 0; tap < passed.Length; tap++)
        {
            Value smaller = (Minus(x, tap) + _node.Y()).Above(0);
            passed[tap] = tap == 0 ? smaller : passed[tap - 1] * smaller;
        }
        return passed;
    }

    /// <summary>The elements that one tap of all windows meets, negated.</summary>
    private Value Minus(Value padded, int tap)
    {
        long[] at = Position(tap);
        var (rows, columns) = (Reaching(0, at[0]), Reaching(1, at[1]));
        long channels = _node.ShapeX()[1].Value;
        double[] kernel = new double[channels * rows.Size * columns.Size];
        for (long c = 0; c < channels; c++)
        {
            kernel[(c * rows.Size + rows.Index) * columns.Size + columns.Index] = -1;
        }
        return _node.Graph.Node("Conv", padded, _node.Graph.Constant(OnnxTensor.Of(ElementType.Float, kernel, channels, 1, rows.Size, columns.Size), "tap"))
            .With("group", channels)
            .With("strides", _w.Strides)
            .With("dilations", [rows.Dilation, columns.Dilation])
            .Out();
    }

    /// <summary>The smallest kernel along an axis that meets one tap and gives as many elements as there are windows.</summary>
    private (long Size, long Dilation, long Index) Reaching(int axis, long tap)
    {
        long reach = tap * _w.Dilations[axis];
        long large = _w.Large[axis] + _w.Begin[axis] + Math.Max(0, _w.End(axis));
        bool fits = (large - 1 - reach) / _w.Strides[axis] + 1 == _w.Small[axis];
        return (tap, fits) switch
        {
            (0, true) => (1, 1, 0),
            (0, false) => (2, _w.Reach(axis), 0),
            (_, true) => (2, reach, 1),
            _ => (_w.Kernel[axis], _w.Dilations[axis], tap),
        };
    }

    /// <summary>Sends each window's value to its winner, where windows lie side by side.</summary>
    public Value Tile(Value value)
    {
        if (_passed.Length == 0)
        {
            return value.Repeat(_w).Fit(_w, _node);
        }
        double[] tapOf = [0];
        for (int axis = 0; axis < _w.Rank; axis++)
        {
            int k = (int)_w.Kernel[axis];
            double[] along = [.. Enumerable.Range(0, (int)(_w.Small[axis] * k)).Select(i => (double)(i % k))];
            tapOf = [.. tapOf.SelectMany(outer => along.Select(inner => outer * k + inner))];
        }
        long[] sizes = [1, 1, .. Enumerable.Range(0, _w.Rank).Select(i => _w.Small[i] * _w.Kernel[i])];
        Value taps = _node.Graph.Constant(OnnxTensor.Of(value.Element, tapOf, sizes), "taps");
        Value winner = _passed.Aggregate((a, b) => a + b);
        Value mask = winner.Repeat(_w).EqualTo(taps).Cast(value.Element);
        return (value.Repeat(_w) * mask).Fit(_w, _node);
    }

    /// <summary>Adds each window's value to its winner, where windows may overlap.</summary>
    public Value Scatter(Value value)
    {
        long plane = Product(_w.Large);
        Value places = _node.Graph.Constant(OnnxTensor.Of(FirstTaps(), 1, Product(_w.Small)), "places");
        if (_passed.Length > 0)
        {
            places += Steps().Cast(ElementType.Int64).Reshape(-1, Product(_w.Small));
        }
        else
        {
            places = places.Expand(value.Reshape(-1, Product(_w.Small)).ShapeOf());
        }
        Value gradient = _node.ZerosOfX().Reshape(-1, plane).ScatterElements(places, value.Reshape(-1, Product(_w.Small)), 1, "add");
        return _node.ReshapeToX(gradient, new TensorShape(-1));
    }

    /// <summary>How far each winner lies behind its window's first tap, in elements.</summary>
    private Value Steps()
    {
        // From one tap to the next it is mostly the same distance, so equal distances are summed before they are multiplied.
        Value? steps = null;
        foreach (var distance in Enumerable.Range(0, _passed.Length).GroupBy(tap => Offset(tap + 1) - Offset(tap)))
        {
            Value sum = _node.Graph.Sum([.. distance.Select(tap => _passed[tap])]);
            Value part = distance.Key == 1 ? sum : sum * distance.Key;
            steps = steps is { } s ? s + part : part;
        }
        return steps!.Value;
    }

    /// <summary>Where each window's first tap lies on its plane; outside of it in padding.</summary>
    private long[] FirstTaps()
    {
        long[] places = [0];
        for (int axis = 0; axis < _w.Rank; axis++)
        {
            long[] along = [.. Enumerable.Range(0, (int)_w.Small[axis]).Select(i => i * _w.Strides[axis] - _w.Begin[axis])];
            places = [.. places.SelectMany(outer => along.Select(inner => outer * _w.Large[axis] + inner))];
        }
        return places;
    }

    private long Offset(int tap)
    {
        long[] at = Position(tap);
        long offset = 0;
        for (int axis = 0; axis < _w.Rank; axis++)
        {
            offset = offset * _w.Large[axis] + at[axis] * _w.Dilations[axis];
        }
        return offset;
    }

    /// <summary>A tap's position in the window, axis by axis.</summary>
    private long[] Position(long tap)
    {
        long[] at = new long[_w.Rank];
        for (int axis = _w.Rank - 1; axis >= 0; axis--)
        {
            (tap, at[axis]) = Math.DivRem(tap, _w.Kernel[axis]);
        }
        return at;
    }

    private Value Padded(double with)
    {
        long[] begin = _w.Begin, end = [.. Enumerable.Range(0, _w.Rank).Select(i => Math.Max(0, _w.End(i)))];
        if (!begin.AsSpan().ContainsAnyExcept(0) && !end.AsSpan().ContainsAnyExcept(0))
        {
            return _node.X();
        }
        GraphBuilder g = _node.Graph;
        return g.Add("Pad", _node.X(), g.Longs([0, 0, .. begin, 0, 0, .. end]), g.Scalar(_node.X().Element, with));
    }

    /// <summary>The elements that one tap of all windows meets.</summary>
    private Value At(Value padded, int tap)
    {
        long[] at = Position(tap);
        GraphBuilder g = _node.Graph;
        long[] starts = [.. Enumerable.Range(0, _w.Rank).Select(i => at[i] * _w.Dilations[i])];
        long[] ends = [.. Enumerable.Range(0, _w.Rank).Select(i => starts[i] + (_w.Small[i] - 1) * _w.Strides[i] + 1)];
        return padded.Slice(g.Longs(starts), g.Longs(ends), g.Longs(_w.Axes), g.Longs(_w.Strides));
    }

    private static long Product(long[] sizes) => sizes.Aggregate(1L, (a, b) => a * b);
}
