namespace Microsoft.ML.Trainers.FastTree;

/// <summary>Numbers that change one at a time, and which of them is the largest: the first of those that are equal.</summary>
internal sealed class Tournament
{
    private readonly long[] _values;
    // Of each pair of neighbours the one that wins, then of each pair of winners, and so on, up to the first element.
    private readonly int[] _winners;
    private readonly int _width;

    /// <summary>As many numbers, all of them the least that there is.</summary>
    public Tournament(int count)
    {
        _width = (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Math.Max(count, 2));
        _values = new long[_width];
        _values.AsSpan().Fill(long.MinValue);
        _winners = new int[_width];
        for (int i = _width - 1; i > 0; i--)
            _winners[i] = i >= _width / 2 ? 2 * i - _width : _winners[2 * i];
    }

    /// <summary>Where the largest is.</summary>
    public int Winner => _winners[1];

    public long this[int index]
    {
        get => _values[index];
        set
        {
            _values[index] = value;
            int at = (index + _width) / 2, left = index & ~1;
            _winners[at] = _values[left + 1] > _values[left] ? left + 1 : left;
            for (at /= 2; at > 0; at /= 2)
            {
                int first = _winners[2 * at], second = _winners[2 * at + 1];
                _winners[at] = _values[second] > _values[first] ? second : first;
            }
        }
    }
}
