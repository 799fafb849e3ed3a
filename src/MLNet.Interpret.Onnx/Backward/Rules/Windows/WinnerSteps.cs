namespace MLNet.Interpret.Onnx.Backward.Rules.Windows;

/// <summary>How far the first largest element of each window lies behind the window's first, found along one axis after the other.</summary>
/// <remarks>
/// First each row's largest and its place in the row, then the row that has the window's largest: two flags for each axis where windows have
/// three taps by three, instead of eight, and no padding but what pools and convolutions do themselves.
/// </remarks>
internal sealed class WinnerSteps
{
    private readonly long _channels;
    private readonly WindowGeometry _w;

    private WinnerSteps(BackwardNode n, WindowGeometry w) => (_channels, _w) = (n.ShapeX()[1].Value, w);

    /// <summary>Whether a node's windows allow it.</summary>
    public static bool CanFind(BackwardNode n, WindowGeometry w) =>
        AxisFilter.CanFilter(n.X(), n.ShapeX()) && Array.TrueForAll(w.Dilations, d => d == 1)
        && Enumerable.Range(0, w.Rank).All(i => IsPlain(w, i));

    /// <summary>The distances in elements of the plane.</summary>
    public static Value Of(BackwardNode n, WindowGeometry w) => new WinnerSteps(n, w).Find(n.X(), n.Y());

    /// <summary>Whether pools of the first taps of windows have as many results as there are windows, and padding is of one element at most.</summary>
    private static bool IsPlain(WindowGeometry w, int axis)
    {
        long size = w.Large[axis] + w.Begin[axis];
        if (w.Kernel[axis] < 2 || w.Begin[axis] > 1 || w.Begin[axis] == 1 && w.Large[axis] / w.Strides[axis] > w.Small[axis])
        {
            return false;
        }
        for (long taps = 2; taps < w.Kernel[axis]; taps++)
        {
            if ((size + EndOf(w, axis, taps) - taps) / w.Strides[axis] + 1 != w.Small[axis])
            {
                return false;
            }
        }
        return true;
    }

    private static long EndOf(WindowGeometry w, int axis, long taps) =>
        Math.Max(0, (w.Small[axis] - 1) * w.Strides[axis] + taps - w.Large[axis] - w.Begin[axis]);

    private Value Find(Value x, Value y)
    {
        Value inRow = First(x, 1, _w.Kernel[1]);
        Value column = Passed(x, inRow, 1).Aggregate((a, b) => a + b);

        long rows = _w.Kernel[0];
        Value steps = Sampled(column, 0, Difference(rows, 0), 0);
        Value[] passed = Passed(inRow, y, 0);
        for (int row = 1; row < rows; row++)
        {
            // To the next row: its length, and from one place in a row to the other.
            steps += passed[row - 1] * Sampled(column, 0, Difference(rows, row), _w.Large[1]);
        }
        return steps;
    }

    /// <summary>For each tap but the last, ones where it and all before it are smaller than the largest, zeros elsewhere.</summary>
    private Value[] Passed(Value x, Value largest, int axis)
    {
        Value[] passed = new Value[_w.Kernel[axis] - 1];
        for (int taps = passed.Length; taps > 0; taps--)
        {
            passed[taps - 1] = taps == 1 && _w.Begin[axis] == 1
                ? PassedPadding(x, largest, axis)
                : (largest.Filter(_channels, axis, [-1]) + (taps == 1 ? Sampled(x, axis, Difference(_w.Kernel[axis], 0), 0) : First(x, axis, taps))).Below(0);
        }
        return passed;
    }

    /// <summary>
    /// The same for the first tap, which lies in padding for the first window. The others' first taps are compared first; of those moved on
    /// by one window the first is zero then, not the largest.
    /// </summary>
    private Value PassedPadding(Value x, Value largest, int axis)
    {
        long stride = _w.Strides[axis];
        float[] lastOfStride = new float[stride];
        lastOfStride[^1] = 1;
        Value next = x.Filter(_channels, axis, lastOfStride, 0, Math.Max(0, _w.Small[axis] * stride - _w.Large[axis]), stride);
        Value isLargest = (largest.Filter(_channels, axis, [0, -1], 0, 1) + next).NotNegative();
        return isLargest.Filter(_channels, axis, [-1, 0], 1, offset: 1);
    }

    /// <summary>The largest of the first taps of windows.</summary>
    private Value First(Value x, int axis, long taps) => x.Largest(axis, taps, _w.Begin[axis], EndOf(_w, axis, taps), _w.Strides[axis]);

    private Value Sampled(Value x, int axis, float[] weights, float offset) =>
        x.Filter(_channels, axis, weights, _w.Begin[axis], EndOf(_w, axis, weights.Length), _w.Strides[axis], offset);

    /// <summary>Weights that give a tap less the one before it.</summary>
    private static float[] Difference(long taps, int tap)
    {
        float[] weights = new float[taps];
        weights[tap] = 1;
        if (tap > 0)
        {
            weights[tap - 1] = -1;
        }
        return weights;
    }
}
