using Microsoft.ML.Data;

namespace Microsoft.ML.Standin.Tests.Pipeline;

/// <summary>Expectations: the contract of IDataView, cursors and row mappers that ML.NET documents.</summary>
public class RowMappingTests
{
    private static readonly MLContext Context = new(1);

    private sealed class Row
    {
        public float A { get; set; }

        public float B { get; set; }

        public string Text { get; set; } = "";
    }

    private static readonly Row[] Rows = [.. Enumerable.Range(0, 100).Select(i => new Row { A = i, B = -i, Text = $"{i}" })];

    private static IDataView Data() => Context.Data.LoadFromEnumerable(Rows);

    private static IDataView Mapped(IDataView data) =>
        Context.Transforms.Concatenate("AB", "A", "B").Fit(data).Transform(data);

    [Fact]
    public void A_new_name_comes_last_and_a_known_one_after_the_column_that_it_hides()
    {
        var data = Mapped(Data());
        Assert.Equal(["A", "B", "Text", "AB"], data.Schema.Select(c => c.Name));
        var hidden = Context.Transforms.CopyColumns("A", "B").Fit(data).Transform(data);
        Assert.Equal(["A", "A", "B", "Text", "AB"], hidden.Schema.Select(c => c.Name));
        Assert.Equal([true, false, false, false, false], hidden.Schema.Select(c => c.IsHidden));
        Assert.Equal(Rows.Select(r => r.B), hidden.GetColumn<float>("A"));
        Assert.Equal(Rows.Select(r => r.A), hidden.GetColumn<float>(hidden.Schema[0]));
        // Twice hidden: the newest follows the newer of those that it hides.
        var twice = Context.Transforms.CopyColumns("A", "AB").Fit(hidden).Transform(hidden);
        Assert.Equal([true, true, false], twice.Schema.Where(c => c.Name == "A").Select(c => c.IsHidden));
        Assert.IsType<VectorDataViewType>(twice.Schema[2].Type);
    }

    [Fact]
    public void Only_what_was_asked_for_is_active()
    {
        var data = Mapped(Data());
        using var cursor = data.GetRowCursor([data.Schema["AB"]]);
        Assert.True(cursor.IsColumnActive(data.Schema["AB"]));
        Assert.False(cursor.IsColumnActive(data.Schema["A"]));
        Assert.ThrowsAny<Exception>(() => cursor.GetGetter<float>(data.Schema["A"]));
        Assert.Throws<InvalidOperationException>(() => cursor.GetGetter<float>(data.Schema["AB"]));
    }

    [Fact]
    public void Cursors_move_with_their_source()
    {
        var data = Mapped(Data());
        Assert.Equal(data.GetRowCount(), Data().GetRowCount());
        Assert.Equal(data.CanShuffle, Data().CanShuffle);
        using var cursor = data.GetRowCursor([data.Schema["AB"]]);
        Assert.Equal(-1, cursor.Position);
        var id = cursor.GetIdGetter();
        var seen = new HashSet<DataViewRowId>();
        for (var i = 0; i < Rows.Length; i++)
        {
            Assert.True(cursor.MoveNext());
            Assert.Equal(i, cursor.Position);
            DataViewRowId value = default;
            id(ref value);
            Assert.True(seen.Add(value));
        }
        Assert.False(cursor.MoveNext());
    }

    [Fact]
    public void A_set_of_cursors_delivers_each_row_once()
    {
        var data = Mapped(Data());
        var cursors = data.GetRowCursorSet([data.Schema["AB"], data.Schema["A"]], 4);
        Assert.InRange(cursors.Length, 1, 4);
        var seen = new List<float>();
        foreach (var cursor in cursors)
        {
            using (cursor)
            {
                var a = cursor.GetGetter<float>(data.Schema["A"]);
                var ab = cursor.GetGetter<VBuffer<float>>(data.Schema["AB"]);
                float value = 0;
                VBuffer<float> vector = default;
                while (cursor.MoveNext())
                {
                    a(ref value);
                    ab(ref vector);
                    Assert.Equal([value, -value], vector.DenseValues());
                    seen.Add(value);
                }
            }
        }
        Assert.Equal(Rows.Select(r => r.A), seen.Order());
    }

    [Fact]
    public void A_mapper_depends_on_what_the_active_columns_need_and_follows_its_row()
    {
        var data = Data();
        ITransformer transformer = Context.Transforms.Concatenate("AB", "A", "B").Fit(data);
        var mapper = transformer.GetRowToRowMapper(data.Schema);
        Assert.Same(data.Schema, mapper.InputSchema);
        Assert.Equal(["A", "B"], mapper.GetDependencies([mapper.OutputSchema["AB"]]).Select(c => c.Name));
        Assert.Equal(["B", "Text"], mapper.GetDependencies([mapper.OutputSchema["B"], mapper.OutputSchema["Text"]]).Select(c => c.Name));
        Assert.Empty(mapper.GetDependencies([]));

        using var cursor = data.GetRowCursor(data.Schema);
        using var row = mapper.GetRow(cursor, mapper.OutputSchema);
        var ab = row.GetGetter<VBuffer<float>>(mapper.OutputSchema["AB"]);
        var text = row.GetGetter<ReadOnlyMemory<char>>(mapper.OutputSchema["Text"]);
        VBuffer<float> vector = default;
        ReadOnlyMemory<char> word = default;
        for (var i = 0; i < 3; i++)
        {
            cursor.MoveNext();
            ab(ref vector);
            text(ref word);
            Assert.Equal([i, -i], vector.DenseValues());
            Assert.Equal($"{i}", word.ToString());
            Assert.Equal(i, row.Position);
        }
    }

    [Fact]
    public void A_chain_maps_rows_through_all_its_stages()
    {
        var data = Data();
        ITransformer chain = Context.Transforms.Concatenate("AB", "A", "B")
            .Append(Context.Transforms.SelectColumns("AB")).Append(Context.Transforms.CopyColumns("C", "AB")).Fit(data);
        Assert.True(chain.IsRowToRowMapper);
        var mapper = chain.GetRowToRowMapper(data.Schema);
        Assert.Equal(["AB", "C"], mapper.OutputSchema.Select(c => c.Name));
        Assert.Equal(["A", "B"], mapper.GetDependencies([mapper.OutputSchema["C"]]).Select(c => c.Name));
        using var cursor = data.GetRowCursor(mapper.GetDependencies(mapper.OutputSchema));
        using var row = mapper.GetRow(cursor, mapper.OutputSchema);
        var c = row.GetGetter<VBuffer<float>>(mapper.OutputSchema["C"]);
        VBuffer<float> vector = default;
        cursor.MoveNext();
        cursor.MoveNext();
        c(ref vector);
        Assert.Equal([1, -1], vector.DenseValues());
    }

    [Fact]
    public void A_row_of_another_schema_is_refused()
    {
        ITransformer transformer = Context.Transforms.Concatenate("AB", "A", "B").Fit(Data());
        var other = Data();
        using var cursor = other.GetRowCursor(other.Schema);
        var mapper = transformer.GetRowToRowMapper(Data().Schema);
        Assert.Throws<InvalidOperationException>(() => mapper.GetRow(cursor, mapper.OutputSchema));
    }
}
