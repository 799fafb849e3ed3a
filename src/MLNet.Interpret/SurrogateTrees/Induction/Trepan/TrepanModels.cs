using MathNet.Numerics.Distributions;

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
        return free.Any(f => (lesson.Features[f].IsCategorical ? CategoriesAlike(f, rows, among) : NumbersAlike(f, rows, among)) <= Significance / free.Length);
    }

    private static IEnumerable<int> FeaturesOf(TreeTest test) => test switch
    {
        NumericTest numeric => [numeric.Feature],
        CategoricalTest categorical => [categorical.Feature],
        MOfNTest mOfN => mOfN.Literals.Select(l => l.Feature),
        _ => [],
    };

    /// <summary>The chance that two samples of a number are as different as these where they are drawn alike (Kolmogorov and Smirnov).</summary>
    private double NumbersAlike(int feature, int[] rows, int[] among)
    {
        float[] first = Sorted(feature, rows), second = Sorted(feature, among);
        double distance = 0;
        for (int i = 0, j = 0; i < first.Length && j < second.Length;)
        {
            float value = Math.Min(first[i], second[j]);
            while (i < first.Length && first[i] <= value)
            {
                i++;
            }
            while (j < second.Length && second[j] <= value)
            {
                j++;
            }
            distance = Math.Max(distance, Math.Abs(i / (double)first.Length - j / (double)second.Length));
        }
        // Stephens's approximation for samples of any size.
        double size = Math.Sqrt(first.Length * (double)second.Length / (first.Length + second.Length)), x = (size + 0.12 + 0.11 / size) * distance;
        double chance = 0;
        for (int k = 1; k <= 100 && x > 0.2; k++)
        {
            chance += (k % 2 == 1 ? 2 : -2) * Math.Exp(-2 * k * k * x * x);
        }
        return x > 0.2 ? chance : 1;
    }

    /// <summary>The chance that two samples of a category are as different as these where they are drawn alike.</summary>
    private double CategoriesAlike(int feature, int[] rows, int[] among)
    {
        double[] first = Counts(feature, rows), second = Counts(feature, among);
        double weight = Math.Sqrt(among.Length / (double)rows.Length), sum = 0;
        int present = 0;
        for (int c = 0; c < first.Length; c++)
        {
            if (first[c] + second[c] > 0)
            {
                double difference = weight * first[c] - second[c] / weight;
                sum += difference * difference / (first[c] + second[c]);
                present++;
            }
        }
        return present < 2 ? 1 : 1 - ChiSquared.CDF(present - 1, sum);
    }

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
