namespace Microsoft.ML.Data;

/// <summary>The type of a column: what its values mean, and the .NET type they are held in.</summary>
public abstract class DataViewType : IEquatable<DataViewType>
{
    private protected DataViewType(Type rawType)
    {
        ArgumentNullException.ThrowIfNull(rawType);
        RawType = rawType;
    }

    public Type RawType { get; }

    public abstract bool Equals(DataViewType other);
}

/// <summary>The base of types whose values have parts, such as vectors.</summary>
public abstract class StructuredDataViewType : DataViewType
{
    protected StructuredDataViewType(Type rawType)
        : base(rawType)
    {
    }
}

/// <summary>The base of types whose values may be copied freely and are never disposed.</summary>
public abstract class PrimitiveDataViewType : DataViewType
{
    protected PrimitiveDataViewType(Type rawType)
        : base(rawType)
    {
        if (typeof(IDisposable).IsAssignableFrom(rawType))
            throw new ArgumentException($"A {nameof(PrimitiveDataViewType)} cannot hold the disposable type {rawType}.", nameof(rawType));
    }
}
