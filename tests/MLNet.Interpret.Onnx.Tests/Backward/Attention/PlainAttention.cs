namespace MLNet.Interpret.Onnx.Tests.Backward.Attention;

/// <summary>Attention as the ONNX specification writes it down, number by number, in float64.</summary>
internal sealed class PlainAttention(AttentionSetting setting)
{
    private const int Rows = AttentionSetting.Rows, Queries = AttentionSetting.Queries, Size = AttentionSetting.Size;

    private readonly int _past = setting.Past, _all = setting.Past + AttentionSetting.Keys;

    /// <summary>The outputs Y, present_key, present_value and qk_matmul_output, from the inputs in ONNX's order.</summary>
    public double[][] Run(IReadOnlyDictionary<string, double[]> x)
    {
        int queryHeads = setting.QueryHeads, heads = setting.Heads, valueSize = setting.ValueSize;
        double[][] y =
        [
            new double[Rows * queryHeads * Queries * valueSize], new double[Rows * heads * _all * Size],
            new double[Rows * heads * _all * valueSize], new double[Rows * queryHeads * Queries * _all],
        ];
        for (int row = 0; row < Rows; row++)
        {
            for (int head = 0; head < heads; head++)
            {
                for (int t = 0; t < _all; t++)
                {
                    for (int i = 0; i < Size; i++)
                    {
                        y[1][((row * heads + head) * _all + t) * Size + i] = State(x, "x1", "x4", row, head, t, i, Size);
                    }
                    for (int i = 0; i < valueSize; i++)
                    {
                        y[2][((row * heads + head) * _all + t) * valueSize + i] = State(x, "x2", "x5", row, head, t, i, valueSize);
                    }
                }
            }
            for (int head = 0; head < queryHeads; head++)
            {
                for (int s = 0; s < Queries; s++)
                {
                    Attend(x, y, row, head, s);
                }
            }
        }
        return y;
    }

    private void Attend(IReadOnlyDictionary<string, double[]> x, double[][] y, int row, int head, int s)
    {
        int shared = head * setting.Heads / setting.QueryHeads;
        double[] scores = new double[_all], capped = new double[_all], masked = new double[_all], weights = new double[_all];
        for (int t = 0; t < _all; t++)
        {
            double product = 0;
            for (int i = 0; i < Size; i++)
            {
                product += At(x["x0"], row, head, s, i, setting.QueryHeads, Queries, Size) * y[1][((row * setting.Heads + shared) * _all + t) * Size + i];
            }
            scores[t] = product * (setting.Scale ?? 1 / Math.Sqrt(Size));
            capped[t] = setting.SoftCap > 0 ? setting.SoftCap * Math.Tanh(scores[t] / setting.SoftCap) : scores[t];
            masked[t] = Mask(x, row, head, s, t, capped[t]);
        }
        double largest = masked.Max();
        for (int t = 0; t < _all; t++)
        {
            weights[t] = largest == double.NegativeInfinity ? 0 : Math.Exp(masked[t] - largest);
        }
        // Where no key is allowed, the result is zero.
        double sum = largest == double.NegativeInfinity ? 1 : weights.Sum();
        for (int t = 0; t < _all; t++)
        {
            weights[t] /= sum;
            for (int i = 0; i < setting.ValueSize; i++)
            {
                At(y[0], row, head, s, i, setting.QueryHeads, Queries, setting.ValueSize) += weights[t] * y[2][((row * setting.Heads + shared) * _all + t) * setting.ValueSize + i];
            }
        }
        double[] given = setting.OutputMode switch { 0 => scores, 1 => capped, 2 => masked, _ => weights };
        given.CopyTo(y[3], ((row * setting.QueryHeads + head) * Queries + s) * _all);
    }

    private double Mask(IReadOnlyDictionary<string, double[]> x, int row, int head, int s, int t, double score)
    {
        if (setting.IsCausal && t > s + _past + Later(row) || setting.Lengths is { } lengths && t >= lengths[row])
        {
            return double.NegativeInfinity;
        }
        if (setting.Mask is not { } shape)
        {
            return score;
        }
        int place = s * _all + t;
        place += shape is [.., > 1, _, _] ? head * Queries * _all : 0;
        place += shape is [> 1, var heads, _, _] ? row * (int)heads * Queries * _all : 0;
        return setting.Forbidden is null ? score + x["x3"][place] : setting.Forbidden.Contains(place) ? double.NegativeInfinity : score;
    }

    /// <summary>By how many keys the queries come later than the first of them.</summary>
    private int Later(int row) => setting.Lengths is { } lengths ? lengths[row] - Queries : 0;

    private double State(IReadOnlyDictionary<string, double[]> x, string now, string before, int row, int head, int t, int i, int size) => t < _past
        ? x[before][((row * setting.Heads + head) * _past + t) * size + i]
        : At(x[now], row, head, t - _past, i, setting.Heads, AttentionSetting.Keys, size);

    private ref double At(double[] values, int row, int head, int t, int i, int heads, int length, int size) => ref values[setting.IsFlat
        ? ((row * length + t) * heads + head) * size + i
        : ((row * heads + head) * length + t) * size + i];
}
