using System.Numerics;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>
/// Hashes the value of a column to a number in (0, 1), so that equal values always fall into the same part of a split:
/// MurmurHash3 (x86, 32 bits) reduced to 30 bits, with ML.NET's way of feeding in the values.
/// </summary>
internal static class SplitHash
{
    private const int Bits = 30;

    // Mixes a value into the hash, unless it is missing.
    private delegate bool Mixer<T>(T value, ref uint hash);

    /// <summary>What hashes the present value of a column, NaN where it is missing.</summary>
    public static Func<double> Over(DataViewRow row, DataViewSchema.Column column, uint seed) => row.GetterOf(column) switch
    {
        ValueGetter<float> get => Hash(get, Mix, 4, seed),
        ValueGetter<double> get => Hash(get, Mix, 8, seed),
        ValueGetter<bool> get => Hash(get, (bool value, ref uint hash) => Mix(value ? 1u : 0u, ref hash), 4, seed),
        ValueGetter<sbyte> get => Hash(get, (sbyte value, ref uint hash) => Mix((uint)value, ref hash), 4, seed),
        ValueGetter<short> get => Hash(get, (short value, ref uint hash) => Mix((uint)value, ref hash), 4, seed),
        ValueGetter<int> get => Hash(get, (int value, ref uint hash) => Mix((uint)value, ref hash), 4, seed),
        ValueGetter<long> get => Hash(get, (long value, ref uint hash) => Mix((ulong)value, ref hash), 8, seed),
        ValueGetter<byte> get => Hash(get, (byte value, ref uint hash) => Mix((uint)value, ref hash), 4, seed),
        ValueGetter<ushort> get => Hash(get, (ushort value, ref uint hash) => Mix((uint)value, ref hash), 4, seed),
        ValueGetter<uint> get => Hash(get, Mix, 4, seed),
        ValueGetter<ulong> get => Hash(get, Mix, 8, seed),
        ValueGetter<ReadOnlyMemory<char>> get => Hash(get, Mix, 0, seed),
        ValueGetter<VBuffer<float>> get => Hash(get, Mix, 4, seed),
        ValueGetter<VBuffer<double>> get => Hash(get, Mix, 8, seed),
        ValueGetter<VBuffer<int>> get => Hash(get, (int value, ref uint hash) => Mix((uint)value, ref hash), 4, seed),
        ValueGetter<VBuffer<ReadOnlyMemory<char>>> get => Hash(get, Mix, 0, seed),
        _ => throw Contracts.ExceptParam("samplingKeyColumnName", $"A split cannot go by the column '{column.Name}' of type {column.Type}; "
            + "it can by numbers, keys, truth values, text, and vectors of Single, Double, Int32 or text."),
    };

    private static Func<double> Hash<T>(ValueGetter<T> get, Mixer<T> mix, int bytes, uint seed)
    {
        T value = default;
        return () =>
        {
            get(ref value);
            var hash = seed;
            return mix(value, ref hash) ? PlaceOf(hash, bytes) : double.NaN;
        };
    }

    private static Func<double> Hash<T>(ValueGetter<VBuffer<T>> get, Mixer<T> mix, int bytes, uint seed)
    {
        VBuffer<T> values = default;
        return () =>
        {
            get(ref values);
            var hash = seed;
            foreach (var value in values.DenseValues())
            {
                if (!mix(value, ref hash))
                    return double.NaN;
            }
            return PlaceOf(hash, bytes * values.Length);
        };
    }

    // A hash of text is finished with each text, so it has no bytes left to count.
    private static double PlaceOf(uint hash, int bytes)
    {
        if (bytes > 0)
            hash = Finish(hash, bytes);
        return RowRange.PlaceOf((hash & ((1u << Bits) - 1)) + 1, 1u << Bits);
    }

    private static bool Mix(float value, ref uint hash) =>
        !float.IsNaN(value) && Mix(value == 0 ? 0u : BitConverter.SingleToUInt32Bits(value), ref hash);

    private static bool Mix(double value, ref uint hash) =>
        !double.IsNaN(value) && Mix(value == 0 ? 0ul : BitConverter.DoubleToUInt64Bits(value), ref hash);

    private static bool Mix(ulong value, ref uint hash) => Mix((uint)value, ref hash) && Mix((uint)(value >> 32), ref hash);

    private static bool Mix(uint value, ref uint hash)
    {
        hash = TauswortheHybrid.MurmurRound(hash, value);
        return true;
    }

    // Each UTF-16 code unit is fed in as the one to three bytes of UTF-8 that it would be by itself. Where it takes more
    // than one, ML.NET turns the bytes over together with those that wait before them.
    private static bool Mix(ReadOnlyMemory<char> text, ref uint hash)
    {
        if (text.IsEmpty)
            return false;
        ulong waiting = 0;
        var bits = 0;
        var bytes = 0;
        foreach (uint c in text.Span.Trim(' '))
        {
            switch (c)
            {
                case <= 0x7f:
                    waiting |= (ulong)c << bits;
                    bits += 8;
                    break;
                case <= 0x7ff:
                    waiting |= (ulong)((c & 0x3f) | ((c << 2) & 0x1f00) | 0xc080) << bits;
                    waiting = ((waiting & 0xff) << 8) | (waiting >> 8);
                    bits += 16;
                    break;
                default:
                    waiting |= (ulong)((c & 0x3f) | ((c << 2) & 0x3f00) | ((c << 4) & 0x0f0000) | 0xe08080) << bits;
                    waiting = ((waiting & 0xff) << 16) | (((waiting >> 8) & 0xff) << 8) | (waiting >> 16);
                    bits += 24;
                    break;
            }
            if (bits >= 32)
            {
                hash = TauswortheHybrid.MurmurRound(hash, (uint)waiting);
                waiting >>= 32;
                bits -= 32;
                bytes += 4;
            }
        }
        if (bits > 0)
            hash ^= BitOperations.RotateLeft((uint)waiting * 0xcc9e2d51, 15) * 0x1b873593;
        hash = Finish(hash, bytes + (bits / 8));
        return true;
    }

    private static uint Finish(uint hash, int bytes)
    {
        hash ^= (uint)bytes;
        hash = (hash ^ (hash >> 16)) * 0x85ebca6b;
        hash = (hash ^ (hash >> 13)) * 0xc2b2ae35;
        return hash ^ (hash >> 16);
    }
}
