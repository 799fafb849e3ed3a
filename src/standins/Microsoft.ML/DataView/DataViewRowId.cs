using System.Globalization;
using System.Numerics;

namespace Microsoft.ML.Data;

/// <summary>128 bits that identify a row; derived identities come from rounds of MurmurHash3 (x64, 128 bits).</summary>
public readonly struct DataViewRowId : IComparable<DataViewRowId>, IEquatable<DataViewRowId>
{
    private const ulong C1 = 0x87c37b91114253d5;
    private const ulong C2 = 0x4cf5ad432745937f;

    public readonly ulong Low;
    public readonly ulong High;

    public DataViewRowId(ulong low, ulong high)
    {
        Low = low;
        High = high;
    }

    /// <summary>An identity for the first of several rows that this one gives rise to.</summary>
    // The block is mixed in after the round, not before it as MurmurHash3 has it: these are ML.NET's numbers.
    public DataViewRowId Fork()
    {
        var next = Next();
        return new DataViewRowId(next.Low ^ (BitOperations.RotateLeft(C1, 31) * C2), next.High);
    }

    /// <summary>An identity for the next of several rows that this one gives rise to.</summary>
    public DataViewRowId Next() => Round(0, 0);

    /// <summary>An identity for a row made of this and another.</summary>
    public DataViewRowId Combine(DataViewRowId other)
    {
        var forked = other.Fork();
        return Round(forked.Low, forked.High);
    }

    private DataViewRowId Round(ulong block1, ulong block2)
    {
        var h1 = Low ^ (BitOperations.RotateLeft(block1 * C1, 31) * C2);
        h1 = ((BitOperations.RotateLeft(h1, 27) + High) * 5) + 0x52dce729;
        var h2 = High ^ (BitOperations.RotateLeft(block2 * C2, 33) * C1);
        h2 = ((BitOperations.RotateLeft(h2, 31) + h1) * 5) + 0x38495ab5;
        return new DataViewRowId(h1, h2);
    }

    public int CompareTo(DataViewRowId other)
    {
        var byHigh = High.CompareTo(other.High);
        return byHigh != 0 ? byHigh : Low.CompareTo(other.Low);
    }

    public bool Equals(DataViewRowId other) => Low == other.Low && High == other.High;

    public override bool Equals(object obj) => obj is DataViewRowId other && Equals(other);

    public override int GetHashCode() => HashCode.Combine(Low, High);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{High:x16}{Low:x16}");
}
