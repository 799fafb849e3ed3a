namespace Microsoft.ML.Data;

/// <summary>What is asked of a column's type again and again, and the way from a .NET type to a column's type.</summary>
internal static class ColumnTypeExtensions
{
    /// <summary>The type of a vector's items, or the type itself where it is no vector.</summary>
    public static DataViewType GetItemType(this DataViewType type) => (type as VectorDataViewType)?.ItemType ?? type;

    /// <summary>The size of a vector, 0 where it varies or there is no vector.</summary>
    public static int GetVectorSize(this DataViewType type) => (type as VectorDataViewType)?.Size ?? 0;

    /// <summary>The number of values in one row: a vector's size (0 where it varies), or 1.</summary>
    public static int GetValueCount(this DataViewType type) => (type as VectorDataViewType)?.Size ?? 1;

    public static bool IsKnownSizeVector(this DataViewType type) => type.GetVectorSize() > 0;

    /// <summary>The number of a key's categories, 0 where the type is no key.</summary>
    public static ulong GetKeyCount(this DataViewType type) => (type as KeyDataViewType)?.Count ?? 0;

    /// <summary>Equality of types that leaves aside how a vector's size is split into dimensions.</summary>
    public static bool SameSizeAndItemType(this DataViewType type, DataViewType other) =>
        type.Equals(other)
        || (type is VectorDataViewType a && other is VectorDataViewType b && a.ItemType.Equals(b.ItemType) && a.Size == b.Size);

    /// <summary>The primitive type that holds values of <paramref name="type"/>, or null where there is none.</summary>
    public static PrimitiveDataViewType PrimitiveTypeOrNull(Type type) => Type.GetTypeCode(type) switch
    {
        TypeCode.SByte => NumberDataViewType.SByte,
        TypeCode.Byte => NumberDataViewType.Byte,
        TypeCode.Int16 => NumberDataViewType.Int16,
        TypeCode.UInt16 => NumberDataViewType.UInt16,
        TypeCode.Int32 => NumberDataViewType.Int32,
        TypeCode.UInt32 => NumberDataViewType.UInt32,
        TypeCode.Int64 => NumberDataViewType.Int64,
        TypeCode.UInt64 => NumberDataViewType.UInt64,
        TypeCode.Single => NumberDataViewType.Single,
        TypeCode.Double => NumberDataViewType.Double,
        TypeCode.Boolean => BooleanDataViewType.Instance,
        TypeCode.String => TextDataViewType.Instance,
        TypeCode.DateTime => DateTimeDataViewType.Instance,
        _ when type == typeof(ReadOnlyMemory<char>) => TextDataViewType.Instance,
        _ when type == typeof(TimeSpan) => TimeSpanDataViewType.Instance,
        _ when type == typeof(DateTimeOffset) => DateTimeOffsetDataViewType.Instance,
        _ when type == typeof(DataViewRowId) => RowIdDataViewType.Instance,
        _ => null,
    };

    /// <summary>As <see cref="PrimitiveTypeOrNull"/>, but a type that no column can hold is an error.</summary>
    public static PrimitiveDataViewType PrimitiveTypeFromType(Type type) =>
        PrimitiveTypeOrNull(type) ?? throw new InvalidOperationException($"No column can hold values of type {type}.");

    public static PrimitiveDataViewType PrimitiveTypeFromKind(DataKind kind) => kind switch
    {
        DataKind.SByte => NumberDataViewType.SByte,
        DataKind.Byte => NumberDataViewType.Byte,
        DataKind.Int16 => NumberDataViewType.Int16,
        DataKind.UInt16 => NumberDataViewType.UInt16,
        DataKind.Int32 => NumberDataViewType.Int32,
        DataKind.UInt32 => NumberDataViewType.UInt32,
        DataKind.Int64 => NumberDataViewType.Int64,
        DataKind.UInt64 => NumberDataViewType.UInt64,
        DataKind.Single => NumberDataViewType.Single,
        DataKind.Double => NumberDataViewType.Double,
        DataKind.String => TextDataViewType.Instance,
        DataKind.Boolean => BooleanDataViewType.Instance,
        DataKind.TimeSpan => TimeSpanDataViewType.Instance,
        DataKind.DateTime => DateTimeDataViewType.Instance,
        DataKind.DateTimeOffset => DateTimeOffsetDataViewType.Instance,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "There is no such kind of data."),
    };

    /// <summary>The kind that names a type, or null where none does.</summary>
    public static DataKind? KindOrNull(PrimitiveDataViewType type)
    {
        foreach (var kind in Enum.GetValues<DataKind>())
        {
            if (ReferenceEquals(PrimitiveTypeFromKind(kind), type))
                return kind;
        }
        return null;
    }
}
