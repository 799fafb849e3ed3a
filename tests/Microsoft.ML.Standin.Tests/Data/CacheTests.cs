using Microsoft.ML.Data;

namespace Microsoft.ML.Standin.Tests.Data;

/// <summary>Expectations: ML.NET's documentation of Cache, and of what a set of cursors must give.</summary>
public class CacheTests
{
    private static readonly MLContext Context = new(1);

    [Fact]
    public void Source_is_read_once_for_each_column()
    {
        var source = new CountedRows(200);
        var cached = Context.Data.Cache(Context.Data.LoadFromEnumerable(source));
        Assert.Null(cached.GetRowCount());
        for (var i = 0; i < 3; i++)
            Assert.Equal(Enumerable.Range(0, 200), Numbered.Numbers(cached));
        Assert.Equal(1, source.Passes);
        Assert.Equal(200, cached.GetRowCount());
        Assert.Equal(200, cached.GetColumn<string>("S").Count());
        Assert.Equal(2, source.Passes);
    }

    [Fact]
    public void Named_columns_are_read_with_the_first()
    {
        var source = new CountedRows(10);
        var cached = Context.Data.Cache(Context.Data.LoadFromEnumerable(source), "S", "V");
        Numbered.Numbers(cached);
        Assert.Equal([.. Enumerable.Range(0, 10).Select(i => $"k{i % 7}")], cached.GetColumn<string>("S").ToArray());
        Assert.Equal([3, 1], cached.GetColumn<float[]>("V").ElementAt(3));
        Assert.Equal(1, source.Passes);
        Assert.Throws<ArgumentOutOfRangeException>(() => Context.Data.Cache(cached, "X"));
    }

    [Fact]
    public void Opening_a_cursor_reads_nothing()
    {
        var source = new CountedRows(10);
        var cached = Context.Data.Cache(Context.Data.LoadFromEnumerable(source));
        using var cursor = cached.GetRowCursor(cached.Schema);
        var get = cursor.GetGetter<int>(cached.Schema["I"]);
        Assert.Equal(0, source.Passes);
        Assert.Throws<InvalidOperationException>(() => cursor.GetGetter<float>(cached.Schema["I"]));
        Assert.True(cursor.MoveNext());
        var value = -1;
        get(ref value);
        Assert.Equal(0, value);
    }

    [Fact]
    public void Cached_vectors_do_not_change_under_their_readers()
    {
        var cached = Context.Data.Cache(Numbered.Rows(Context, 4));
        using var cursor = cached.GetRowCursor([cached.Schema["V"]]);
        var get = cursor.GetGetter<VBuffer<float>>(cached.Schema["V"]);
        VBuffer<float> value = default;
        while (cursor.MoveNext())
        {
            get(ref value);
            VBufferEditor.CreateFromBuffer(ref value).Values.Clear();
        }
        Assert.Equal([0f, 1f, 2f, 3f], cached.GetColumn<float[]>("V").Select(v => v[0]));
    }

    [Fact]
    public void Shuffled_cursor_gives_every_row_once_with_its_own_id()
    {
        var cached = Context.Data.Cache(Numbered.Rows(Context, 300));
        Assert.True(cached.CanShuffle);
        var order = Read(cached.GetRowCursor([cached.Schema["I"]], new Random(3)));
        Assert.NotEqual(Enumerable.Range(0, 300), order.Select(r => r.Value));
        Assert.Equal(Enumerable.Range(0, 300), order.Select(r => r.Value).Order());
        Assert.All(order, r => Assert.Equal(new DataViewRowId((ulong)r.Value, 0), r.Id));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Cursor_set_read_at_once_gives_every_row_once_and_batches_give_the_order(bool shuffled)
    {
        var cached = Context.Data.Cache(Numbered.Rows(Context, 1000));
        var one = Read(cached.GetRowCursor([cached.Schema["I"]], shuffled ? new Random(3) : null)).Select(r => r.Value);
        var set = cached.GetRowCursorSet([cached.Schema["I"]], 3, shuffled ? new Random(3) : null);
        Assert.Equal(3, set.Length);
        var parts = await Task.WhenAll(set.Select(cursor => Task.Run(() => Read(cursor))));
        Assert.All(parts, part => Assert.NotEmpty(part));
        // No batch is shared, and sorting by batch (keeping the order within) restores the order of one cursor.
        var owners = parts.SelectMany((part, i) => part.Select(r => (r.Batch, Cursor: i)).Distinct());
        Assert.All(owners.GroupBy(owner => owner.Batch), batch => Assert.Single(batch));
        Assert.Equal(one, parts.SelectMany(part => part).OrderBy(r => r.Batch).Select(r => r.Value));
        Assert.Equal(16, parts.SelectMany(part => part).Select(r => r.Batch).Distinct().Count());
    }

    [Fact]
    public void Set_of_one_is_the_plain_cursor()
    {
        var cached = Context.Data.Cache(Numbered.Rows(Context, 100));
        var rows = Read(Assert.Single(cached.GetRowCursorSet([cached.Schema["I"]], 1)));
        Assert.Equal(Enumerable.Range(0, 100), rows.Select(r => r.Value));
        Assert.All(rows, r => Assert.Equal(0, r.Batch));
    }

    [Fact]
    public void Failed_reading_can_be_tried_again()
    {
        var source = new CountedRows(10) { FailsAt = 5 };
        var cached = Context.Data.Cache(Context.Data.LoadFromEnumerable(source));
        Assert.Throws<InvalidDataException>(() => Numbered.Numbers(cached));
        source.FailsAt = -1;
        Assert.Equal(Enumerable.Range(0, 10), Numbered.Numbers(cached));
    }

    private static List<(int Value, long Batch, DataViewRowId Id)> Read(DataViewRowCursor cursor)
    {
        using (cursor)
        {
            var get = cursor.GetGetter<int>(cursor.Schema["I"]);
            var getId = cursor.GetIdGetter();
            var rows = new List<(int, long, DataViewRowId)>();
            var value = 0;
            var id = default(DataViewRowId);
            while (cursor.MoveNext())
            {
                get(ref value);
                getId(ref id);
                rows.Add((value, cursor.Batch, id));
            }
            return rows;
        }
    }

    private sealed class CountedRows(int count) : IEnumerable<Numbered>
    {
        public int Passes { get; private set; }

        public int FailsAt { get; set; } = -1;

        public IEnumerator<Numbered> GetEnumerator()
        {
            Passes++;
            for (var i = 0; i < count; i++)
                yield return i == FailsAt ? throw new InvalidDataException() : new Numbered { I = i, S = $"k{i % 7}", V = [i % 4, 1] };
        }

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
