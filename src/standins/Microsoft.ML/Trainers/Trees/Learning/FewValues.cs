namespace Microsoft.ML.Trainers.FastTree;

/// <summary>Finds the distinct values of a feature that has few, such as a pixel, without sorting all.</summary>
internal sealed class FewValues(int count)
{
    private const int Most = 1024;
    private const int TableBits = 12;

    // One more than the number of the distinct value in each place of the table; none is 0.
    private readonly short[] _table = new short[1 << TableBits];
    private readonly float[] _values = new float[Most];
    private readonly int[] _counts = new int[Most];
    // The number of each value among the distinct ones as they were found, and those numbers in the values' order.
    private readonly short[] _numbers = new short[count];
    private readonly int[] _order = new int[Most];
    private readonly byte[] _bins = new byte[Most];
    private int _distinct;

    /// <summary>Finds them.</summary>
    /// <param name="values">The values.</param>
    /// <param name="distinct">Takes the distinct ones, in their order.</param>
    /// <param name="before">Takes how many values there are below each, and then how many there are.</param>
    /// <returns>How many there are; 0 where they are not few.</returns>
    public int Find(ReadOnlySpan<float> values, Span<float> distinct, Span<int> before)
    {
        _table.AsSpan().Clear();
        int found = 0;
        for (int i = 0; i < values.Length; i++)
        {
            // What is added makes one zero of two.
            float value = values[i] + 0f;
            int place = (int)(BitConverter.SingleToUInt32Bits(value) * 2654435769u >> 32 - TableBits), number;
            while ((number = _table[place] - 1) >= 0 && _values[number] != value)
                place = place + 1 & (1 << TableBits) - 1;
            if (number < 0)
            {
                if (found == Most)
                    return 0;
                number = found++;
                _table[place] = (short)found;
                _values[number] = value;
                _counts[number] = 0;
            }
            _counts[number]++;
            _numbers[i] = (short)number;
        }
        Span<int> order = _order.AsSpan(0, found);
        for (int i = 0; i < found; i++)
            order[i] = i;
        _values.AsSpan(0, found).CopyTo(distinct);
        distinct[..found].Sort(order);
        int below = 0;
        for (int i = 0; i < found; i++)
        {
            before[i] = below;
            below += _counts[order[i]];
        }
        before[found] = below;
        return _distinct = found;
    }

    /// <summary>The bin of each value.</summary>
    public void Assign(double[] upperBounds, Span<byte> bins)
    {
        for (int i = 0, bin = 0; bin < upperBounds.Length; bin++)
            for (; i < _distinct && _values[_order[i]] <= upperBounds[bin]; i++)
                _bins[_order[i]] = (byte)bin;
        for (int i = 0; i < bins.Length; i++)
            bins[i] = _bins[_numbers[i]];
    }
}
