using MLNet.Interpret.Onnx.Backward.Rules.Movement;

namespace MLNet.Interpret.Onnx.Backward.Rules.Windows;

/// <summary>Pooling other than by the maximum.</summary>
internal static class PoolingRules
{
    public static void AddTo(RuleTable table) => table
        .Row("AveragePool", n => [AveragePool(n)])
        .Row("LpPool", n => [LpPool(n)])
        .Elementwise("GlobalAveragePool", GlobalAveragePool)
        .Elementwise("GlobalLpPool", n => OfNorm(n.X(), n.DY(), n.Y(), n.Node.Int("p", 2), v => v));

    private static Value AveragePool(BackwardNode n)
    {
        WindowGeometry w = Windows(n);
        double[] counts = Counts(n, w);
        double scale = Scale(n.DY(), w);
        Value shared = !Array.TrueForAll(counts, c => c == counts[0])
            ? n.DY() * n.Graph.Constant(OnnxTensor.Of(n.DY().Element, Array.ConvertAll(counts, c => scale / c), [1, 1, .. w.Small]), "shares")
            : counts[0] == scale ? n.DY() : n.DY() * (scale / counts[0]);
        return Spread(n, shared, w);
    }

    private static Value GlobalAveragePool(BackwardNode n)
    {
        long[] sizes = n.ShapeX().Spatial(n);
        double[] shares = new double[sizes.Aggregate(1L, (a, b) => a * b)];
        Array.Fill(shares, 1.0 / shares.Length);
        // Multiplying broadcasts in half the time that Expand takes.
        return n.DY() * n.Graph.Constant(OnnxTensor.Of(n.DY().Element, shares, [1, 1, .. sizes]), "shares");
    }

    private static Value LpPool(BackwardNode n)
    {
        WindowGeometry w = Windows(n);
        return OfNorm(n.X(), n.DY(), n.Y(), n.Node.Int("p", 2), v => Spread(n, Scale(v, w) is var scale && scale == 1 ? v : v * scale, w));
    }

    /// <summary>The gradient of y = (sum |x|^p)^(1/p): sign(x) |x|^(p-1) y^(1-p) dy; zero where y is.</summary>
    private static Value OfNorm(Value x, Value dy, Value y, long p, Func<Value, Value> spread)
    {
        GraphBuilder g = x.Graph;
        if (p == 1)
        {
            return g.Add("Sign", x) * spread(dy);
        }
        Value safe = g.Where(y > 0, y, y.Like(1));
        if (p == 2)
        {
            return x * spread(dy / safe);
        }
        Value power = g.Add("Pow", g.Add("Abs", x), x.Like(p - 1));
        return g.Add("Sign", x) * power * spread(dy / g.Add("Pow", safe, x.Like(p - 1)));
    }

    /// <summary>Gives every position the sum over the windows that it lies in, of values that were multiplied by <see cref="Scale"/>.</summary>
    private static Value Spread(BackwardNode n, Value value, WindowGeometry w) =>
        Tiles(value, w) ? value.Repeat(w).Fit(w, n)
        : Averages(value, w) ? SpreadByAverages(n, value, w)
        : SpreadByConvolution(n, value, w);

    private static double Scale(Value value, WindowGeometry w) => !Tiles(value, w) && Averages(value, w) ? w.Taps : 1;

    private static bool Tiles(Value value, WindowGeometry w) => w.IsTiling && value.CanRepeat();

    private static bool Averages(Value value, WindowGeometry w) => value.CanRepeat() && Array.TrueForAll(w.Dilations, d => d == 1);

    /// <summary>The sum over the windows that a position lies in is an average over a window of windows, but for the number of its taps.</summary>
    private static Value SpreadByAverages(BackwardNode n, Value value, WindowGeometry w)
    {
        if (!w.IsDense)
        {
            value = value.Spaced(w);
            w = w.Spaced();
            value = value.Reshape([-1, n.ShapeX()[1].Value, .. w.Small]);
        }
        long[] begin = w.Each(i => w.Reach(i) - w.Begin[i]), end = w.Each(i => w.Reach(i) - w.End(i));
        value = value.Crop(w, begin, end);
        return n.Graph.Node("AveragePool", value)
            .With("kernel_shape", w.Kernel).With("strides", w.Strides).With("pads", [.. begin, .. end]).With("count_include_pad", 1).Out();
    }

    private static Value SpreadByConvolution(BackwardNode n, Value value, WindowGeometry w)
    {
        TensorShape channel = new([1, 1, .. w.Kernel]);
        double[] ones = new double[w.Taps];
        Array.Fill(ones, 1);
        Value kernel = n.Graph.Constant(OnnxTensor.Of(value.Element, ones, channel.Sizes), "window");
        Value spread = Convolution.Spread(value.Reshape([-1, 1, .. w.Small]), kernel, channel, w, groups: 1);
        return n.ReshapeToX(spread, new TensorShape(-1));
    }

    /// <summary>By how many taps each window divides.</summary>
    private static double[] Counts(BackwardNode n, WindowGeometry w)
    {
        bool padded = n.Node.Int("count_include_pad", 0) != 0;
        bool isSame = n.Node.Text("auto_pad", "NOTSET").StartsWith("SAME", StringComparison.Ordinal);
        long[] pads = n.Node.Ints("pads") ?? new long[2 * w.Rank];
        double[] counts = [1];
        for (int axis = 0; axis < w.Rank; axis++)
        {
            // What ceil_mode lets windows cover beyond the padding is never counted.
            long first = padded ? -w.Begin[axis] : 0;
            long end = w.Large[axis] + (!padded ? 0 : isSame ? Math.Max(0, w.End(axis)) : pads[w.Rank + axis]);
            double[] along = new double[w.Small[axis]];
            for (int i = 0; i < along.Length; i++)
            {
                for (long tap = 0; tap < w.Kernel[axis]; tap++)
                {
                    long at = i * w.Strides[axis] + tap * w.Dilations[axis] - w.Begin[axis];
                    along[i] += at >= first && at < end ? 1 : 0;
                }
            }
            counts = [.. counts.SelectMany(outer => along.Select(inner => outer * inner))];
        }
        return counts;
    }

    private static WindowGeometry Windows(BackwardNode n) => WindowGeometry.Of(n, n.Node.Ints("kernel_shape")
        ?? throw n.Unsupported("it has no attribute 'kernel_shape'"));
}
