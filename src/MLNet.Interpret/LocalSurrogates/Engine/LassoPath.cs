namespace MLNet.Interpret.LocalSurrogates;

/// <summary>The lasso's coefficients as its penalty falls to nothing, by least angle regression (Efron, Hastie, Johnstone, Tibshirani 2004).</summary>
internal static class LassoPath
{
    private const int MostSteps = 500;
    private const double Tiny = 1e-10;

    /// <summary>The features of the last point of the path that has no more of them than are asked for.</summary>
    public static int[] Select(CentredProblem problem, int count)
    {
        int[] last = [];
        foreach (double[] coefficients in Follow(problem))
        {
            int[] nonzero = [.. Enumerable.Range(0, coefficients.Length).Where(j => coefficients[j] != 0)];
            if (nonzero.Length > 0 && nonzero.Length <= count)
            {
                last = nonzero;
            }
        }
        return last;
    }

    /// <summary>The coefficients at each point of the path where a feature joins or leaves, and at its end. Each is a new array.</summary>
    public static IEnumerable<double[]> Follow(CentredProblem problem)
    {
        int d = problem.Features;
        double[] beta = new double[d], correlation = [.. problem.Cross], direction = new double[d];
        List<int> active = [];
        bool[] isActive = new bool[d], isOut = new bool[d];
        double first = Largest(correlation, isOut);
        int left = -1;
        for (int step = 0; step < MostSteps; step++)
        {
            double height = Largest(correlation, isOut);
            if (height <= Tiny * first || height == 0)
            {
                yield break;
            }
            if (left < 0 && !Join(problem, correlation, height, active, isActive, isOut) && active.Count == 0)
            {
                yield break;
            }
            left = -1;

            double[] along = Direction(problem, active, correlation);
            Array.Clear(direction);
            for (int i = 0; i < active.Count; i++)
            {
                for (int j = 0; j < d; j++)
                {
                    direction[j] += problem.Gram[active[i] * d + j] * along[i];
                }
            }
            double distance = height;
            for (int j = 0; j < d; j++)
            {
                if (!isActive[j] && !isOut[j])
                {
                    Shorten(ref distance, height - correlation[j], 1 - direction[j], Tiny * height);
                    Shorten(ref distance, height + correlation[j], 1 + direction[j], Tiny * height);
                }
            }
            for (int i = 0; i < active.Count; i++)
            {
                double crossing = -beta[active[i]] / along[i];
                if (crossing > 0 && crossing < distance)
                {
                    (distance, left) = (crossing, i);
                }
            }
            for (int i = 0; i < active.Count; i++)
            {
                beta[active[i]] += distance * along[i];
            }
            for (int j = 0; j < d; j++)
            {
                correlation[j] -= distance * direction[j];
            }
            if (left >= 0)
            {
                beta[active[left]] = 0;
                isActive[active[left]] = false;
                active.RemoveAt(left);
            }
            yield return [.. beta];
        }
    }

    /// <summary>Takes in the feature with the largest correlation, unless it depends on those that are in already.</summary>
    private static bool Join(CentredProblem problem, double[] correlation, double height, List<int> active, bool[] isActive, bool[] isOut)
    {
        int d = problem.Features;
        while (true)
        {
            int best = -1;
            for (int j = 0; j < d; j++)
            {
                if (!isActive[j] && !isOut[j] && Math.Abs(correlation[j]) >= height * (1 - 1e-9)
                    && (best < 0 || Math.Abs(correlation[j]) > Math.Abs(correlation[best])))
                {
                    best = j;
                }
            }
            if (best < 0)
            {
                return false;
            }
            active.Add(best);
            double[] factor = FactorOf(problem, active);
            if (factor[^1] > 1e-7 * Math.Sqrt(problem.Gram[best * d + best]))
            {
                isActive[best] = true;
                return true;
            }
            active.RemoveAt(active.Count - 1);
            isOut[best] = true;
        }
    }

    private static double[] FactorOf(CentredProblem problem, List<int> active)
    {
        int n = active.Count;
        double[] factor = new double[n * n];
        for (int i = 0; i < n; i++)
        {
            for (int k = 0; k <= i; k++)
            {
                factor[i * n + k] = problem.Gram[active[i] * problem.Features + active[k]];
            }
        }
        LinearSolver.Factor(factor, n);
        return factor;
    }

    /// <summary>The direction in which the correlations of all active features fall alike.</summary>
    private static double[] Direction(CentredProblem problem, List<int> active, double[] correlation)
    {
        double[] along = [.. active.Select(j => (double)Math.Sign(correlation[j]))];
        LinearSolver.Solve(FactorOf(problem, active), active.Count, along);
        return along;
    }

    private static void Shorten(ref double distance, double gap, double speed, double tiny)
    {
        if (speed > Tiny && gap > tiny)
        {
            distance = Math.Min(distance, gap / speed);
        }
    }

    private static double Largest(double[] correlation, bool[] isOut)
    {
        double largest = 0;
        for (int j = 0; j < correlation.Length; j++)
        {
            if (!isOut[j])
            {
                largest = Math.Max(largest, Math.Abs(correlation[j]));
            }
        }
        return largest;
    }
}
