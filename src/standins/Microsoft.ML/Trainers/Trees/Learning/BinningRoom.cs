namespace Microsoft.ML.Trainers.FastTree;

/// <summary>Room to bin one feature after the other in.</summary>
internal sealed class BinningRoom(int count)
{
    // The values in their order; of distinct ones how many values there are below each.
    private readonly float[] _sorted = new float[count];
    private readonly float[] _spare = new float[count];
    private readonly int[] _before = new int[count + 1];
    private readonly FewValues _few = new(count);

    /// <summary>Takes the feature's values.</summary>
    public float[] Values { get; } = new float[count];

    /// <summary>The upper bounds of the bins, and the bin of each value; none where no split could leave enough on both sides.</summary>
    public (double[] UpperBounds, byte[] Bins) Bin(int maximumBins, int minimumPerSide)
    {
        int distinct = _few.Find(Values, _sorted, _before);
        bool isFew = distinct > 0;
        if (!isFew)
        {
            Values.CopyTo(_sorted, 0);
            FloatSort.Sort(_sorted, _spare);
            distinct = BinFinder.Distinct(_sorted, _before);
        }
        double[] bounds = BinFinder.UpperBounds(_sorted.AsSpan(0, distinct), _before.AsSpan(0, distinct + 1), maximumBins, minimumPerSide);
        if (bounds.Length == 1)
            return (bounds, null);
        byte[] bins = GC.AllocateUninitializedArray<byte>(count);
        if (isFew)
            _few.Assign(bounds, bins);
        else
            BinAssignment.Assign(Values, bounds, bins);
        return (bounds, bins);
    }
}
