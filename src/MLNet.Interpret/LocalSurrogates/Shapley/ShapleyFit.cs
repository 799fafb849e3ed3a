using System.Numerics.Tensors;

namespace MLNet.Interpret.LocalSurrogates;

/// <summary>
/// The weighted least squares fit whose solution is the Shapley values: weights that sum to the difference of the row's score from the
/// background's. Sets and their weights are the same for all rows, so the normal equations are factored once.
/// </summary>
internal sealed class ShapleyFit
{
    private readonly int _features;
    private readonly int _count;
    private readonly double[] _weights;
    private readonly double[] _design;
    private readonly double[] _weighted;
    private readonly double[] _factor;
    private readonly double[] _ones;

    public ShapleyFit(Coalitions coalitions, int features)
    {
        _features = features;
        _count = coalitions.Count;
        _weights = [.. coalitions.Weights];
        _design = new double[features * _count];
        _weighted = new double[features * _count];
        for (int i = 0; i < _count; i++)
        {
            for (int j = 0; j < features; j++)
            {
                _design[j * _count + i] = coalitions[i][j] ? 1 : 0;
                _weighted[j * _count + i] = coalitions[i][j] ? _weights[i] : 0;
            }
        }
        WeightedMoments moments = new(features, 0);
        moments.Add(_design, _weights, [], _count, _count);
        _factor = new double[features * features];
        for (int j = 0; j < features; j++)
        {
            for (int k = 0; k <= j; k++)
            {
                _factor[j * features + k] = moments.Gram(j, k);
            }
        }
        LinearSolver.Factor(_factor, features);
        _ones = new double[features];
        Array.Fill(_ones, 1);
        LinearSolver.Solve(_factor, features, _ones);
    }

    /// <summary>Fits the values of one score.</summary>
    /// <param name="target">What the score is called in the result.</param>
    /// <param name="score">The row's score.</param>
    /// <param name="background">The mean score of the background.</param>
    /// <param name="values">The mean score of each set.</param>
    public LocalExplanation Run(int target, double score, double background, ReadOnlySpan<double> values)
    {
        double[] shifted = new double[_count], phi = new double[_features];
        TensorPrimitives.Subtract(values, background, shifted);
        double missing = score - background;
        if (_features == 1)
        {
            phi[0] = missing;
        }
        else
        {
            for (int j = 0; j < _features; j++)
            {
                phi[j] = TensorPrimitives.Dot<double>(_weighted.AsSpan(j * _count, _count), shifted);
            }
            LinearSolver.Solve(_factor, _features, phi);
            double push = (missing - TensorPrimitives.Sum<double>(phi)) / TensorPrimitives.Sum<double>(_ones);
            TensorPrimitives.MultiplyAdd(_ones, push, phi, phi);
        }
        double[] row = new double[_features];
        Array.Fill(row, 1);
        int[] features = [.. Enumerable.Range(0, _features)];
        return SurrogateFit.Sparse(target, row, features, phi, background, score, R2(phi, shifted), _count + 2);
    }

    private double R2(double[] phi, double[] shifted)
    {
        if (_count == 0)
        {
            return 1;
        }
        double mean = TensorPrimitives.Dot<double>(_weights, shifted) / TensorPrimitives.Sum<double>(_weights), residual = 0, total = 0;
        double[] fitted = new double[_count];
        for (int j = 0; j < _features; j++)
        {
            TensorPrimitives.MultiplyAdd(_design.AsSpan(j * _count, _count), phi[j], fitted, fitted);
        }
        for (int i = 0; i < _count; i++)
        {
            residual += _weights[i] * (shifted[i] - fitted[i]) * (shifted[i] - fitted[i]);
            total += _weights[i] * (shifted[i] - mean) * (shifted[i] - mean);
        }
        return total > 0 ? 1 - residual / total : residual == 0 ? 1 : 0;
    }
}
