using System.Collections.Concurrent;

namespace Microsoft.ML.Trainers.FastTree;

/// <summary>The features that can be split on, with the bin of each example.</summary>
internal sealed class BinnedFeatures
{
    private const int ValuesPerThread = 1 << 12;

    private BinnedFeatures(int[] indexes, double[][] upperBounds, byte[][] bins, int count) =>
        (Indexes, UpperBounds, Bins, Count) = (indexes, upperBounds, bins, count);

    /// <summary>Where each feature stood among all.</summary>
    public int[] Indexes { get; }

    public double[][] UpperBounds { get; }

    public byte[][] Bins { get; }

    /// <summary>How many examples there are.</summary>
    public int Count { get; }

    public static BinnedFeatures Of(TreeExamples examples, int maximumBins, int minimumPerLeaf, ParallelOptions parallel)
    {
        var bounds = new double[examples.FeatureCount][];
        var bins = new byte[examples.FeatureCount][];
        // Each thread has room of its own to sort in.
        ConcurrentBag<BinningRoom> rooms = [];
        if ((long)examples.Count * examples.FeatureCount < ValuesPerThread)
            for (int f = 0; f < examples.FeatureCount; f++)
                Find(f);
        else
            Parallel.For(0, examples.FeatureCount, parallel, Find);
        int[] kept = [.. Enumerable.Range(0, examples.FeatureCount).Where(f => bins[f] is not null)];
        return new(kept, [.. kept.Select(f => bounds[f])], [.. kept.Select(f => bins[f])], examples.Count);

        void Find(int f)
        {
            if (!rooms.TryTake(out BinningRoom room))
                room = new(examples.Count);
            examples.CopyFeature(f, room.Values);
            (bounds[f], bins[f]) = room.Bin(maximumBins, minimumPerLeaf);
            rooms.Add(room);
        }
    }
}
