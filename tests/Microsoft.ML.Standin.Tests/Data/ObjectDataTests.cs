using Microsoft.ML.Data;

namespace Microsoft.ML.Standin.Tests.Data;

/// <summary>Expectations: ML.NET's documentation of LoadFromEnumerable, CreateEnumerable and their attributes.</summary>
public class ObjectDataTests
{
    private static readonly MLContext Context = new(1);

    private static Row[] Rows() =>
    [
        new() { Id = 1, Text = "one", Pixels = [1, 2, 3], Words = ["a", "b"], Category = 0, Flag = true },
        new() { Id = 2, Text = null, Pixels = [4, 5, 6], Words = null, Category = 2, Flag = false },
        new() { Id = 3, Text = "three", Pixels = [7, 8, 9], Words = ["c", null!], Category = 9, Flag = true },
    ];

    [Fact]
    public void Members_become_columns_as_their_attributes_tell()
    {
        var schema = Context.Data.LoadFromEnumerable(Rows()).Schema;
        Assert.Equal(["Id", "Flag", "Text", "Features", "Words", "Category"], schema.Select(c => c.Name));
        Assert.Equal(
            ["Int32", "Boolean", "String", "Vector<Single, 3>", "Vector<String>", "Key<UInt32, 0-2>"],
            schema.Select(c => c.Type.ToString()));
    }

    [Fact]
    public void Rows_come_back_as_they_went_in()
    {
        var rows = Rows();
        var back = Context.Data.CreateEnumerable<Row>(Context.Data.LoadFromEnumerable(rows), reuseRowObject: false).ToList();
        Assert.Equal(rows.Select(r => r.Id), back.Select(r => r.Id));
        Assert.Equal(rows.Select(r => r.Pixels), back.Select(r => r.Pixels));
        Assert.Equal(["one", "", "three"], back.Select(r => r.Text));
        Assert.Equal(["a", "b"], back[0].Words!);
        Assert.Empty(back[1].Words!);
        Assert.Equal(["c", ""], back[2].Words!);
    }

    [Fact]
    public void Keys_count_from_one_and_unknown_categories_are_missing()
    {
        // 0 and 2 of three categories become 1 and 3; 9 is beyond the last.
        Assert.Equal([1u, 3u, 0u], Context.Data.LoadFromEnumerable(Rows()).GetColumn<uint>("Category"));
    }

    [Fact]
    public void Reused_object_is_one_and_the_same()
    {
        var data = Context.Data.LoadFromEnumerable(Rows());
        var reused = Context.Data.CreateEnumerable<Row>(data, reuseRowObject: true).Select(r => (r, r.Id, r.Pixels)).ToList();
        Assert.Same(reused[0].r, reused[2].r);
        Assert.Same(reused[0].Pixels, reused[2].Pixels);
        Assert.Equal([1, 2, 3], reused.Select(x => x.Id));
    }

    [Fact]
    public void Cursor_counts_positions_and_ids_and_closes_itself_after_the_last_row()
    {
        var data = Context.Data.LoadFromEnumerable(Rows());
        Assert.Equal(3, data.GetRowCount());
        Assert.Null(Context.Data.LoadFromEnumerable(Rows().Where(r => true)).GetRowCount());
        Assert.False(data.CanShuffle);

        var cursor = data.GetRowCursor([data.Schema["Id"]]);
        Assert.Equal(-1, cursor.Position);
        var id = default(DataViewRowId);
        var getId = cursor.GetIdGetter();
        Assert.Throws<InvalidOperationException>(() => getId(ref id));
        for (var i = 0; i < 3; i++)
        {
            Assert.True(cursor.MoveNext());
            Assert.Equal(i, cursor.Position);
            Assert.Equal(0, cursor.Batch);
            getId(ref id);
            Assert.Equal(new DataViewRowId((ulong)i, 0), id);
        }
        Assert.False(cursor.MoveNext());
        Assert.False(cursor.MoveNext());
        Assert.Equal(-1, cursor.Position);
    }

    [Fact]
    public void Getters_are_given_for_active_columns_in_their_own_type_only()
    {
        var data = Context.Data.LoadFromEnumerable(Rows());
        using var cursor = data.GetRowCursor([data.Schema["Id"]]);
        Assert.True(cursor.IsColumnActive(data.Schema["Id"]));
        Assert.False(cursor.IsColumnActive(data.Schema["Text"]));
        Assert.Throws<ArgumentOutOfRangeException>(() => cursor.GetGetter<ReadOnlyMemory<char>>(data.Schema["Text"]));
        var error = Assert.Throws<InvalidOperationException>(() => cursor.GetGetter<float>(data.Schema["Id"]));
        Assert.Contains("'System.Single', expected type: 'System.Int32'", error.Message, StringComparison.Ordinal);
        var value = 0;
        Assert.Throws<InvalidOperationException>(() => cursor.GetGetter<int>(data.Schema["Id"])(ref value));
    }

    [Fact]
    public void Missing_columns_are_an_error_unless_ignored()
    {
        var data = Context.Data.LoadFromEnumerable(new[] { new Narrow { Id = 4 } });
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => Context.Data.CreateEnumerable<Row>(data, false));
        Assert.Contains("'Flag'", error.Message, StringComparison.Ordinal);
        var row = Assert.Single(Context.Data.CreateEnumerable<Row>(data, false, ignoreMissingColumns: true));
        Assert.Equal(4, row.Id);
        Assert.Null(row.Pixels);
    }

    [Fact]
    public void Columns_of_another_type_cannot_be_bound()
    {
        var data = Context.Data.LoadFromEnumerable(new[] { new Narrow { Id = 4 } });
        var error = Assert.Throws<InvalidOperationException>(() => Context.Data.CreateEnumerable<WideId>(data, false));
        Assert.Contains("column 'Id' of type 'Int32' to field or property 'Id' of type 'System.Int64'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Schema_definition_sets_types_and_annotations()
    {
        var definition = SchemaDefinition.Create(typeof(Loose));
        definition["Values"].ColumnType = new VectorDataViewType(NumberDataViewType.Single, 2);
        definition["Values"].AddAnnotation("SlotNames", new[] { "left", "right" }, new VectorDataViewType(TextDataViewType.Instance, 2));
        definition["Values"].ColumnName = "Features";
        var data = Context.Data.LoadFromEnumerable([new Loose { Values = [1, 2] }], definition);

        Assert.Equal("Vector<Single, 2>", data.Schema["Features"].Type.ToString());
        VBuffer<ReadOnlyMemory<char>> names = default;
        data.Schema["Features"].GetSlotNames(ref names);
        Assert.Equal(["left", "right"], names.DenseValues().Select(n => n.ToString()));
        Assert.Equal([1f, 2f], Assert.Single(data.GetColumn<float[]>("Features")));
    }

    [Fact]
    public void Declared_types_must_fit_the_members()
    {
        var definition = SchemaDefinition.Create(typeof(Loose));
        definition["Values"].ColumnType = NumberDataViewType.Single;
        Assert.Throws<ArgumentOutOfRangeException>(() => Context.Data.LoadFromEnumerable([new Loose()], definition));
        definition["Values"].ColumnType = new VectorDataViewType(NumberDataViewType.Double, 2);
        Assert.Throws<ArgumentOutOfRangeException>(() => Context.Data.LoadFromEnumerable([new Loose()], definition));
        Assert.Throws<InvalidOperationException>(() => definition["Values"].AddAnnotation("X", 1, NumberDataViewType.Single));
        Assert.Throws<ArgumentOutOfRangeException>(() => SchemaDefinition.Create(typeof(Unknown)));
        Assert.Throws<ArgumentOutOfRangeException>(() => SchemaDefinition.Create(typeof(Twice)));
    }

    [Fact]
    public void Given_schema_carries_its_types_and_annotations_over()
    {
        var definition = SchemaDefinition.Create(typeof(Loose));
        definition["Values"].ColumnType = new VectorDataViewType(NumberDataViewType.Single, 2);
        definition["Values"].AddAnnotation("IsNormalized", true, BooleanDataViewType.Instance);
        var first = Context.Data.LoadFromEnumerable([new Loose { Values = [1, 2] }], definition);
        var second = Context.Data.LoadFromEnumerable([new Loose { Values = [3, 4] }], first.Schema);
        Assert.Equal(first.Schema["Values"].Type, second.Schema["Values"].Type);
        Assert.True(second.Schema["Values"].IsNormalized());
        Assert.Throws<InvalidOperationException>(() => Context.Data.LoadFromEnumerable([new Narrow()], first.Schema));
    }

    [Fact]
    public void Buffers_are_copied_in_and_out()
    {
        var data = Context.Data.LoadFromEnumerable(new[] { new Buffers { Values = new(3, 1, [5f], [1]) }, new Buffers { Values = new(1, [2f]) } });
        Assert.Equal("Vector<Single>", data.Schema["Values"].Type.ToString());
        var back = Context.Data.CreateEnumerable<Buffers>(data, reuseRowObject: false).ToList();
        Assert.Equal([0, 5, 0], back[0].Values.DenseValues());
        Assert.False(back[0].Values.IsDense);
        Assert.Equal([2], back[1].Values.DenseValues());
    }

    [Fact]
    public void Null_row_is_an_error()
    {
        var data = Context.Data.LoadFromEnumerable(new[] { new Narrow(), null! });
        Assert.Throws<InvalidOperationException>(() => data.GetColumn<int>("Id").ToList());
    }

    [Fact]
    public void Row_over_an_object_follows_the_object_that_it_is_given()
    {
        var row = new ObjectRow<Row>();
        var get = row.GetGetter<VBuffer<float>>(row.Schema["Features"]);
        VBuffer<float> pixels = default;
        Assert.Throws<InvalidOperationException>(() => get(ref pixels));
        foreach (var source in Rows())
        {
            row.Set(source);
            get(ref pixels);
            Assert.Equal(source.Pixels, pixels.DenseValues());
        }
        Assert.Equal(2, row.Position);
    }

    private sealed class Row
    {
        public int Id;

        public bool Flag;

        public string? Text { get; set; }

        [ColumnName("Features")]
        [VectorType(3)]
        public float[] Pixels { get; set; } = null!;

        public string[]? Words { get; set; }

        [KeyType(3)]
        public uint Category { get; set; }

        [NoColumn]
        public object? Ignored { get; set; }
    }

    private sealed class Narrow
    {
        public int Id { get; set; }
    }

    private sealed class WideId
    {
        public long Id { get; set; }
    }

    private sealed class Loose
    {
        public float[]? Values { get; set; }
    }

    private sealed class Buffers
    {
        public VBuffer<float> Values { get; set; }
    }

    private sealed class Unknown
    {
        public object? Value { get; set; }
    }

    private sealed class Twice
    {
        public int A { get; set; }

        [ColumnName("A")]
        public int B { get; set; }
    }
}
