namespace MLNet.Interpret.LocalSurrogates;

/// <summary>Chooses features from the moments of the samples.</summary>
internal static class FeatureSelector
{
    private const int MostForForward = 6;
    private const double HighestWeightsPenalty = 0.01;

    /// <summary>Chooses features.</summary>
    /// <param name="method">How.</param>
    /// <param name="problem">The samples.</param>
    /// <param name="row">The features of the row that is explained.</param>
    /// <param name="count">The most features to choose.</param>
    public static int[] Select(FeatureSelection method, CentredProblem problem, ReadOnlySpan<double> row, int count)
    {
        int most = Math.Min(count, problem.Features);
        return method switch
        {
            FeatureSelection.None => All(problem.Features),
            FeatureSelection.HighestWeights => HighestWeights(problem, row, most),
            FeatureSelection.Forward => Forward(problem, most),
            FeatureSelection.LassoPath => LassoPath.Select(problem, most),
            _ => count <= MostForForward ? Forward(problem, most) : HighestWeights(problem, row, most),
        };
    }

    private static int[] All(int features)
    {
        int[] all = new int[features];
        for (int i = 0; i < features; i++)
        {
            all[i] = i;
        }
        return all;
    }

    private static int[] HighestWeights(CentredProblem problem, ReadOnlySpan<double> row, int count)
    {
        int[] features = All(problem.Features);
        double[] size = LinearSolver.Ridge(problem, features, HighestWeightsPenalty);
        for (int i = 0; i < size.Length; i++)
        {
            size[i] = -Math.Abs(size[i] * row[i]);
        }
        StableSort(features, size);
        return features[..count];
    }

    /// <summary>
    /// Each feature is swept out of the others once it is chosen, so that what a further one adds to R2 is its squared product with the
    /// residual over its own square.
    /// </summary>
    private static int[] Forward(CentredProblem problem, int count)
    {
        const double Tiny = 1e-10;
        int d = problem.Features;
        double[] gram = [.. problem.Gram], cross = [.. problem.Cross], pivot = new double[d];
        bool[] used = new bool[d];
        int[] chosen = new int[count];
        for (int i = 0; i < count; i++)
        {
            int best = -1;
            double most = -1;
            for (int j = 0; j < d; j++)
            {
                double own = gram[j * d + j];
                double gain = own > Tiny * problem.Gram[j * d + j] ? cross[j] * cross[j] / own : 0;
                if (!used[j] && gain > most)
                {
                    (best, most) = (j, gain);
                }
            }
            chosen[i] = best;
            used[best] = true;
            double diagonal = gram[best * d + best];
            if (diagonal <= Tiny * problem.Gram[best * d + best])
            {
                continue;
            }
            gram.AsSpan(best * d, d).CopyTo(pivot);
            double share = cross[best] / diagonal;
            for (int j = 0; j < d; j++)
            {
                double factor = pivot[j] / diagonal;
                cross[j] -= pivot[j] * share;
                for (int k = 0; k < d; k++)
                {
                    gram[j * d + k] -= factor * pivot[k];
                }
            }
        }
        return chosen;
    }

    /// <summary>Sorts by key, ties in the order that they had.</summary>
    internal static void StableSort(int[] items, double[] keys)
    {
        int[] order = All(items.Length), sorted = new int[items.Length];
        Array.Sort(order, (a, b) => keys[a] != keys[b] ? keys[a].CompareTo(keys[b]) : a.CompareTo(b));
        for (int i = 0; i < order.Length; i++)
        {
            sorted[i] = items[order[i]];
        }
        sorted.CopyTo(items, 0);
    }
}
