namespace MLNet.Interpret.LocalSurrogates;

/// <summary>Splits one feature where a decision tree would: the largest gain of information about labels, three levels deep.</summary>
internal static class EntropyBins
{
    private const int Depth = 3;
    private const double SameValue = 1e-7;

    /// <summary>The thresholds, ascending; none where no split tells labels apart.</summary>
    /// <param name="values">The feature's values.</param>
    /// <param name="labels">The class of each, from 0.</param>
    public static double[] Thresholds(ReadOnlySpan<double> values, ReadOnlySpan<int> labels)
    {
        // Trees of scikit-learn see single precision.
        float[] sorted = new float[values.Length];
        for (int i = 0; i < sorted.Length; i++)
        {
            sorted[i] = (float)values[i];
        }
        int[] classes = labels.ToArray();
        Array.Sort(sorted, classes);
        List<double> thresholds = [];
        int count = 0;
        foreach (int label in classes)
        {
            count = Math.Max(count, label + 1);
        }
        Split(sorted, classes, count, Depth, thresholds);
        thresholds.Sort();
        return [.. thresholds];
    }

    private static void Split(ReadOnlySpan<float> values, ReadOnlySpan<int> labels, int classes, int depth, List<double> thresholds)
    {
        int n = values.Length;
        double[] left = new double[classes], right = new double[classes];
        foreach (int label in labels)
        {
            right[label]++;
        }
        if (depth == 0 || n < 2 || right.Max() == n)
        {
            return;
        }
        int best = -1;
        double least = double.PositiveInfinity;
        for (int i = 1; i < n; i++)
        {
            left[labels[i - 1]]++;
            right[labels[i - 1]]--;
            if (values[i] > values[i - 1] + SameValue)
            {
                double entropy = Entropy(left, i) + Entropy(right, n - i);
                if (entropy < least)
                {
                    (least, best) = (entropy, i);
                }
            }
        }
        if (best < 0)
        {
            return;
        }
        thresholds.Add(values[best - 1] / 2.0 + values[best] / 2.0);
        Split(values[..best], labels[..best], classes, depth - 1, thresholds);
        Split(values[best..], labels[best..], classes, depth - 1, thresholds);
    }

    /// <summary>The entropy of a node in bits times its number of rows.</summary>
    private static double Entropy(double[] counts, double total)
    {
        double sum = 0;
        foreach (double count in counts)
        {
            if (count > 0)
            {
                sum -= count * Math.Log2(count / total);
            }
        }
        return sum;
    }
}
