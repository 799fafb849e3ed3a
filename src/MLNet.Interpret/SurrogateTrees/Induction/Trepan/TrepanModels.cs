namespace MLNet.Interpret.SurrogateTrees;

/// <summary>
/// Decides whether the training rows at a node are to be drawn like, or those of the node above: only where they are surely distributed
/// otherwise in a feature that the path does not ask about, by Kolmogorov and Smirnov's test of numbers and a chi-squared test of categories.
/// </summary>
internal sealed class TrepanModels(Lesson lesson)
{
    // The chance of error of all tests of a node together (Bonferroni).
    private const double Significance = 0.1;

    /// <summary>Whether some rows are distributed otherwise than others that they are among.</summary>
    public bool Differ(int[] rows, int[] among, IReadOnlyList<(TreeTest Test, int Branch)> constraints)
    {
        if (rows.Length < 2)
        {
            return false;
        }
        HashSet<int> asked = [.. constraints.SelectMany(c => FeaturesOf(c.Test))];
        int[] free = [.. Enumerable.Range(0, lesson.Features.Count).Where(f => !asked.Contains(f))];
        return free.Any(f => (lesson.Features[f].IsCategorical
            ? SampleComparison.Categories(Counts(f, rows), Counts(f, among))
            : SampleComparison.Numbers(Sorted(f, rows), Sorted(f, among))) <= Significance / free.Length);
    }

    private static IEnumerable<int> FeaturesOf(TreeTest test) => test switch
    {
        NumericTest numeric => [numeric.Feature],
        CategoricalTest categorical => [categorical.Feature],
        MOfNTest mOfN => mOfN.Literals.Select(l => l.Feature),
        _ => [],
    };

    private float[] Sorted(int feature, int[] rows)
    {
        float[] values = [.. rows.Select(r => lesson.Examples.Row(r)[feature])];
        Array.Sort(values);
        return values;
    }

    private double[] Counts(int feature, int[] rows)
    {
        double[] counts = new double[lesson.Features[feature].Categories!.Count];
        foreach (int row in rows)
        {
            counts[(int)lesson.Examples.Row(row)[feature]]++;
        }
        return counts;
    }
}
