using System.Collections.Immutable;
using System.Globalization;

namespace Microsoft.ML.Data;

/// <summary>Vectors of one primitive type, held as <see cref="VBuffer{T}"/>; a size of 0 means that it varies by row.</summary>
public sealed class VectorDataViewType : StructuredDataViewType
{
    public VectorDataViewType(PrimitiveDataViewType itemType, int size = 0)
        : this(itemType, ImmutableArray.Create(size))
    {
    }

    public VectorDataViewType(PrimitiveDataViewType itemType, params int[] dimensions)
        : this(itemType, dimensions is null ? [] : ImmutableArray.Create(dimensions))
    {
    }

    public VectorDataViewType(PrimitiveDataViewType itemType, ImmutableArray<int> dimensions)
        : base(RawTypeOf(itemType))
    {
        if (dimensions.IsDefaultOrEmpty)
            throw new ArgumentOutOfRangeException(nameof(dimensions), "A vector type takes at least one dimension.");
        var size = 1;
        foreach (var dimension in dimensions)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(dimension, nameof(dimensions));
            size = checked(size * dimension);
        }
        ItemType = itemType;
        Dimensions = dimensions;
        Size = size;
    }

    public ImmutableArray<int> Dimensions { get; }

    public PrimitiveDataViewType ItemType { get; }

    public int Size { get; }

    public bool IsKnownSize => Size > 0;

    private static Type RawTypeOf(PrimitiveDataViewType itemType)
    {
        ArgumentNullException.ThrowIfNull(itemType);
        return typeof(VBuffer<>).MakeGenericType(itemType.RawType);
    }

    public override bool Equals(DataViewType other) =>
        ReferenceEquals(this, other)
        || (other is VectorDataViewType vector && vector.ItemType.Equals(ItemType)
            && vector.Dimensions.AsSpan().SequenceEqual(Dimensions.AsSpan()));

    public override bool Equals(object other) => other is DataViewType type && Equals(type);

    public override int GetHashCode()
    {
        var hash = default(HashCode);
        hash.Add(ItemType);
        foreach (var dimension in Dimensions)
            hash.Add(dimension);
        return hash.ToHashCode();
    }

    public override string ToString()
    {
        if (Dimensions.Length == 1 && Size == 0)
            return $"Vector<{ItemType}>";
        var dimensions = Dimensions.Select(d => d > 0 ? d.ToString(CultureInfo.InvariantCulture) : "*");
        return $"Vector<{ItemType}, {string.Join(", ", dimensions)}>";
    }
}
