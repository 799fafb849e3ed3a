using MLNet.Interpret.Scoring;

namespace MLNet.Interpret.LocalSurrogates;

/// <summary>Fits one linear model to a model's scores over data or a part of it, and measures how faithful it is.</summary>
public static class GlobalLinear
{
    /// <summary>Fits and measures.</summary>
    /// <param name="scorer">The model, which stays the caller's.</param>
    /// <param name="layout">The features.</param>
    /// <param name="data">Rows with the columns that the model reads.</param>
    /// <param name="options">The settings; null for all of the data and the defaults.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <exception cref="ArgumentException">A setting is out of range, a region names what is no quantity, or too few rows lie in it.</exception>
    public static GlobalLinearReport Fit(IScorer scorer, TabularLayout layout, RowBatch data, GlobalLinearOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(scorer);
        ArgumentNullException.ThrowIfNull(layout);
        ArgumentNullException.ThrowIfNull(data);
        options ??= new GlobalLinearOptions();
        options.Check();
        RowBatch rows = RegionRows.Take(layout, data, options);
        if (rows.Count < Math.Max(options.Folds, 3))
        {
            throw new ArgumentException($"{rows.Count} rows lie in the region, but a cross-validation in {options.Folds} parts needs {Math.Max(options.Folds, 3)}; widen the region, or draw samples in it.");
        }
        TabularStatistics statistics = TabularStatistics.Learn(layout, rows, Discretizer.None);
        LinearDesign design = new(statistics, rows);
        float[] scores = scorer.Score(rows, cancellation);
        return Report(design, scores, scorer.Outputs, options);
    }

    private static GlobalLinearReport Report(LinearDesign design, float[] scores, int outputs, GlobalLinearOptions options)
    {
        int n = design.Rows, d = design.Columns, folds = options.Folds;
        int[] order = new int[n], all = [.. Enumerable.Range(0, d)];
        RandomStream random = new(options.Seed, stream: 2);
        random.Permute(order);
        int[] fold = new int[n];
        for (int i = 0; i < n; i++)
        {
            fold[order[i]] = i % folds;
        }
        // The means that scores are taken less of keep the digits of sums of squares.
        double[] shift = [.. Enumerable.Range(0, outputs).Select(t => Enumerable.Range(0, n).Average(i => (double)scores[i * outputs + t]))];
        double[] shifted = new double[outputs * n], weights = new double[n];
        for (int t = 0; t < outputs; t++)
        {
            for (int i = 0; i < n; i++)
            {
                shifted[t * n + i] = scores[i * outputs + t] - shift[t];
            }
        }
        double[] validated = new double[n * outputs];
        for (int f = 0; f < folds; f++)
        {
            for (int i = 0; i < n; i++)
            {
                weights[i] = fold[i] == f ? 0 : 1;
            }
            WeightedMoments others = Moments(weights);
            for (int t = 0; t < outputs; t++)
            {
                (double[] w, double b, _) = Solve(others, t);
                for (int i = 0; i < n; i++)
                {
                    if (fold[i] == f)
                    {
                        validated[i * outputs + t] = shift[t] + b + design.Product(i, w);
                    }
                }
            }
        }
        Array.Fill(weights, 1);
        WeightedMoments whole = Moments(weights);
        LinearScore[] classes = [.. Enumerable.Range(0, outputs).Select(t =>
        {
            (double[] w, double b, double r2) = Solve(whole, t);
            double residual = 0, total = 0, error = 0;
            for (int i = 0; i < n; i++)
            {
                double miss = scores[i * outputs + t] - validated[i * outputs + t];
                residual += miss * miss;
                total += shifted[t * n + i] * shifted[t * n + i];
                error += Math.Abs(miss);
            }
            (double intercept, LinearTerm[] terms) = design.Terms(w, b + shift[t]);
            return new LinearScore(t, intercept, terms, r2, total > 0 ? 1 - residual / total : residual == 0 ? 1 : 0, error / n);
        })];
        double? agreement = outputs == 1 ? null : Enumerable.Range(0, n).Average(i =>
            Highest(i => scores[i], i * outputs) == Highest(i => validated[i], i * outputs) ? 1.0 : 0);
        return new GlobalLinearReport(n, classes, agreement);

        WeightedMoments Moments(double[] of)
        {
            WeightedMoments moments = new(d, outputs);
            moments.Add(design.Values, of, shifted, n, n);
            return moments;
        }

        (double[] Weights, double Intercept, double R2) Solve(WeightedMoments moments, int target)
        {
            CentredProblem problem = new(moments, target);
            double[] w = LinearSolver.Ridge(problem, all, options.Penalty);
            return (w, problem.Intercept(all, w), problem.R2(all, w));
        }

        int Highest(Func<int, double> score, int start)
        {
            int best = 0;
            for (int t = 1; t < outputs; t++)
            {
                best = score(start + t) > score(start + best) ? t : best;
            }
            return best;
        }
    }
}
