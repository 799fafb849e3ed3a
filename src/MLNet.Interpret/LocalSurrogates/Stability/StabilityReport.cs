namespace MLNet.Interpret.LocalSurrogates;

/// <summary>
/// How far explanations of one row agree over several seeds (Visani, Bagli, Chesani, Poluzzi, Capuzzo 2020, "Statistical Stability Indices for LIME").
/// </summary>
/// <param name="Vsi">
/// The variables stability index, from 0 to 100: the mean, over pairs of explanations, of the share of chosen features that both have.
/// </param>
/// <param name="Csi">
/// The coefficients stability index, from 0 to 100: the mean, over features, of the share of pairs of explanations that have the feature whose
/// confidence intervals of its weight overlap.
/// </param>
/// <param name="Runs">The explanations.</param>
public sealed record StabilityReport(double Vsi, double Csi, IReadOnlyList<LocalExplanation> Runs)
{
    /// <summary>Compares explanations of one row.</summary>
    /// <param name="runs">The explanations, at least two, with confidence intervals.</param>
    /// <exception cref="ArgumentException">There are fewer than two, or they have no intervals.</exception>
    public static StabilityReport Of(IReadOnlyList<LocalExplanation> runs)
    {
        ArgumentNullException.ThrowIfNull(runs);
        if (runs.Count < 2 || runs.Any(r => r.HalfWidths is null))
        {
            throw new ArgumentException($"Stability is measured over two explanations or more with confidence intervals, but {runs.Count} are given, {runs.Count(r => r.HalfWidths is null)} of them without.", nameof(runs));
        }
        double shared = 0;
        int pairs = 0, features = runs[0].Weights.Length, most = runs.Max(r => r.Features.Length);
        double[] overlaps = new double[features];
        int[] both = new int[features];
        for (int a = 0; a < runs.Count; a++)
        {
            for (int b = a + 1; b < runs.Count; b++)
            {
                pairs++;
                int[] common = [.. runs[a].Features.Intersect(runs[b].Features)];
                shared += most == 0 ? 1 : (double)common.Length / most;
                foreach (int j in common)
                {
                    both[j]++;
                    double distance = Math.Abs(runs[a].Weights[j] - runs[b].Weights[j]);
                    overlaps[j] += distance <= runs[a].HalfWidths![j] + runs[b].HalfWidths![j] ? 1 : 0;
                }
            }
        }
        int[] seen = [.. Enumerable.Range(0, features).Where(j => both[j] > 0)];
        double csi = seen.Length == 0 ? 1 : seen.Average(j => overlaps[j] / both[j]);
        return new StabilityReport(100 * shared / pairs, 100 * csi, runs);
    }
}
