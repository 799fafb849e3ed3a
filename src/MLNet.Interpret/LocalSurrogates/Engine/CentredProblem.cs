namespace MLNet.Interpret.LocalSurrogates;

/// <summary>A least squares problem with an intercept for one score: what is left when weighted means are taken off.</summary>
internal sealed class CentredProblem
{
    private readonly WeightedMoments _moments;
    private readonly int _target;

    public CentredProblem(WeightedMoments moments, int target)
    {
        _moments = moments;
        _target = target;
        int d = moments.Features;
        double weight = moments.Weight;
        Gram = new double[d * d];
        Cross = new double[d];
        double scoreMean = moments.ScoreSum(target) / weight;
        for (int j = 0; j < d; j++)
        {
            double mean = moments.Sum(j) / weight;
            Cross[j] = moments.Cross(target, j) - mean * moments.ScoreSum(target);
            for (int k = 0; k <= j; k++)
            {
                Gram[j * d + k] = Gram[k * d + j] = moments.Gram(j, k) - mean * moments.Sum(k);
            }
        }
        Total = Math.Max(0, moments.ScoreSquare(target) - scoreMean * moments.ScoreSum(target));
    }

    public int Features => _moments.Features;

    /// <summary>The sum of the weights.</summary>
    public double Weight => _moments.Weight;

    /// <summary>Weighted products of centred features, features x features.</summary>
    public double[] Gram { get; }

    /// <summary>Weighted products of centred features with the centred score.</summary>
    public double[] Cross { get; }

    /// <summary>The weighted sum of squares of the centred score.</summary>
    public double Total { get; }

    /// <summary>The weighted mean of the score.</summary>
    public double ScoreMean => _moments.ScoreSum(_target) / _moments.Weight;

    /// <summary>The weighted mean of a feature.</summary>
    public double Mean(int feature) => _moments.Sum(feature) / _moments.Weight;

    /// <summary>The intercept that goes with coefficients of some features.</summary>
    public double Intercept(ReadOnlySpan<int> features, ReadOnlySpan<double> coefficients)
    {
        double intercept = ScoreMean;
        for (int i = 0; i < features.Length; i++)
        {
            intercept -= coefficients[i] * Mean(features[i]);
        }
        return intercept;
    }

    /// <summary>The weighted R2 of a fit with its intercept: 1 where a constant score is met, 0 where it is not.</summary>
    public double R2(ReadOnlySpan<int> features, ReadOnlySpan<double> coefficients)
    {
        double residual = Total;
        int d = Features;
        for (int i = 0; i < features.Length; i++)
        {
            double product = 0;
            for (int k = 0; k < features.Length; k++)
            {
                product += Gram[features[i] * d + features[k]] * coefficients[k];
            }
            residual += coefficients[i] * (product - 2 * Cross[features[i]]);
        }
        residual = Math.Max(residual, 0);
        return Total > 0 ? 1 - residual / Total : residual == 0 ? 1 : 0;
    }
}
