using Microsoft.ML.Data;

namespace Microsoft.ML.Standin.Tests.Data;

/// <summary>Expectations: ML.NET's documentation; the shuffled orders were printed by ML.NET 5 for the same calls.</summary>
public class RowOperatorTests
{
    private static readonly MLContext Context = new(1);

    [Fact]
    public void Take_and_skip_keep_rows_on_end()
    {
        var data = Numbered.Rows(Context, 10);
        Assert.Equal([0, 1, 2], Numbered.Numbers(Context.Data.TakeRows(data, 3)));
        Assert.Equal([7, 8, 9], Numbered.Numbers(Context.Data.SkipRows(data, 7)));
        Assert.Equal([4, 5], Numbered.Numbers(Context.Data.TakeRows(Context.Data.SkipRows(data, 4), 2)));
        Assert.Empty(Numbered.Numbers(Context.Data.SkipRows(data, 11)));
        Assert.Equal(10, Numbered.Numbers(Context.Data.TakeRows(data, 11)).Length);
        Assert.Equal(3, Context.Data.TakeRows(data, 3).GetRowCount());
        Assert.Equal(10, Context.Data.TakeRows(data, 30).GetRowCount());
        Assert.Equal(0, Context.Data.SkipRows(data, 30).GetRowCount());
        Assert.Throws<ArgumentOutOfRangeException>(() => Context.Data.TakeRows(data, 0));
    }

    [Fact]
    public void Skipped_rows_leave_ids_but_not_positions_behind()
    {
        var data = Context.Data.SkipRows(Numbered.Rows(Context, 10), 7);
        Assert.False(data.CanShuffle);
        using var cursor = Assert.Single(data.GetRowCursorSet([data.Schema["I"]], 4, new Random(1)));
        Assert.True(cursor.MoveNext());
        Assert.Equal(0, cursor.Position);
        var id = default(DataViewRowId);
        cursor.GetIdGetter()(ref id);
        Assert.Equal(new DataViewRowId(7, 0), id);
    }

    [Fact]
    public void Filter_takes_the_lower_bound_in_and_leaves_the_upper_and_nan_out()
    {
        var data = Context.Data.LoadFromEnumerable(
            new[] { 1f, 2f, float.NaN, 3f, 4f, float.PositiveInfinity, float.NegativeInfinity }.Select(f => new Numbered { F = f, I = (int)f, V = [0, 0] }));
        float[] Kept(double low = double.NegativeInfinity, double high = double.PositiveInfinity) =>
            [.. Context.Data.FilterRowsByColumn(data, "F", low, high).GetColumn<float>("F")];
        Assert.Equal([2f, 3f], Kept(2, 4));
        Assert.Equal([3f, 4f], Kept(3));
        Assert.Equal([1f, 2f, 3f, 4f, float.NegativeInfinity], Kept());
        Assert.Null(Context.Data.FilterRowsByColumn(data, "F").GetRowCount());
        Assert.Throws<ArgumentOutOfRangeException>(() => Context.Data.FilterRowsByColumn(data, "S"));
        Assert.Throws<ArgumentOutOfRangeException>(() => Context.Data.FilterRowsByColumn(data, "I"));
        Assert.Throws<ArgumentOutOfRangeException>(() => Context.Data.FilterRowsByColumn(data, "X"));
        Assert.Throws<ArgumentOutOfRangeException>(() => Context.Data.FilterRowsByColumn(data, "F", 2, 2));
    }

    [Fact]
    public void Missing_values_are_nan_and_key_zero_in_any_slot()
    {
        Numbered[] rows =
        [
            new() { I = 0, F = 1, K = 1, V = [1, 2] },
            new() { I = 1, F = float.NaN, K = 1, V = [1, 2] },
            new() { I = 2, F = 1, K = 7, V = [1, 2] },
            new() { I = 3, F = 1, K = 1, V = [1, float.NaN] },
        ];
        var data = Context.Data.LoadFromEnumerable(rows);
        Assert.Equal([0, 2, 3], Numbered.Numbers(Context.Data.FilterRowsByMissingValues(data, "F")));
        Assert.Equal([0, 1, 3], Numbered.Numbers(Context.Data.FilterRowsByMissingValues(data, "K")));
        Assert.Equal([0, 1, 2], Numbered.Numbers(Context.Data.FilterRowsByMissingValues(data, "V")));
        Assert.Equal([0], Numbered.Numbers(Context.Data.FilterRowsByMissingValues(data, "F", "K", "V")));
        Assert.Throws<ArgumentOutOfRangeException>(() => Context.Data.FilterRowsByMissingValues(data, "S"));
        Assert.Throws<ArgumentOutOfRangeException>(() => Context.Data.FilterRowsByMissingValues(data, "X"));
        Assert.Throws<ArgumentOutOfRangeException>(() => Context.Data.FilterRowsByMissingValues(data));
    }

    [Fact]
    public void Filters_shuffle_and_come_in_sets_as_their_source_does()
    {
        var cached = Context.Data.Cache(Numbered.Rows(Context, 500));
        var filtered = Context.Data.FilterRowsByColumn(cached, "F", 50, 100);
        Assert.True(filtered.CanShuffle);
        var set = filtered.GetRowCursorSet([filtered.Schema["I"]], 4, new Random(2));
        Assert.Equal(4, set.Length);
        var values = set.SelectMany(Drain).ToList();
        Assert.Equal(Enumerable.Range(150, 150), values.Order());
        Assert.NotEqual(values.Order(), values);
    }

    [Fact]
    public void Shuffled_orders_are_those_of_ml_net()
    {
        var data = Numbered.Rows(Context, 40);
        Assert.Equal(
            [7, 0, 6, 10, 11, 12, 8, 2, 3, 9, 17, 1, 19, 13, 5, 18, 23, 14, 24, 26, 16, 22, 29, 27, 4, 15, 31, 25, 21, 28, 20, 33, 38, 37, 35, 39, 32, 34, 36, 30],
            Numbered.Numbers(Context.Data.ShuffleRows(data, 5, 8)));
        Assert.Equal(
            [37, 32, 23, 39, 3, 35, 15, 6, 17, 11, 38, 5, 10, 13, 1, 24, 12, 22, 34, 4, 27, 25, 0, 31, 29, 20, 9, 26, 30, 7, 14, 33, 16, 8, 21, 19, 28, 18, 36, 2],
            Numbered.Numbers(Context.Data.ShuffleRows(data, 5)));
        var cached = Context.Data.Cache(data);
        Assert.Equal(
            [32, 24, 4, 9, 21, 19, 16, 11, 36, 25, 6, 12, 18, 15, 38, 28, 34, 20, 37, 5, 8, 35, 1, 39, 7, 10, 31, 30, 3, 22, 26, 17, 0, 23, 33, 2, 13, 29, 14, 27],
            Numbered.Numbers(Context.Data.ShuffleRows(cached, 5, 8)));
        Assert.Equal(
            [7, 2, 1, 8, 3, 9, 12, 5, 15, 4, 14, 18, 19, 20, 16, 10, 11, 17, 25, 0, 27, 21, 13, 26, 31, 22, 32, 34, 24, 30, 37, 35, 6, 23, 38, 33, 36, 29, 28, 39],
            Numbered.Numbers(Context.Data.ShuffleRows(cached, 5, 8, shuffleSource: false)));
    }

    [Fact]
    public void Shuffled_rows_keep_their_values_together_in_every_pass()
    {
        var data = Context.Data.ShuffleRows(Numbered.Rows(Context, 100), seed: 9, shufflePoolSize: 10);
        Assert.True(data.CanShuffle);
        Assert.Equal(100, data.GetRowCount());
        foreach (var row in Context.Data.CreateEnumerable<Numbered>(data, reuseRowObject: true))
        {
            Assert.Equal($"k{row.I % 7}", row.S);
            Assert.Equal([row.I % 4, 1], row.V);
        }
        Assert.Equal(Numbered.Numbers(data), Numbered.Numbers(data));
        Assert.Equal(Enumerable.Range(0, 100), Numbered.Numbers(data).Order());
        Assert.Equal(Enumerable.Range(0, 100), Numbered.Numbers(Context.Data.ShuffleRows(Numbered.Rows(Context, 100), 9, 1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => Context.Data.ShuffleRows(data, shufflePoolSize: 0));
    }

    [Fact]
    public void Shuffled_rows_keep_their_ids()
    {
        var data = Context.Data.ShuffleRows(Numbered.Rows(Context, 50), seed: 9);
        using var cursor = data.GetRowCursor([data.Schema["I"]]);
        var get = cursor.GetGetter<int>(data.Schema["I"]);
        var getId = cursor.GetIdGetter();
        var value = 0;
        var id = default(DataViewRowId);
        for (; cursor.MoveNext(); Assert.Equal(new DataViewRowId((ulong)value, 0), id))
        {
            get(ref value);
            getId(ref id);
        }
    }

    private static IEnumerable<int> Drain(DataViewRowCursor cursor)
    {
        using (cursor)
        {
            var get = cursor.GetGetter<int>(cursor.Schema["I"]);
            for (var value = 0; cursor.MoveNext();)
            {
                get(ref value);
                yield return value;
            }
        }
    }
}
