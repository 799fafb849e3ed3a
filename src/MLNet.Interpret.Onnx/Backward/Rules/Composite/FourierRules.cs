namespace MLNet.Interpret.Onnx.Backward.Rules.Composite;

/// <summary>Fourier transforms, which are products with constant matrices.</summary>
/// <remarks>The last axis of a signal is 1 for real numbers, 2 for complex ones; that of a spectrum is 2.</remarks>
internal static class FourierRules
{
    public static void AddTo(RuleTable table) => table
        .Defined("DFT", (n, g, x) => [Transform(n, x(0))])
        .Defined("STFT", (n, g, x) => [Frames(n, g, x)]);

    private static Value Transform(BackwardNode n, Value x)
    {
        TensorShape shape = n.ShapeX();
        // The axis was an attribute, by default 1, before operator set 20, and is an input, by default the one before the last, since.
        long given = n.Graph.Model.Opset < 20 ? n.Node.Int("axis", 1) : n.LongsX(2) is [var input] ? input : -2;
        int axis = shape.Axis(given), last = shape.Rank - 2;
        long size = Known(n, shape[axis], "the transformed axis"), parts = Known(n, shape[^1], "its last axis");
        bool oneSided = n.Node.Int("onesided", 0) != 0, inverse = n.Node.Int("inverse", 0) != 0;
        long length = n.LongsX(1) is [var asked] ? asked : oneSided && inverse ? 2 * (size - 1) : size;
        long[] order = [.. Enumerable.Range(0, shape.Rank).Select(i => (long)i)];
        (order[axis], order[last]) = (order[last], order[axis]);
        Value moved = axis == last ? x : x.Transpose(order);
        Value y = oneSided && inverse
            ? RealSignal(moved, size, length, last)
            : Product(moved, size, parts, length, oneSided ? length / 2 + 1 : length, inverse, last);
        return axis == last ? y : y.Transpose(order);
    }

    private static Value Frames(BackwardNode n, GraphBuilder g, Func<int, Value> x)
    {
        TensorShape shape = n.ShapeX();
        long all = Known(n, shape[1], "the signal"), parts = shape.Rank == 3 ? Known(n, shape[2], "its last axis") : 1;
        long step = n.LongsX(1)![0];
        long length = n.LongsX(3) is [var asked] ? asked : Known(n, n.ShapeX(2)[0], "the window");
        long frames = (all - length) / step + 1;
        long[] places = [.. Enumerable.Range(0, (int)(frames * length)).Select(i => i / length * step + i % length)];
        Value signal = shape.Rank == 3 ? x(0) : x(0).Unsqueeze(2);
        Value cut = g.Node("Gather", signal, g.Constant(OnnxTensor.Of(places, frames, length), "places")).With("axis", 1L).Out();
        Value windowed = n.Node.HasInput(2) ? cut * x(2).Unsqueeze(1) : cut;
        return Product(windowed, length, parts, length, n.Node.Int("onesided", 1) != 0 ? length / 2 + 1 : length, inverse: false, 2);
    }

    /// <summary>The transform along the axis before the last.</summary>
    /// <param name="x">The signal, [..., size, parts].</param>
    /// <param name="size">The number of points of the signal.</param>
    /// <param name="parts">1 for real ones, 2 for complex ones.</param>
    /// <param name="length">The number of points that are transformed: zeros are added, or points left out.</param>
    /// <param name="bins">The number of points of the spectrum.</param>
    /// <param name="inverse">Whether the transform is the inverse one.</param>
    /// <param name="leading">The number of axes before.</param>
    private static Value Product(Value x, long size, long parts, long length, long bins, bool inverse, int leading)
    {
        double[] matrix = new double[size * parts * bins * 2];
        double sign = inverse ? 1 : -1, scale = inverse ? 1.0 / length : 1;
        for (long t = 0; t < Math.Min(size, length); t++)
        {
            for (long k = 0; k < bins; k++)
            {
                (double sin, double cos) = Math.SinCos(2 * Math.PI * (t * k % length) / length);
                Set(t * parts, k, cos * scale, sign * sin * scale);
                if (parts == 2)
                {
                    Set(t * parts + 1, k, -sign * sin * scale, cos * scale);
                }
            }
        }
        Value weights = x.Graph.Constant(OnnxTensor.Of(x.Element, matrix, size * parts, bins * 2), "waves");
        long[] kept = new long[leading];
        return x.Reshape([.. kept, size * parts]).MatMul(weights).Reshape([.. kept, bins, 2]);

        void Set(long row, long bin, double real, double imaginary) =>
            (matrix[(row * bins + bin) * 2], matrix[(row * bins + bin) * 2 + 1]) = (real, imaginary);
    }

    /// <summary>The real signal that has a one-sided spectrum along the axis before the last: the other side is its mirror image.</summary>
    private static Value RealSignal(Value x, long bins, long length, int leading)
    {
        double[] matrix = new double[bins * 2 * length];
        for (long k = 0; k < Math.Min(bins, length / 2 + 1); k++)
        {
            double share = (k == 0 || 2 * k == length ? 1.0 : 2.0) / length;
            for (long t = 0; t < length; t++)
            {
                (double sin, double cos) = Math.SinCos(2 * Math.PI * (t * k % length) / length);
                (matrix[2 * k * length + t], matrix[(2 * k + 1) * length + t]) = (share * cos, -share * sin);
            }
        }
        Value weights = x.Graph.Constant(OnnxTensor.Of(x.Element, matrix, bins * 2, length), "waves");
        long[] kept = new long[leading];
        return x.Reshape([.. kept, bins * 2]).MatMul(weights).Reshape([.. kept, length, 1]);
    }

    private static long Known(BackwardNode n, Dim size, string what) =>
        size.IsKnown ? size.Value : throw n.Unsupported($"the size of {what} is not known; fix it with Network.WithInputShape");
}
