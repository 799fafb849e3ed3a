namespace MLNet.Interpret.LocalSurrogates;

/// <summary>Fits the sparse linear model of one score of one row, of samples of any kind.</summary>
internal static class SurrogateFit
{
    /// <summary>Chooses features and fits their weights.</summary>
    /// <param name="moments">The samples, their scores less <paramref name="shift"/>.</param>
    /// <param name="index">The score's place among those of the moments.</param>
    /// <param name="target">What the score is called in the result.</param>
    /// <param name="row">The features of the row.</param>
    /// <param name="score">The model's score of the row.</param>
    /// <param name="shift">What was taken off the scores, so that sums of squares keep their digits.</param>
    /// <param name="samples">The number of samples.</param>
    /// <param name="options">The settings.</param>
    public static LocalExplanation Run(
        WeightedMoments moments, int index, int target, ReadOnlySpan<double> row, double score, double shift, int samples, LimeOptions options)
    {
        CentredProblem problem = new(moments, index);
        int[] features = FeatureSelector.Select(options.Selection, problem, row, options.Features);
        double[] coefficients = options.Regressor == SurrogateRegressor.Lasso
            ? LinearSolver.Lasso(problem, features, options.Penalty)
            : LinearSolver.Ridge(problem, features, options.Penalty);
        double intercept = problem.Intercept(features, coefficients);
        double r2 = problem.R2(features, coefficients);
        if (options.Regressor == SurrogateRegressor.Lasso)
        {
            features = [.. features.Where((_, i) => coefficients[i] != 0)];
            coefficients = [.. coefficients.Where(c => c != 0)];
        }
        return Sparse(target, row, features, coefficients, intercept + shift, score, r2, samples);
    }

    /// <summary>Puts the weights of some features where they belong among all.</summary>
    public static LocalExplanation Sparse(
        int target, ReadOnlySpan<double> row, int[] features, double[] coefficients, double intercept, double score, double r2, int samples)
    {
        double[] weights = new double[row.Length], size = new double[features.Length];
        double prediction = intercept;
        for (int i = 0; i < features.Length; i++)
        {
            weights[features[i]] = coefficients[i];
            prediction += coefficients[i] * row[features[i]];
            size[i] = -Math.Abs(coefficients[i]);
        }
        int[] ranked = [.. features];
        FeatureSelector.StableSort(ranked, size);
        return new LocalExplanation
        {
            Target = target,
            Score = score,
            Weights = weights,
            Features = ranked,
            Intercept = intercept,
            LocalPrediction = prediction,
            R2 = r2,
            Samples = samples,
        };
    }
}
