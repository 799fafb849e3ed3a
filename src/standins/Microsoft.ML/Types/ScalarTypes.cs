namespace Microsoft.ML.Data;

/// <summary>Text, held as <see cref="ReadOnlyMemory{T}"/> of characters.</summary>
public sealed class TextDataViewType : PrimitiveDataViewType
{
    private TextDataViewType()
        : base(typeof(ReadOnlyMemory<char>))
    {
    }

    public static TextDataViewType Instance { get; } = new();

    public override bool Equals(DataViewType other) => ReferenceEquals(this, other);

    public override string ToString() => "String";
}

/// <summary>The numbers, one instance for each .NET type.</summary>
public sealed class NumberDataViewType : PrimitiveDataViewType
{
    private NumberDataViewType(Type rawType)
        : base(rawType)
    {
    }

    public static NumberDataViewType SByte { get; } = new(typeof(sbyte));

    public static NumberDataViewType Byte { get; } = new(typeof(byte));

    public static NumberDataViewType Int16 { get; } = new(typeof(short));

    public static NumberDataViewType UInt16 { get; } = new(typeof(ushort));

    public static NumberDataViewType Int32 { get; } = new(typeof(int));

    public static NumberDataViewType UInt32 { get; } = new(typeof(uint));

    public static NumberDataViewType Int64 { get; } = new(typeof(long));

    public static NumberDataViewType UInt64 { get; } = new(typeof(ulong));

    public static NumberDataViewType Single { get; } = new(typeof(float));

    public static NumberDataViewType Double { get; } = new(typeof(double));

    public override bool Equals(DataViewType other) => ReferenceEquals(this, other);

    public override string ToString() => RawType.Name;
}

/// <summary>Truth values.</summary>
public sealed class BooleanDataViewType : PrimitiveDataViewType
{
    private BooleanDataViewType()
        : base(typeof(bool))
    {
    }

    public static BooleanDataViewType Instance { get; } = new();

    public override bool Equals(DataViewType other) => ReferenceEquals(this, other);

    public override string ToString() => "Boolean";
}

/// <summary>The identity of a row.</summary>
public sealed class RowIdDataViewType : PrimitiveDataViewType
{
    private RowIdDataViewType()
        : base(typeof(DataViewRowId))
    {
    }

    public static RowIdDataViewType Instance { get; } = new();

    public override bool Equals(DataViewType other) => ReferenceEquals(this, other);

    public override string ToString() => "DataViewRowId";
}

/// <summary>Dates with times of day.</summary>
public sealed class DateTimeDataViewType : PrimitiveDataViewType
{
    private DateTimeDataViewType()
        : base(typeof(DateTime))
    {
    }

    public static DateTimeDataViewType Instance { get; } = new();

    public override bool Equals(DataViewType other) => ReferenceEquals(this, other);

    public override string ToString() => "DateTime";
}

/// <summary>Dates with times of day and an offset from UTC.</summary>
public sealed class DateTimeOffsetDataViewType : PrimitiveDataViewType
{
    private DateTimeOffsetDataViewType()
        : base(typeof(DateTimeOffset))
    {
    }

    public static DateTimeOffsetDataViewType Instance { get; } = new();

    public override bool Equals(DataViewType other) => ReferenceEquals(this, other);

    public override string ToString() => "DateTimeOffset";
}

/// <summary>Durations.</summary>
public sealed class TimeSpanDataViewType : PrimitiveDataViewType
{
    private TimeSpanDataViewType()
        : base(typeof(TimeSpan))
    {
    }

    public static TimeSpanDataViewType Instance { get; } = new();

    public override bool Equals(DataViewType other) => ReferenceEquals(this, other);

    public override string ToString() => "TimeSpan";
}
