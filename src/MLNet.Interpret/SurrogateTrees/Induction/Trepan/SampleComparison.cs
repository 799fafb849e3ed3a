using MathNet.Numerics.Distributions;

namespace MLNet.Interpret.SurrogateTrees;

/// <summary>The chance that two samples are as different as they are where both are drawn alike.</summary>
internal static class SampleComparison
{
    /// <summary>Kolmogorov and Smirnov's test of two sorted samples, by Stephens's approximation for samples of any size.</summary>
    public static double Numbers(ReadOnlySpan<float> first, ReadOnlySpan<float> second)
    {
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
        double size = Math.Sqrt(first.Length * (double)second.Length / (first.Length + second.Length)), x = (size + 0.12 + 0.11 / size) * distance;
        // The series converges slowly where the chance is 1 to many digits.
        if (x < 0.2)
        {
            return 1;
        }
        double chance = 0;
        for (int k = 1; k <= 20; k++)
        {
            chance += (k % 2 == 1 ? 2 : -2) * Math.Exp(-2 * k * k * x * x);
        }
        return chance;
    }

    /// <summary>A chi-squared test of how often each category is among either sample.</summary>
    public static double Categories(ReadOnlySpan<double> first, ReadOnlySpan<double> second)
    {
        double ofFirst = 0, ofSecond = 0, sum = 0;
        for (int c = 0; c < first.Length; c++)
        {
            ofFirst += first[c];
            ofSecond += second[c];
        }
        double weight = Math.Sqrt(ofSecond / ofFirst);
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
}
