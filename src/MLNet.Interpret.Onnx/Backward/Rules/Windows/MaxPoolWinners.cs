using MLNet.Interpret.Onnx.Backward.Rules.Movement;

namespace MLNet.Interpret.Onnx.Backward.Rules.Windows;

/// <summary>Gradients sent to the first of the largest elements of each window of a <c>MaxPool</c>.</summary>
internal sealed class MaxPoolWinners
{
    private readonly BackwardNode _node;
    private readonly WindowGeometry _w;

    public MaxPoolWinners(BackwardNode n, WindowGeometry w)
    {
        _node = n;
        _w = w;
    }

    /// <summary>Sends each window's value to its winner, where windows lie side by side.</summary>
    public Value Tile(Value value)
    {
        if (_w.Taps == 1)
        {
            return value.Repeat(_w).Fit(_w, _node);
        }
        FirstMaxima first = FirstMaxima.Of(_node, _w);
        double[] tapOf = [0];
        for (int axis = 0; axis < _w.Rank; axis++)
        {
            int k = (int)_w.Kernel[axis];
            double[] along = [.. Enumerable.Range(0, (int)(_w.Small[axis] * k)).Select(i => (double)(i % k))];
            tapOf = [.. tapOf.SelectMany(outer => along.Select(inner => outer * k + inner))];
        }
        long[] sizes = [1, 1, .. Enumerable.Range(0, _w.Rank).Select(i => _w.Small[i] * _w.Kernel[i])];
        Value taps = _node.Graph.Constant(OnnxTensor.Of(value.Element, tapOf, sizes), "taps");
        Value winner = Cropped(first.Passed.Aggregate((a, b) => a + b), first);
        Value mask = winner.Repeat(_w).EqualTo(taps).Cast(value.Element);
        return (value.Repeat(_w) * mask).Fit(_w, _node);
    }

    /// <summary>Adds each window's value to its winner, where windows may overlap.</summary>
    public Value Scatter(Value value)
    {
        long plane = Product(_w.Large), windows = Product(_w.Small);
        long[] first = FirstTaps();
        Value places;
        if (_w.Taps == 1)
        {
            places = _node.Graph.Constant(OnnxTensor.Of(first, 1, windows), "places").Expand(value.Reshape(-1, windows).ShapeOf());
        }
        else
        {
            // Numbers of floating point are added faster, and hold every place of a plane that is not too large.
            Value steps = WinnerSteps.CanFind(_node, _w) ? WinnerSteps.Of(_node, _w) : Steps();
            places = plane < 1 << 24
                ? (steps.Reshape(-1, windows) + _node.Graph.Constant(OnnxTensor.Of(steps.Element, Array.ConvertAll(first, f => (double)f), 1, windows), "places")).Cast(ElementType.Int64)
                : steps.Cast(ElementType.Int64).Reshape(-1, windows) + _node.Graph.Constant(OnnxTensor.Of(first, 1, windows), "places");
        }
        Value gradient = _node.ZerosOfX().Reshape(-1, plane).ScatterElements(places, value.Reshape(-1, windows), 1, "add");
        return _node.ReshapeToX(gradient, new TensorShape(-1));
    }

    /// <summary>How far each winner lies behind its window's first tap, in elements.</summary>
    private Value Steps()
    {
        FirstMaxima first = FirstMaxima.Of(_node, _w);
        // From one tap to the next it is mostly the same distance, so equal distances are summed before they are multiplied.
        Value? steps = null;
        foreach (var distance in Enumerable.Range(0, first.Passed.Length).GroupBy(tap => Offset(tap + 1) - Offset(tap)))
        {
            Value sum = _node.Graph.Sum([.. distance.Select(tap => first.Passed[tap])]);
            Value part = distance.Key == 1 ? sum : sum * distance.Key;
            steps = steps is { } s ? s + part : part;
        }
        return Cropped(steps!.Value, first);
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
        long[] at = FirstMaxima.Position(_w, tap);
        long offset = 0;
        for (int axis = 0; axis < _w.Rank; axis++)
        {
            offset = offset * _w.Large[axis] + at[axis] * _w.Dilations[axis];
        }
        return offset;
    }

    /// <summary>Of what was found for more windows than there are, the part for those that there are.</summary>
    private Value Cropped(Value found, FirstMaxima first) => first.Sizes.AsSpan().SequenceEqual(_w.Small)
        ? found
        : found.Slice(new long[_w.Rank], _w.Small, _w.Axes);

    private static long Product(long[] sizes) => sizes.Aggregate(1L, (a, b) => a * b);
}
