using MLNet.Interpret.Onnx.Backward.Rules.Windows;

namespace MLNet.Interpret.Onnx.Backward.Precision;

/// <summary>Convolutions in double precision, for which ONNX Runtime has no kernel: sums of matrix products with shifted images.</summary>
internal static class DoubleConvolution
{
    /// <summary>Taps are put together until a matrix product has at least this many terms.</summary>
    private const int LeastTerms = 64;

    /// <summary>A <c>Conv</c> whose kernel is a constant; null for others.</summary>
    public static Value? TryEmit(BackwardNode n, Func<int, Value> x)
    {
        if (n.ConstantX(1) is not { } tensor)
        {
            return null;
        }
        long[] shape = tensor.Shape.Sizes;
        float[] weights = tensor.ToFloats();
        WindowGeometry w = WindowGeometry.Of(n, shape.AsSpan(2));
        long groups = n.Node.Int("group", 1), outputs = shape[0], inputs = shape[1];
        int[] taps = [.. Enumerable.Range(0, (int)w.Taps).Where(tap => !IsZero(weights, tap, (int)w.Taps))];
        Value padded = Pad(x(0), w);
        Value y = inputs == 1 && outputs == groups
            ? Sum(taps.Select(tap => At(padded, w, tap) * n.Graph.Constant(OnnxTensor.Of(Of(tap), [1, outputs, .. Ones(w.Rank)]))))
            : Products(taps);
        return n.Node.HasInput(2) ? y + x(2).Reshape([1, -1, .. Ones(w.Rank)]) : y;

        // The weights of one tap, output by output.
        double[] Of(int tap) => [.. Enumerable.Range(0, weights.Length / (int)w.Taps).Select(i => (double)weights[i * (int)w.Taps + tap])];

        Value Products(int[] taps)
        {
            long[] columns = groups == 1 ? [0, inputs, -1] : [0, groups, inputs, -1];
            int axis = columns.Length - 2;
            Value sum = Sum(taps.Chunk((int)Math.Max(1, (LeastTerms + inputs - 1) / inputs)).Select(together =>
            {
                Value[] images = [.. together.Select(tap => At(padded, w, tap).Reshape(columns))];
                double[][] kernels = [.. together.Select(Of)];
                double[] matrix = new double[outputs * inputs * together.Length];
                for (int row = 0; row < outputs; row++)
                {
                    for (int k = 0; k < together.Length; k++)
                    {
                        kernels[k].AsSpan(row * (int)inputs, (int)inputs).CopyTo(matrix.AsSpan((int)((row * together.Length + k) * inputs)));
                    }
                }
                long terms = inputs * together.Length;
                Value kernel = n.Graph.Constant(groups == 1 ? OnnxTensor.Of(matrix, outputs, terms) : OnnxTensor.Of(matrix, groups, outputs / groups, terms));
                return kernel.MatMul(n.Graph.Concat(images, axis));
            }));
            return sum.Reshape([0, outputs, .. w.Small]);
        }
    }

    /// <summary>An <c>AveragePool</c> without padding; null for others.</summary>
    public static Value? TryEmitAverage(BackwardNode n, Func<int, Value> x)
    {
        WindowGeometry w = WindowGeometry.Of(n, n.Node.Ints("kernel_shape")!);
        bool isPadded = w.Begin.AsSpan().ContainsAnyExcept(0) || Enumerable.Range(0, w.Rank).Any(i => w.End(i) > 0);
        return isPadded ? null : Sum(Enumerable.Range(0, (int)w.Taps).Select(tap => At(x(0), w, tap))) / w.Taps;
    }

    private static Value Sum(IEnumerable<Value> values) => values.Aggregate((sum, value) => sum + value);

    private static Value Pad(Value x, WindowGeometry w)
    {
        long[] end = [.. Enumerable.Range(0, w.Rank).Select(i => Math.Max(0, w.End(i)))];
        return w.Begin.AsSpan().ContainsAnyExcept(0) || end.AsSpan().ContainsAnyExcept(0)
            ? x.Graph.Add("Pad", x, x.Graph.Longs([0, 0, .. w.Begin, 0, 0, .. end]))
            : x;
    }

    /// <summary>The elements that one tap of all windows meets.</summary>
    private static Value At(Value padded, WindowGeometry w, long tap)
    {
        if (w.Taps == 1 && w.IsDense && !w.Begin.AsSpan().ContainsAnyExcept(0))
        {
            return padded;
        }
        long[] starts = new long[w.Rank], ends = new long[w.Rank];
        for (int axis = w.Rank - 1; axis >= 0; axis--)
        {
            (tap, long at) = Math.DivRem(tap, w.Kernel[axis]);
            starts[axis] = at * w.Dilations[axis];
            ends[axis] = starts[axis] + (w.Small[axis] - 1) * w.Strides[axis] + 1;
        }
        GraphBuilder g = padded.Graph;
        return padded.Slice(g.Longs(starts), g.Longs(ends), g.Longs(w.Axes), g.Longs(w.Strides));
    }

    private static bool IsZero(float[] weights, int tap, int taps)
    {
        for (int i = tap; i < weights.Length; i += taps)
        {
            if (weights[i] != 0)
            {
                return false;
            }
        }
        return true;
    }

    private static long[] Ones(int count)
    {
        long[] ones = new long[count];
        Array.Fill(ones, 1);
        return ones;
    }
}
