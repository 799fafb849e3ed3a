using System.Numerics.Tensors;

namespace MLNet.Interpret.LocalSurrogates;

/// <summary>
/// How far the weights of a fit may be from those of endless samples: the sandwich estimate of their variance, which allows for residuals
/// of unequal size (White 1980, "A Heteroskedasticity-Consistent Covariance Matrix Estimator").
/// </summary>
internal sealed class ConfidenceIntervals
{
    private readonly LocalExplanation _explanation;
    private readonly int[] _features;
    private readonly CentredProblem _problem;
    private readonly double _shift;
    private readonly WeightedMoments _residuals;

    /// <summary>Prepares to look at the samples once more.</summary>
    /// <param name="moments">The moments that the fit was made from.</param>
    /// <param name="index">The score's place among those of the moments.</param>
    /// <param name="explanation">The fit.</param>
    /// <param name="shift">What was taken off the scores.</param>
    public ConfidenceIntervals(WeightedMoments moments, int index, LocalExplanation explanation, double shift)
    {
        _explanation = explanation;
        _features = explanation.Features;
        _problem = new CentredProblem(moments, index);
        _shift = shift;
        _residuals = new WeightedMoments(_features.Length, 0);
    }

    /// <summary>Takes in a block of samples.</summary>
    /// <param name="workspace">The samples, weighed.</param>
    /// <param name="index">The score's place.</param>
    /// <param name="count">The number of samples.</param>
    public void Add(SurrogateWorkspace workspace, int index, int count)
    {
        double[] residual = new double[count], design = new double[_features.Length * count];
        TensorPrimitives.Add(workspace.ScoresOf(index)[..count], _shift - _explanation.Intercept, residual);
        for (int i = 0; i < _features.Length; i++)
        {
            ReadOnlySpan<double> column = workspace.Column(_features[i])[..count];
            column.CopyTo(design.AsSpan(i * count));
            TensorPrimitives.MultiplyAdd(column, -_explanation.Weights[_features[i]], residual, residual);
        }
        TensorPrimitives.Multiply<double>(residual, workspace.Weights.AsSpan(0, count), residual);
        TensorPrimitives.Multiply<double>(residual, residual, residual);
        _residuals.Add(design, residual, [], count, count);
    }

    /// <summary>How far each feature's interval reaches to either side; 0 for features that were not chosen.</summary>
    /// <param name="penalty">The ridge's penalty.</param>
    /// <param name="confidence">The probability that the interval holds the weight.</param>
    public double[] HalfWidths(double penalty, double confidence)
    {
        int n = _features.Length, d = _problem.Features;
        double[] bread = new double[n * n], meat = new double[n * n], widths = new double[d];
        for (int i = 0; i < n; i++)
        {
            double mean = _problem.Mean(_features[i]);
            for (int k = 0; k < n; k++)
            {
                double other = _problem.Mean(_features[k]);
                bread[i * n + k] = _problem.Gram[_features[i] * d + _features[k]] + (i == k ? penalty : 0);
                meat[i * n + k] = _residuals.Gram(i, k) - mean * _residuals.Sum(k) - other * _residuals.Sum(i) + mean * other * _residuals.Weight;
            }
        }
        LinearSolver.Factor(bread, n);
        double z = NormalDistribution.Quantile((1 + confidence) / 2);
        double[] row = new double[n];
        for (int i = 0; i < n; i++)
        {
            Array.Clear(row);
            row[i] = 1;
            LinearSolver.Solve(bread, n, row);
            double variance = 0;
            for (int a = 0; a < n; a++)
            {
                for (int b = 0; b < n; b++)
                {
                    variance += row[a] * row[b] * meat[a * n + b];
                }
            }
            widths[_features[i]] = z * Math.Sqrt(Math.Max(variance, 0));
        }
        return widths;
    }
}
