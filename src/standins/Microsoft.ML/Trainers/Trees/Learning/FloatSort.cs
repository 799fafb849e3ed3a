using System.Runtime.InteropServices;

namespace Microsoft.ML.Trainers.FastTree;

/// <summary>Sorts numbers by the digits of their bits, least significant first: as many passes as there are digits that differ.</summary>
internal static class FloatSort
{
    private const int DigitBits = 11;
    private const int Digits = 3;
    private const int Radix = 1 << DigitBits;
    private const int FewValues = 1024;

    /// <summary>Sorts numbers, none of them NaN.</summary>
    /// <param name="values">The numbers.</param>
    /// <param name="spare">Room for as many.</param>
    public static void Sort(Span<float> values, Span<float> spare)
    {
        if (values.Length < FewValues)
        {
            values.Sort();
            return;
        }
        Span<uint> keys = MemoryMarshal.Cast<float, uint>(values), others = MemoryMarshal.Cast<float, uint>(spare)[..keys.Length];
        Span<int> starts = stackalloc int[Digits * Radix];
        starts.Clear();
        for (int i = 0; i < keys.Length; i++)
        {
            // Bits of numbers order as they do: those above zero behind the others, and those below zero backwards.
            uint key = keys[i];
            keys[i] = key ^= (uint)((int)key >> 31) | 0x80000000;
            for (int d = 0; d < Digits; d++)
                starts[d * Radix + Digit(key, d)]++;
        }
        for (int d = 0; d < Digits; d++)
        {
            Span<int> start = starts.Slice(d * Radix, Radix);
            if (start[Digit(keys[0], d)] == keys.Length)
                continue;
            int next = 0;
            for (int digit = 0; digit < Radix; digit++)
                (start[digit], next) = (next, next + start[digit]);
            for (int i = 0; i < keys.Length; i++)
                others[start[Digit(keys[i], d)]++] = keys[i];
            Span<uint> sorted = others;
            others = keys;
            keys = sorted;
        }
        Span<uint> result = MemoryMarshal.Cast<float, uint>(values);
        for (int i = 0; i < keys.Length; i++)
            result[i] = keys[i] ^ (~(uint)((int)keys[i] >> 31) | 0x80000000);
    }

    private static int Digit(uint key, int digit) => (int)(key >> digit * DigitBits) & (Radix - 1);
}
