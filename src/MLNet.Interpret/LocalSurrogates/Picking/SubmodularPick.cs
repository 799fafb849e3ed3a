using System.Numerics.Tensors;

namespace MLNet.Interpret.LocalSurrogates;

/// <summary>
/// Chooses few rows whose explanations together cover the features that matter (SP-LIME; Ribeiro, Singh, Guestrin 2016, algorithm 2).
/// </summary>
/// <remarks>
/// Features are as important as the square root of the sum of their weights' absolute values; the coverage of rows is the importance of
/// the features that any of them uses. Coverage is submodular, so that the greedy choice reaches at least 1 - 1/e (63 %) of the best possible
/// (Nemhauser, Wolsey, Fisher 1978), and often more, which <see cref="PickReport.Guarantee"/> states.
/// </remarks>
public static class SubmodularPick
{
    /// <summary>Chooses rows.</summary>
    /// <param name="weights">The weights of each row's explanation, all of one length.</param>
    /// <param name="count">The number of rows to choose; fewer are chosen where there are fewer.</param>
    /// <exception cref="ArgumentException">The count is not positive, or the weights are not of one length, or not finite.</exception>
    public static PickReport Run(IReadOnlyList<float[]> weights, int count)
    {
        ArgumentNullException.ThrowIfNull(weights);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        int features = weights.Count == 0 ? 0 : weights[0].Length;
        double[] importance = Importance(weights, features);
        int[][] used = [.. weights.Select(w => Enumerable.Range(0, features).Where(j => w[j] != 0).ToArray())];
        bool[] covered = new bool[features], taken = new bool[weights.Count];
        double total = 0;
        List<PickedRow> picked = [];
        double bound = double.PositiveInfinity;
        while (true)
        {
            double[] gains = [.. used.Select((u, i) => taken[i] ? 0 : u.Sum(j => covered[j] ? 0 : importance[j]))];
            bound = Math.Min(bound, total + gains.OrderDescending().Take(count).Sum());
            if (picked.Count == Math.Min(count, weights.Count))
            {
                break;
            }
            int best = -1;
            for (int i = 0; i < gains.Length; i++)
            {
                if (!taken[i] && (best < 0 || gains[i] > gains[best]))
                {
                    best = i;
                }
            }
            taken[best] = true;
            foreach (int j in used[best])
            {
                covered[j] = true;
            }
            total += gains[best];
            picked.Add(new PickedRow(best, gains[best], total));
        }
        double all = Enumerable.Range(0, features).Where(j => used.Any(u => Array.IndexOf(u, j) >= 0)).Sum(j => importance[j]);
        bound = Math.Min(bound, all);
        return new PickReport(picked, importance, total, all, bound > 0 ? Math.Clamp(total / bound, 1 - 1 / Math.E, 1) : 1);
    }

    private static double[] Importance(IReadOnlyList<float[]> weights, int features)
    {
        double[] sums = new double[features];
        for (int i = 0; i < weights.Count; i++)
        {
            if (weights[i].Length != features)
            {
                throw new ArgumentException($"Row {i} (from 0) has {weights[i].Length} weights, but the first has {features}; explanations of one model have as many.", nameof(weights));
            }
            for (int j = 0; j < features; j++)
            {
                sums[j] += float.IsFinite(weights[i][j])
                    ? Math.Abs(weights[i][j])
                    : throw new ArgumentException(FormattableString.Invariant($"Row {i}, weight {j} (both from 0) is {weights[i][j]}; weights must be finite."), nameof(weights));
            }
        }
        TensorPrimitives.Sqrt<double>(sums, sums);
        return sums;
    }
}

/// <summary>A row that was chosen.</summary>
/// <param name="Row">Its place among the rows.</param>
/// <param name="Gain">The importance of the features that it was the first to cover.</param>
/// <param name="Coverage">The importance of all features that are covered with it.</param>
public sealed record PickedRow(int Row, double Gain, double Coverage);

/// <summary>The rows that were chosen, and how good the choice is.</summary>
/// <param name="Rows">The rows, the first choice first.</param>
/// <param name="Importance">The importance of each feature.</param>
/// <param name="Coverage">The importance of the features that the rows cover.</param>
/// <param name="MostCoverage">That of the features that any row covers.</param>
/// <param name="Guarantee">The share of the best possible coverage by as many rows that is surely reached: at least 1 - 1/e.</param>
public sealed record PickReport(IReadOnlyList<PickedRow> Rows, IReadOnlyList<double> Importance, double Coverage, double MostCoverage, double Guarantee);
