using System.Globalization;

namespace Microsoft.ML.Data;

/// <summary>Categories: 1 to <see cref="Count"/>, and 0 for a missing one.</summary>
public sealed class KeyDataViewType : PrimitiveDataViewType
{
    public KeyDataViewType(Type type, ulong count)
        : base(type)
    {
        if (!IsValidDataType(type))
            throw new ArgumentOutOfRangeException(nameof(type), $"A key is held in Byte, UInt16, UInt32 or UInt64, not in {type}.");
        if (count == 0 || count > MaximumOf(type))
            throw new ArgumentOutOfRangeException(nameof(count), $"A key in {type.Name} takes a count from 1 to {MaximumOf(type)}, not {count}.");
        Count = count;
    }

    public KeyDataViewType(Type type, int count)
        : this(type, count > 0 ? (ulong)count : 0)
    {
    }

    public ulong Count { get; }

    public static bool IsValidDataType(Type type) => MaximumOf(type) > 0;

    private static ulong MaximumOf(Type type) => Type.GetTypeCode(type) switch
    {
        TypeCode.Byte => byte.MaxValue,
        TypeCode.UInt16 => ushort.MaxValue,
        TypeCode.UInt32 => uint.MaxValue,
        TypeCode.UInt64 => ulong.MaxValue,
        _ => 0,
    };

    public override bool Equals(DataViewType other) =>
        other is KeyDataViewType key && key.RawType == RawType && key.Count == Count;

    public override bool Equals(object other) => other is DataViewType type && Equals(type);

    public override int GetHashCode() => HashCode.Combine(RawType, Count);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"Key<{RawType.Name}, 0-{Count - 1}>");
}
