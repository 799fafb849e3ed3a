using Microsoft.ML.Data;

namespace Microsoft.ML.Standin.Tests.Core;

/// <summary>Expectations: the documented meaning of VBuffer and VBufferEditor, worked out by hand.</summary>
public class VBufferTests
{
    // The vector 0, 5, 0, 7, 0.
    private static VBuffer<float> Sparse() => new(5, 2, [5, 7], [1, 3]);

    [Fact]
    public void Sparse_vector_gives_defaults_between_its_values()
    {
        var v = Sparse();
        Assert.False(v.IsDense);
        Assert.Equal([0, 5, 0, 7, 0], v.DenseValues());
        Assert.Equal([5, 7], v.GetValues().ToArray());
        Assert.Equal([1, 3], v.GetIndices().ToArray());
        Assert.Equal(7, v.GetItemOrDefault(3));
        Assert.Equal(0, v.GetItemOrDefault(4));
        Assert.Equal([new(1, 5f), new(3, 7f)], v.Items());
        Assert.Equal(5, v.Items(all: true).Count());
        Assert.Equal("Sparse vector of size 5, 2 explicit values", v.ToString());
    }

    [Fact]
    public void Default_vector_is_dense_and_empty()
    {
        VBuffer<double> v = default;
        Assert.True(v.IsDense);
        Assert.Equal(0, v.Length);
        Assert.Empty(v.GetValues().ToArray());
        Assert.Empty(v.DenseValues());
    }

    [Fact]
    public void Slice_of_a_sparse_vector_shifts_its_slots()
    {
        VBuffer<float> slice = default;
        Sparse().CopyTo(ref slice, 1, 3);
        Assert.Equal([5, 0, 7], slice.DenseValues());
        Assert.Equal([0, 2], slice.GetIndices().ToArray());

        Sparse().CopyTo(ref slice, 1, 1);
        Assert.True(slice.IsDense);
        Assert.Equal([5], slice.DenseValues());
    }

    [Fact]
    public void Copies_fill_gaps_with_the_given_default()
    {
        var values = new float[7];
        Sparse().CopyTo(values.AsSpan(), 1, -1);
        Assert.Equal([0, -1, 5, -1, 7, -1, 0], values);

        VBuffer<float> dense = default;
        Sparse().CopyToDense(ref dense);
        Assert.True(dense.IsDense);
        Assert.Equal([0, 5, 0, 7, 0], dense.GetValues().ToArray());
    }

    [Fact]
    public void Copy_does_not_share_arrays()
    {
        float[] values = [1, 2];
        var source = new VBuffer<float>(2, values);
        VBuffer<float> copy = default;
        source.CopyTo(ref copy);
        values[0] = 9;
        Assert.Equal([1, 2], copy.GetValues().ToArray());
    }

    [Fact]
    public void Editor_reuses_arrays_that_are_large_enough()
    {
        var v = new VBuffer<float>(4, new float[4]);
        var editor = VBufferEditor.Create(ref v, 3);
        Assert.False(editor.CreatedNewValues);
        editor.Values.Fill(2);
        v = editor.Commit();
        Assert.Equal([2, 2, 2], v.GetValues().ToArray());

        editor = VBufferEditor.Create(ref v, 9, valuesCount: 2);
        Assert.False(editor.CreatedNewValues);
        Assert.True(editor.CreatedNewIndices);
        editor.Indices[0] = 4;
        editor.Indices[1] = 6;
        editor.Values[0] = 1;
        v = editor.CommitTruncated(1);
        Assert.Equal([new(4, 1f)], v.Items());
        Assert.Equal(9, v.Length);

        Assert.True(VBufferEditor.Create(ref v, 5).CreatedNewValues);
    }

    [Fact]
    public void Editor_keeps_old_values_on_request()
    {
        var v = new VBuffer<int>(2, [3, 4]);
        Assert.Equal([3, 4, 0], VBufferEditor.Create(ref v, 3, keepOldOnResize: true).Values[..3].ToArray());
    }

    [Fact]
    public void Lengths_that_do_not_fit_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new VBuffer<int>(-1, []));
        Assert.Throws<ArgumentOutOfRangeException>(() => new VBuffer<int>(3, [1, 2]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new VBuffer<int>(3, 2, [1, 2], [0]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new VBuffer<int>(3, 4, [1, 2, 3, 4], null!));
        Assert.Throws<ArgumentOutOfRangeException>(() => Sparse().GetItemOrDefault(5));
        Assert.Throws<ArgumentOutOfRangeException>(() => Sparse().CopyTo(new float[4].AsSpan()));
    }
}
