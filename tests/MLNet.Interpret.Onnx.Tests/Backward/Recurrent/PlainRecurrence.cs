namespace MLNet.Interpret.Onnx.Tests.Backward.Recurrent;

/// <summary>RNN, GRU and LSTM as the ONNX specification writes them down, number by number, in float64.</summary>
internal sealed class PlainRecurrence(RecurrentSetting setting)
{
    private const int Steps = RecurrentSetting.Steps, Rows = RecurrentSetting.Rows, Inputs = RecurrentSetting.Inputs, Size = RecurrentSetting.Size;

    /// <summary>The outputs Y, Y_h and Y_c, from the inputs in ONNX's order.</summary>
    public double[][] Run(IReadOnlyDictionary<string, double[]> x)
    {
        int directions = setting.Directions;
        double[][] y = [new double[Steps * directions * Rows * Size], new double[directions * Rows * Size], new double[directions * Rows * Size]];
        for (int d = 0; d < directions; d++)
        {
            for (int row = 0; row < Rows; row++)
            {
                RunRow(x, y, d, row);
            }
        }
        return y;
    }

    private void RunRow(IReadOnlyDictionary<string, double[]> x, double[][] y, int d, int row)
    {
        int length = setting.Lengths?[row] ?? Steps, gates = setting.Gates, last = (d * Rows + row) * Size;
        bool reverse = d == 1 || setting.Direction == "reverse";
        double[] h = new double[Size], c = new double[Size];
        if (length > 0)
        {
            x.GetValueOrDefault("x5")?.AsSpan(last, Size).CopyTo(h);
            x.GetValueOrDefault("x6")?.AsSpan(last, Size).CopyTo(c);
        }
        double P(int which, int j) => x.TryGetValue("x7", out double[]? p) ? p[d * 3 * Size + which * Size + j] : 0;

        for (int step = 0; step < length; step++)
        {
            int t = reverse ? length - 1 - step : step;
            double[] fromX = new double[gates * Size], fromHidden = new double[gates * Size];
            for (int k = 0; k < gates * Size; k++)
            {
                fromX[k] = Bias(k) + Enumerable.Range(0, Inputs).Sum(j => x["x1"][(d * gates * Size + k) * Inputs + j] * x["x0"][(t * Rows + row) * Inputs + j]);
                fromHidden[k] = Bias(gates * Size + k) + Hidden(k, h);
            }
            (h, c) = setting.OpType switch
            {
                "RNN" => ([.. fromX.Select((v, j) => F(0, v + fromHidden[j]))], c),
                "GRU" => (Gru(fromX, fromHidden, h), c),
                _ => Lstm(fromX, fromHidden, c),
            };
            h.CopyTo(y[0], ((t * setting.Directions + d) * Rows + row) * Size);
        }
        h.CopyTo(y[1], last);
        c.CopyTo(y[2], last);

        double Bias(int k) => x.TryGetValue("x3", out double[]? b) ? b[d * 2 * gates * Size + k] : 0;

        double Hidden(int k, double[] state) => Enumerable.Range(0, Size).Sum(j => x["x2"][(d * gates * Size + k) * Size + j] * state[j]);

        double F(int which, double v) => Function(which + d * (setting.OpType switch { "RNN" => 1, "GRU" => 2, _ => 3 }), v, clipped: !(setting.OpType == "LSTM" && which == 2));

        double[] Gru(double[] fromX, double[] fromHidden, double[] h)
        {
            double[] z = [.. Enumerable.Range(0, Size).Select(j => F(0, fromX[j] + fromHidden[j]))];
            double[] r = [.. Enumerable.Range(Size, Size).Select(j => F(0, fromX[j] + fromHidden[j]))];
            double[] reset = [.. h.Select((v, j) => v * r[j])];
            return [.. Enumerable.Range(0, Size).Select(j =>
            {
                int k = 2 * Size + j;
                double n = F(1, fromX[k] + (setting.LinearBeforeReset ? r[j] * fromHidden[k] : Hidden(k, reset) + Bias(gates * Size + k)));
                return (1 - z[j]) * n + z[j] * h[j];
            })];
        }

        (double[], double[]) Lstm(double[] fromX, double[] fromHidden, double[] c)
        {
            double[] left = new double[Size], cell = new double[Size];
            for (int j = 0; j < Size; j++)
            {
                double Sum(int gate) => fromX[gate * Size + j] + fromHidden[gate * Size + j];
                double i = F(0, Sum(0) + P(0, j) * c[j]);
                double f = setting.IsCoupled ? 1 - i : F(0, Sum(2) + P(2, j) * c[j]);
                cell[j] = f * c[j] + i * F(1, Sum(3));
                left[j] = F(0, Sum(1) + P(1, j) * cell[j]) * F(2, cell[j]);
            }
            return (left, cell);
        }
    }

    private double Function(int which, double x, bool clipped)
    {
        string[] missing = setting.OpType switch { "RNN" => ["Tanh"], "GRU" => ["Sigmoid", "Tanh"], _ => ["Sigmoid", "Tanh", "Tanh"] };
        string[] names = setting.Activations ?? [.. missing, .. missing];
        if (clipped && setting.Clip is { } clip)
        {
            x = Math.Clamp(x, -clip, clip);
        }
        // The lists have places for the functions that take a number only.
        static bool Takes(string name, bool beta) => name.ToLowerInvariant() is "affine" or "scaledtanh" or "hardsigmoid" || !beta && name.ToLowerInvariant() is "leakyrelu" or "thresholdedrelu" or "elu";
        double Number(float[] list, bool beta, double missing) =>
            Takes(names[which], beta) && names.Take(which).Count(n => Takes(n, beta)) is var at && at < list.Length ? list[at] : missing;
        double Alpha(double missing) => Number(setting.Alpha, false, missing);
        double Beta(double missing) => Number(setting.Beta, true, missing);
        return names[which].ToLowerInvariant() switch
        {
            "tanh" => Math.Tanh(x),
            "sigmoid" => 1 / (1 + Math.Exp(-x)),
            "relu" => Math.Max(x, 0),
            "affine" => Alpha(0) * x + Beta(0),
            "leakyrelu" => x >= 0 ? x : Alpha(0.01) * x,
            "thresholdedrelu" => x > Alpha(0) ? x : 0,
            "scaledtanh" => Alpha(0) * Math.Tanh(Beta(0) * x),
            "hardsigmoid" => Math.Clamp(Alpha(0.2) * x + Beta(0.5), 0, 1),
            "elu" => x >= 0 ? x : Alpha(1) * (Math.Exp(x) - 1),
            "softsign" => x / (1 + Math.Abs(x)),
            "softplus" => Math.Log(1 + Math.Exp(x)),
            var other => throw new ArgumentException(other),
        };
    }
}
