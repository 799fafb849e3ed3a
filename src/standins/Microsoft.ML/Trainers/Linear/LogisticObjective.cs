using Microsoft.ML.Data;

namespace Microsoft.ML.Trainers;

/// <summary>The weighted mean of the logistic loss and the L2 penalty. Parameter 0 is the bias, which has no penalty.</summary>
internal sealed class LogisticObjective(LogisticExamples examples, double l2)
{
    public int Dimension => examples.FeatureCount + 1;

    /// <summary>The value at <paramref name="x"/>; its gradient is put into <paramref name="gradient"/>.</summary>
    public double Evaluate(ReadOnlySpan<double> x, Span<double> gradient)
    {
        gradient.Clear();
        double loss = 0;
        for (int i = 0; i < examples.Count; i++)
        {
            (VBuffer<float> features, bool label, float weight) = examples[i];
            double score = x[0] + Dot(features, x[1..]);
            // log(1 + exp(-m)) of the margin m, without overflow.
            double margin = label ? score : -score;
            loss += weight * (Math.Max(-margin, 0) + Math.Log(1 + Math.Exp(-Math.Abs(margin))));
            double error = weight * (1 / (1 + Math.Exp(-score)) - (label ? 1 : 0));
            gradient[0] += error;
            AddScaled(features, error, gradient[1..]);
        }
        for (int i = 1; i < x.Length; i++)
        {
            loss += 0.5 * l2 * x[i] * x[i];
            gradient[i] += l2 * x[i];
        }
        for (int i = 0; i < gradient.Length; i++)
            gradient[i] /= examples.WeightSum;
        return loss / examples.WeightSum;
    }

    private static double Dot(in VBuffer<float> features, ReadOnlySpan<double> weights)
    {
        ReadOnlySpan<float> values = features.GetValues();
        ReadOnlySpan<int> indices = features.IsDense ? default : features.GetIndices();
        double sum = 0;
        for (int i = 0; i < values.Length; i++)
            sum += values[i] * weights[indices.IsEmpty ? i : indices[i]];
        return sum;
    }

    private static void AddScaled(in VBuffer<float> features, double scale, Span<double> sum)
    {
        ReadOnlySpan<float> values = features.GetValues();
        ReadOnlySpan<int> indices = features.IsDense ? default : features.GetIndices();
        for (int i = 0; i < values.Length; i++)
            sum[indices.IsEmpty ? i : indices[i]] += scale * values[i];
    }
}
