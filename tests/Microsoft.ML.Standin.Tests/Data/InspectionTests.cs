using Microsoft.ML.Data;

namespace Microsoft.ML.Standin.Tests.Data;

/// <summary>Expectations: ML.NET's documentation of Preview and GetColumn.</summary>
public class InspectionTests
{
    private static readonly MLContext Context = new(1);

    [Fact]
    public void Preview_shows_the_first_rows_by_row_and_by_column()
    {
        var preview = Numbered.Rows(Context, 200).Preview();
        Assert.Equal(100, preview.RowView.Length);
        Assert.Equal("7 columns, 100 rows", preview.ToString());
        Assert.Equal("S", preview.ColumnView[1].Column.Name);
        Assert.Equal("k3", preview.ColumnView[1].Values[3].ToString());
        Assert.Equal("I", preview.RowView[5].Values[0].Key);
        Assert.Equal(5, preview.RowView[5].Values[0].Value);
        Assert.Equal([1, 1], ((VBuffer<float>)preview.RowView[5].Values[6].Value).DenseValues());
        Assert.Equal(3, Numbered.Rows(Context, 200).Preview(3).RowView.Length);
        Assert.Equal(2, Numbered.Rows(Context, 2).Preview(3).RowView.Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => Numbered.Rows(Context, 2).Preview(-1));
    }

    [Fact]
    public void Columns_are_read_in_their_type_as_strings_or_as_arrays()
    {
        var data = Numbered.Rows(Context, 3);
        Assert.Equal([0, 1, 2], data.GetColumn<int>("I"));
        Assert.Equal(["k0", "k1", "k2"], data.GetColumn<string>("S"));
        Assert.Equal(["k0", "k1", "k2"], data.GetColumn<ReadOnlyMemory<char>>(data.Schema["S"]).Select(s => s.ToString()));
        var arrays = data.GetColumn<float[]>("V").ToList();
        Assert.Equal([2, 1], arrays[2]);
        Assert.NotSame(arrays[0], arrays[1]);
        Assert.Equal([2f, 1f], data.GetColumn<VBuffer<float>>("V").Last().DenseValues());
    }

    [Fact]
    public void Columns_of_other_data_and_wrong_types_are_refused()
    {
        var data = Numbered.Rows(Context, 3);
        Assert.Throws<ArgumentOutOfRangeException>(() => data.GetColumn<float>("I"));
        Assert.Throws<ArgumentOutOfRangeException>(() => data.GetColumn<double[]>("V"));
        Assert.Throws<ArgumentOutOfRangeException>(() => data.GetColumn<int>("X"));
        var other = Context.Data.LoadFromEnumerable([new { A = 1 }]);
        Assert.Throws<ArgumentOutOfRangeException>(() => data.GetColumn<int>(other.Schema["A"]));
    }
}
