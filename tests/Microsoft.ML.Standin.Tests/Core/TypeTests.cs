using Microsoft.ML.Data;

namespace Microsoft.ML.Standin.Tests.Core;

/// <summary>Expectations: ML.NET's documentation of its type system.</summary>
public class TypeTests
{
    [Fact]
    public void Types_name_themselves_as_in_ml_net()
    {
        Assert.Equal("Single", NumberDataViewType.Single.ToString());
        Assert.Equal("String", TextDataViewType.Instance.ToString());
        Assert.Equal("Boolean", BooleanDataViewType.Instance.ToString());
        Assert.Equal("Key<UInt32, 0-9>", new KeyDataViewType(typeof(uint), 10).ToString());
        Assert.Equal("Vector<Single, 3>", new VectorDataViewType(NumberDataViewType.Single, 3).ToString());
        Assert.Equal("Vector<Single>", new VectorDataViewType(NumberDataViewType.Single).ToString());
        Assert.Equal("Vector<Byte, 3, *, 5>", new VectorDataViewType(NumberDataViewType.Byte, 3, 0, 5).ToString());
    }

    [Fact]
    public void Vector_size_is_the_product_of_its_dimensions_and_zero_is_unknown()
    {
        Assert.Equal(30, new VectorDataViewType(NumberDataViewType.Single, 2, 3, 5).Size);
        var varying = new VectorDataViewType(NumberDataViewType.Single, 2, 0);
        Assert.Equal(0, varying.Size);
        Assert.False(varying.IsKnownSize);
        Assert.Equal(typeof(VBuffer<float>), varying.RawType);
    }

    [Fact]
    public void Types_are_equal_by_what_they_hold()
    {
        Assert.Equal(new VectorDataViewType(NumberDataViewType.Single, 6), new VectorDataViewType(NumberDataViewType.Single, 6));
        Assert.NotEqual(new VectorDataViewType(NumberDataViewType.Single, 6), new VectorDataViewType(NumberDataViewType.Single, 2, 3));
        Assert.NotEqual(new VectorDataViewType(NumberDataViewType.Single, 6), new VectorDataViewType(NumberDataViewType.Double, 6));
        Assert.Equal(new KeyDataViewType(typeof(uint), 3), new KeyDataViewType(typeof(uint), 3));
        Assert.NotEqual(new KeyDataViewType(typeof(uint), 3), new KeyDataViewType(typeof(uint), 4));
        Assert.NotEqual(new KeyDataViewType(typeof(uint), 3), new KeyDataViewType(typeof(ulong), 3));
        Assert.Equal(new KeyDataViewType(typeof(uint), 3).GetHashCode(), new KeyDataViewType(typeof(uint), 3).GetHashCode());
    }

    [Fact]
    public void Keys_take_unsigned_types_and_counts_that_they_can_hold()
    {
        Assert.True(KeyDataViewType.IsValidDataType(typeof(ushort)));
        Assert.False(KeyDataViewType.IsValidDataType(typeof(int)));
        Assert.Throws<ArgumentOutOfRangeException>(() => new KeyDataViewType(typeof(int), 5));
        Assert.Throws<ArgumentOutOfRangeException>(() => new KeyDataViewType(typeof(byte), 256));
        Assert.Throws<ArgumentOutOfRangeException>(() => new KeyDataViewType(typeof(uint), 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new KeyDataViewType(typeof(uint), -1));
    }

    [Fact]
    public void Row_ids_print_high_bits_first_and_compare_by_them()
    {
        var id = new DataViewRowId(1, 2);
        Assert.Equal("00000000000000020000000000000001", id.ToString());
        Assert.True(id.CompareTo(new DataViewRowId(0, 3)) < 0);
        Assert.Equal(id, new DataViewRowId(1, 2));
    }

    [Fact]
    public void Derived_row_ids_are_those_of_ml_net()
    {
        // Printed by ML.NET 5 for the same calls.
        var id = new DataViewRowId(12345, 67890);
        Assert.Equal("0002bcab5eb3c46434e09a82513ceb1b", id.Fork().ToString());
        Assert.Equal("0002bcab5eb3c464000007893ae21523", id.Next().ToString());
        Assert.Equal("e89f4ade70aff5d69943b77db7325e6d", id.Combine(new DataViewRowId(1, 2)).ToString());
    }
}
