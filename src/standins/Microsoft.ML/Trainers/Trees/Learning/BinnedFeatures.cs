namespace Microsoft.ML.Trainers.FastTree;

/// <summary>The features that can be split on, with the bin of each example.</summary>
internal sealed class BinnedFeatures
{
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
        Parallel.For(0, examples.FeatureCount, parallel, f =>
        {
            float[] values = examples.Features[f];
            bounds[f] = BinFinder.UpperBounds(values, maximumBins, minimumPerLeaf);
            if (bounds[f].Length == 1)
                return;
            byte[] of = bins[f] = new byte[values.Length];
            for (int i = 0; i < of.Length; i++)
            {
                int found = Array.BinarySearch(bounds[f], values[i]);
                of[i] = (byte)(found < 0 ? ~found : found);
            }
        });
        int[] kept = [.. Enumerable.Range(0, examples.FeatureCount).Where(f => bins[f] is not null)];
        return new(kept, [.. kept.Select(f => bounds[f])], [.. kept.Select(f => bins[f])], examples.Count);
    }
}
