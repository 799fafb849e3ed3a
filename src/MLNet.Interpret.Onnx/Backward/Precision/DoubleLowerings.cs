using System.Globalization;

namespace MLNet.Interpret.Onnx.Backward.Precision;

/// <summary>Operators that ONNX Runtime computes in single precision only, in terms of others.</summary>
internal static class DoubleLowerings
{
    /// <summary>Larger numbers are no settings but the slopes of steps, which are powers of two.</summary>
    private const float LargestSetting = 1e6f;

    private delegate Value? Lowering(BackwardNode n, Func<int, Value> x);

    private static readonly Dictionary<string, Lowering> _rows = new()
    {
        ["Conv"] = DoubleConvolution.TryEmit,
        ["BatchNormalization"] = BatchNormalization,
        ["AveragePool"] = DoubleConvolution.TryEmitAverage,
        ["GlobalAveragePool"] = (n, x) => x(0).Graph.Node("ReduceMean", x(0), n.Graph.Longs(Spatial(n))).Out(),
        ["GlobalMaxPool"] = (n, x) => x(0).Graph.Node("ReduceMax", x(0), n.Graph.Longs(Spatial(n))).Out(),
        ["LeakyRelu"] = (n, x) => Negative(x(0), x(0) * Number(n, "alpha", 0.01)),
        ["PRelu"] = (n, x) => Negative(x(0), x(0) * x(1)),
        ["Elu"] = (n, x) => Negative(x(0), (n.Graph.Add("Exp", x(0)) - 1) * Number(n, "alpha", 1)),
        ["ThresholdedRelu"] = (n, x) => n.Graph.Where(x(0) > Number(n, "alpha", 1), x(0), x(0).Like(0)),
        ["HardSigmoid"] = (n, x) => Ramp(x(0) * Number(n, "alpha", 0.2) + Number(n, "beta", 0.5)),
        ["HardSwish"] = (n, x) => x(0) * Ramp(x(0) / 6 + 0.5),
        ["Softsign"] = (n, x) => x(0) / (1 + n.Graph.Add("Abs", x(0))),
        ["Mean"] = (n, x) => n.Graph.Sum([.. Enumerable.Range(0, n.InputCount).Select(x)]) / n.InputCount,
        ["InstanceNormalization"] = InstanceNormalization,
    };

    /// <summary>The operators that have a row.</summary>
    public static IReadOnlyCollection<string> Operators => _rows.Keys;

    /// <summary>Emits a node in double precision.</summary>
    /// <param name="node">The node.</param>
    /// <param name="wide">A value in double precision, by name.</param>
    /// <returns>Its first output; null where there is no other way than single precision.</returns>
    public static Value? TryEmit(BackwardNode node, Func<string, Value> wide) =>
        node.Node.Domain.Length == 0 && _rows.TryGetValue(node.Node.OpType, out Lowering? row) ? row(node, i => wide(node.Node.Inputs[i])) : null;

    /// <summary>
    /// The number that an attribute stands for: the shortest decimal that a file rounded to single precision, or the reciprocal of a whole
    /// number. A kink that is off by that rounding is another kink.
    /// </summary>
    private static double Number(BackwardNode n, string attribute, double missing)
    {
        float number = n.Node.Float(attribute, (float)missing);
        if (Math.Abs(number) >= LargestSetting)
        {
            return number;
        }
        double reciprocal = 1 / Math.Round(1.0 / number);
        return (float)reciprocal == number ? reciprocal : double.Parse(number.ToString("R", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
    }

    private static Value Negative(Value x, Value then) => x.Graph.Where(x < 0, then, x);

    private static Value Ramp(Value x) => x.Graph.Add("Clip", x, x.Like(0), x.Like(1));

    private static Value? BatchNormalization(BackwardNode n, Func<int, Value> x)
    {
        if (Enumerable.Range(1, 4).Any(i => n.ConstantX(i) is null))
        {
            return null;
        }
        float[][] settings = [.. Enumerable.Range(1, 4).Select(i => n.ConstantX(i)!.ToFloats())];
        double[] slopes = new double[settings[0].Length], offsets = new double[slopes.Length];
        for (int c = 0; c < slopes.Length; c++)
        {
            slopes[c] = settings[0][c] / Math.Sqrt(settings[3][c] + Number(n, "epsilon", 1e-5));
            offsets[c] = settings[1][c] - settings[2][c] * slopes[c];
        }
        long[] shape = [slopes.Length, .. Spatial(n).Select(_ => 1L)];
        return x(0) * n.Graph.Constant(OnnxTensor.Of(slopes, shape)) + n.Graph.Constant(OnnxTensor.Of(offsets, shape));
    }

    private static Value? InstanceNormalization(BackwardNode n, Func<int, Value> x)
    {
        long[] channels = [1, -1, .. Spatial(n).Select(_ => 1L)];
        Value centred = x(0) - Mean(x(0));
        Value norm = n.Graph.Add("Sqrt", Mean(centred * centred) + Number(n, "epsilon", 1e-5));
        return centred / norm * x(1).Reshape(channels) + x(2).Reshape(channels);

        Value Mean(Value value) => n.Graph.Node("ReduceMean", value, n.Graph.Longs(Spatial(n))).Out();
    }

    private static long[] Spatial(BackwardNode n) => [.. Enumerable.Range(2, n.ShapeX().Rank - 2).Select(i => (long)i)];
}
