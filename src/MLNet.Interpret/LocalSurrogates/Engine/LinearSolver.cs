namespace MLNet.Interpret.LocalSurrogates;

/// <summary>Ridge and lasso fits of a <see cref="CentredProblem"/>, in closed form and by coordinate descent.</summary>
internal static class LinearSolver
{
    /// <summary>A pivot below this share of the diagonal stands for a feature that the others already explain.</summary>
    private const double Tiny = 1e-12;

    /// <summary>Coefficients that minimise the weighted squared error plus the penalty times their squares.</summary>
    /// <remarks>A feature that is a linear combination of those before it gets 0 where there is no penalty.</remarks>
    public static double[] Ridge(CentredProblem problem, ReadOnlySpan<int> features, double penalty)
    {
        int n = features.Length, d = problem.Features;
        double[] matrix = new double[n * n], right = new double[n];
        for (int i = 0; i < n; i++)
        {
            for (int k = 0; k <= i; k++)
            {
                matrix[i * n + k] = problem.Gram[features[i] * d + features[k]];
            }
            matrix[i * n + i] += penalty;
            right[i] = problem.Cross[features[i]];
        }
        Factor(matrix, n);
        Solve(matrix, n, right);
        return right;
    }

    /// <summary>
    /// Coefficients that minimise half the weighted mean squared error plus the penalty times their absolute values.
    /// </summary>
    public static double[] Lasso(CentredProblem problem, ReadOnlySpan<int> features, double penalty)
    {
        const int MostSweeps = 10_000;
        const double Tolerance = 1e-10;
        int n = features.Length, d = problem.Features;
        double threshold = penalty * problem.Weight;
        double[] coefficients = new double[n], gradient = new double[n];
        for (int i = 0; i < n; i++)
        {
            gradient[i] = problem.Cross[features[i]];
        }
        for (int sweep = 0; sweep < MostSweeps; sweep++)
        {
            double largest = 0, moved = 0;
            for (int i = 0; i < n; i++)
            {
                double own = problem.Gram[features[i] * d + features[i]];
                if (own <= 0)
                {
                    continue;
                }
                double free = gradient[i] + own * coefficients[i];
                double next = Math.Sign(free) * Math.Max(Math.Abs(free) - threshold, 0) / own;
                double change = next - coefficients[i];
                if (change != 0)
                {
                    for (int k = 0; k < n; k++)
                    {
                        gradient[k] -= change * problem.Gram[features[i] * d + features[k]];
                    }
                    coefficients[i] = next;
                }
                moved = Math.Max(moved, Math.Abs(change));
                largest = Math.Max(largest, Math.Abs(next));
            }
            if (moved <= Tolerance * largest)
            {
                break;
            }
        }
        return coefficients;
    }

    /// <summary>The Cholesky factor in place of the lower triangle; rows of features that depend on earlier ones become 0.</summary>
    public static void Factor(double[] matrix, int n)
    {
        for (int i = 0; i < n; i++)
        {
            double diagonal = matrix[i * n + i];
            for (int k = 0; k <= i; k++)
            {
                double sum = matrix[i * n + k];
                for (int m = 0; m < k; m++)
                {
                    sum -= matrix[i * n + m] * matrix[k * n + m];
                }
                if (k < i)
                {
                    double pivot = matrix[k * n + k];
                    matrix[i * n + k] = pivot > 0 ? sum / pivot : 0;
                }
                else
                {
                    matrix[i * n + i] = sum > Tiny * diagonal ? Math.Sqrt(sum) : 0;
                }
            }
        }
    }

    /// <summary>Solves with the factor of <see cref="Factor"/>, in place.</summary>
    public static void Solve(double[] factor, int n, Span<double> right)
    {
        for (int i = 0; i < n; i++)
        {
            double pivot = factor[i * n + i], sum = right[i];
            for (int k = 0; k < i; k++)
            {
                sum -= factor[i * n + k] * right[k];
            }
            right[i] = pivot > 0 ? sum / pivot : 0;
        }
        for (int i = n - 1; i >= 0; i--)
        {
            double pivot = factor[i * n + i], sum = right[i];
            for (int k = i + 1; k < n; k++)
            {
                sum -= factor[k * n + i] * right[k];
            }
            right[i] = pivot > 0 ? sum / pivot : 0;
        }
    }
}
