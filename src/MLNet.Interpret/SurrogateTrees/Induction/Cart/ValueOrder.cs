namespace MLNet.Interpret.SurrogateTrees;

/// <summary>Sorts rows by a number, by the digits of its bits, least significant first.</summary>
internal sealed class ValueOrder
{
    private const int DigitBits = 11;
    private const int Digits = 3;
    private const int Radix = 1 << DigitBits;
    private const int FewRows = 1024;

    private readonly int[] _starts = new int[Digits * Radix];
    // The number's bits, and below them the row.
    private ulong[] _keys = [];
    private ulong[] _spare = [];

    /// <summary>Sorts rows; those with equal numbers keep their order.</summary>
    /// <param name="values">The number of each row, none of them NaN.</param>
    /// <param name="rows">Takes the rows.</param>
    public void Sort(ReadOnlySpan<float> values, Span<int> rows)
    {
        if (_keys.Length < values.Length)
        {
            (_keys, _spare) = (new ulong[values.Length], new ulong[values.Length]);
        }
        Span<ulong> keys = _keys.AsSpan(0, values.Length), others = _spare.AsSpan(0, values.Length);
        for (int i = 0; i < keys.Length; i++)
        {
            // Bits of numbers order as they do: those above zero behind the others, those below zero backwards; 0 is added to make one zero of two.
            uint bits = BitConverter.SingleToUInt32Bits(values[i] + 0f);
            keys[i] = (ulong)(bits ^ ((uint)((int)bits >> 31) | 0x80000000)) << 32 | (uint)i;
        }
        if (keys.Length < FewRows)
        {
            keys.Sort();
        }
        else
        {
            SortDigits(ref keys, others);
        }
        for (int i = 0; i < keys.Length; i++)
        {
            rows[i] = (int)(uint)keys[i];
        }
    }

    private void SortDigits(ref Span<ulong> keys, Span<ulong> others)
    {
        _starts.AsSpan().Clear();
        foreach (ulong key in keys)
        {
            for (int d = 0; d < Digits; d++)
            {
                _starts[d * Radix + Digit(key, d)]++;
            }
        }
        for (int d = 0; d < Digits; d++)
        {
            Span<int> starts = _starts.AsSpan(d * Radix, Radix);
            if (starts[Digit(keys[0], d)] == keys.Length)
            {
                continue;
            }
            int next = 0;
            for (int digit = 0; digit < Radix; digit++)
            {
                (starts[digit], next) = (next, next + starts[digit]);
            }
            foreach (ulong key in keys)
            {
                others[starts[Digit(key, d)]++] = key;
            }
            Span<ulong> sorted = others;
            others = keys;
            keys = sorted;
        }
    }

    private static int Digit(ulong key, int digit) => (int)(key >> 32 + digit * DigitBits) & (Radix - 1);
}
