namespace Microsoft.ML.Trainers.FastTree;

/// <summary>Finds bins for the values of a feature that hold about as many of them each.</summary>
internal static class BinFinder
{
    /// <summary>Leaves each of some sorted values in place once.</summary>
    /// <param name="sorted">The values; afterwards the distinct ones come first.</param>
    /// <param name="before">Takes how many values there are below each distinct one, and then how many there are.</param>
    /// <returns>How many distinct ones there are.</returns>
    public static int Distinct(Span<float> sorted, Span<int> before)
    {
        int distinct = 0;
        for (int i = 0; i < sorted.Length; i++)
            if (i == 0 || sorted[i] != sorted[distinct - 1])
            {
                sorted[distinct] = sorted[i];
                before[distinct++] = i;
            }
        before[distinct] = sorted.Length;
        return distinct;
    }

    /// <summary>The upper bounds of the bins, the last one infinite; only that one where no split could leave enough on both sides.</summary>
    /// <param name="distinct">The distinct values, in their order.</param>
    /// <param name="before">How many values there are below each, and then how many there are.</param>
    /// <param name="maximumBins">How many bins there may be.</param>
    /// <param name="minimumPerSide">How many values there must be on each side of a split.</param>
    public static double[] UpperBounds(ReadOnlySpan<float> distinct, ReadOnlySpan<int> before, int maximumBins, int minimumPerSide)
    {
        if (!CanSplit(before, minimumPerSide))
            return [double.PositiveInfinity];

        int[] cuts = distinct.Length <= maximumBins ? null : Cuts(before.ToArray(), maximumBins);
        double[] bounds = new double[Math.Min(distinct.Length, maximumBins)];
        for (int i = 0; i < bounds.Length - 1; i++)
        {
            int cut = cuts is null ? i + 1 : cuts[i + 1];
            bounds[i] = Between(distinct[cut - 1], distinct[cut]);
        }
        bounds[^1] = double.PositiveInfinity;
        return bounds;
    }

    private static bool CanSplit(ReadOnlySpan<int> before, int minimumPerSide)
    {
        for (int i = 1; i < before.Length - 1; i++)
            if (before[i] >= minimumPerSide && before[^1] - before[i] >= minimumPerSide)
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
            int cut = BestCut(before, low, high, low + (high - low) / 2);
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
        var gains = new Tournament(cuts.Count);
        void Look(int i)
        {
            if (i == 0 || i == cuts.Count - 1)
                return;
            targets[i] = BestCut(before, cuts[i - 1], cuts[i + 1], cuts[i], share * i);
            gains[i] = targets[i] == cuts[i] ? -1
                : Gain(before, cuts[i - 1], targets[i], cuts[i + 1]) - Gain(before, cuts[i - 1], cuts[i], cuts[i + 1]);
        }
        for (int i = 1; i < cuts.Count - 1; i++)
            Look(i);
        while (true)
        {
            int best = gains.Winner;
            if (gains[best] < 0)
                return;
            cuts[best] = targets[best];
            gains[best] = -1;
            Look(best - 1);
            Look(best + 1);
        }
    }

    private static int BestCut(int[] before, int low, int high, int guess, double? share = null)
    {
        int middle = (int)(((long)before[low] + before[high]) / 2);
        // The search goes out from the guess, since a cut that moves does not go far.
        int start = low + 1, end = high;
        if (before[guess] < middle)
            for (int step = 1; start < end; step *= 2)
            {
                start = guess + 1;
                guess += step;
                if (guess >= high || before[guess] >= middle)
                {
                    end = Math.Min(guess + 1, high);
                    break;
                }
            }
        else
            for (int step = 1; start < end; step *= 2)
            {
                end = guess + 1;
                guess -= step;
                if (guess <= low || before[guess] < middle)
                {
                    start = Math.Max(guess, low) + 1;
                    break;
                }
            }
        int found = Array.BinarySearch(before, start, end - start, middle);
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
