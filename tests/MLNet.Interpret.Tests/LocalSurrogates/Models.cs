using MLNet.Interpret.Scoring;

namespace MLNet.Interpret.Tests.LocalSurrogates;

/// <summary>Models whose explanations are known.</summary>
internal static class Models
{
    /// <summary>softmax(W x + b).</summary>
    public static FunctionScorer Softmax(double[][] weights, double[] intercepts) => new("x", weights[0].Length, weights.Length, (rows, scores) =>
    {
        int d = weights[0].Length, k = weights.Length;
        ReadOnlySpan<float> x = rows.Span;
        Span<float> y = scores.Span;
        double[] z = new double[k];
        for (int i = 0; i < x.Length / d; i++)
        {
            double sum = 0;
            for (int c = 0; c < k; c++)
            {
                z[c] = intercepts[c];
                for (int j = 0; j < d; j++)
                {
                    z[c] += weights[c][j] * x[i * d + j];
                }
            }
            double most = z.Max();
            for (int c = 0; c < k; c++)
            {
                z[c] = Math.Exp(z[c] - most);
                sum += z[c];
            }
            for (int c = 0; c < k; c++)
            {
                y[i * k + c] = (float)(z[c] / sum);
            }
        }
    });

    /// <summary>One score, a function of a row.</summary>
    public static FunctionScorer Of(int width, Func<float[], double> score) => new("x", width, 1, (rows, scores) =>
    {
        for (int i = 0; i < scores.Length; i++)
        {
            scores.Span[i] = (float)score(rows.Slice(i * width, width).ToArray());
        }
    });
}
