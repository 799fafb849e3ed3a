namespace Microsoft.ML.Trainers.FastTree;

/// <summary>Finds bins for the values of a feature that hold about as many of them each.</summary>
internal static class BinFinder
{
    /// <summary>The upper bounds of the bins, the last one infinite; only that one where no split could leave enough on both sides.</summary>
    /// <param name="values">The values.</param>
    /// <param name="maximumBins">How many bins there may be.</param>
    /// <param name="minimumPerSide">How many values there must be on each side of a split.</param>
    public static double[] UpperBounds(ReadOnlySpan<float> values, int maximumBins, int minimumPerSide)
    {
        float[] sorted = values.ToArray();
        Array.Sort(sorted);
        List<float> distinct = [];
        // before[i] counts the values below the i-th distinct one.
        List<int> before = [];
        for (int i = 0; i < sorted.Length; i++)
            if (i == 0 || sorted[i] != sorted[i - 1])
            {
                distinct.Add(sorted[i]);
                before.Add(i);
            }
        before.Add(sorted.Length);
        if (!CanSplit(before, minimumPerSide))
            return [double.PositiveInfinity];

        int[] cuts = distinct.Count <= maximumBins ? [.. Enumerable.Range(0, distinct.Count + 1)] : Cuts([.. before], maximumBins);
        double[] bounds = new double[cuts.Length - 1];
        for (int i = 0; i < bounds.Length - 1; i++)
            bounds[i] = Between(distinct[cuts[i + 1] - 1], distinct[cuts[i + 1]]);
        bounds[^1] = double.PositiveInfinity;
        return bounds;
    }

    private static bool CanSplit(List<int> before, int minimumPerSide)
    {
        int total = before[^1];
        for (int i = 1; i < before.Count - 1; i++)
            if (before[i] >= minimumPerSide && total - before[i] >= minimumPerSide)
                return true;
        return false;
    }

    private static double Between(double low, double high)
    {
        double middle = low / 2 + high / 2;
        return low < middle ? middle : high;
    }

    /// <summary>
    /// Where to cut: the bin whose cut in two lowers the sum of squared counts most is cut until there are enough of them,
    /// then cuts move to where their neighbours leave them best, as long as that lowers the sum.
    /// </summary>
    private static int[] Cuts(int[] before, int bins)
    {
        // .NET's queue gives out the smallest.
        var queue = new PriorityQueue<(int Low, int Cut, int High), long>();
        void Enqueue(int low, int high)
        {
            if (high - low < 2)
                return;
            int cut = BestCut(before, low, high);
            queue.Enqueue((low, cut, high), -Gain(before, low, cut, high));
        }
        Enqueue(0, before.Length - 1);
        List<int> cuts = [0, before.Length - 1];
        while (cuts.Count < bins + 1)
        {
            var (low, cut, high) = queue.Dequeue();
            cuts.Add(cut);
            Enqueue(low, cut);
            Enqueue(cut, high);
        }
        cuts.Sort();
        Improve(cuts, before);
        return [.. cuts];
    }

    /// <summary>Makes the move that lowers the sum most, again and again; where two places are as good, the one nearer to an even share wins.</summary>
    private static void Improve(List<int> cuts, int[] before)
    {
        double share = before[^1] / (double)(cuts.Count - 1);
        var targets = new int[cuts.Count];
        var gains = new long[cuts.Count];
        void Look(int i)
        {
            if (i == 0 || i == cuts.Count - 1)
                return;
            targets[i] = BestCut(before, cuts[i - 1], cuts[i + 1], share * i);
            gains[i] = targets[i] == cuts[i] ? -1
                : Gain(before, cuts[i - 1], targets[i], cuts[i + 1]) - Gain(before, cuts[i - 1], cuts[i], cuts[i + 1]);
        }
        gains.AsSpan().Fill(-1);
        for (int i = 1; i < cuts.Count - 1; i++)
            Look(i);
        while (true)
        {
            int best = System.Numerics.Tensors.TensorPrimitives.IndexOfMax<long>(gains);
            if (gains[best] < 0)
                return;
            cuts[best] = targets[best];
            gains[best] = -1;
            Look(best - 1);
            Look(best + 1);
        }
    }

    private static int BestCut(int[] before, int low, int high, double? share = null)
    {
        int middle = (int)(((long)before[low] + before[high]) / 2);
        int found = Array.BinarySearch(before, low + 1, high - low - 1, middle);
        int cut = Math.Clamp(found < 0 ? ~found : found, low + 1, high - 1);
        int best = cut;
        foreach (int other in (ReadOnlySpan<int>)[cut + 1, cut - 1])
        {
            if (other <= low || other >= high)
                continue;
            long gain = Gain(before, low, other, high), known = Gain(before, low, best, high);
            if (gain > known || gain == known && share is { } even && Math.Abs(before[other] - even) < Math.Abs(before[best] - even))
                best = other;
        }
        return best;
    }

    private static long Gain(int[] before, int low, int cut, int high) =>
        (long)(before[high] - before[cut]) * (before[cut] - before[low]);
}
