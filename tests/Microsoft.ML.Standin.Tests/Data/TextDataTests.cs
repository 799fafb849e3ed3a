using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Standin.Tests.Data;

/// <summary>Expectations: what ML.NET 5 itself reads from the same files, printed by it.</summary>
public sealed class TextDataTests : IDisposable
{
    private const string Mixed =
        "a,b,c,name,flag\n1,2,3,\"x, y\",true\n# not comment\n4.5,,6,  plain  ,0\n// comment\n\n"
        + "7,?,abc,\"say \"\"hi\"\"\",yes\n8,NaN,1e-3,\"\",F\n-9,na,+3,end,\n";

    private static readonly MLContext Context = new(1);

    private readonly string _folder = Directory.CreateTempSubdirectory("text-data-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static TextLoader.Column[] MixedColumns() =>
    [
        new("A", DataKind.Single, 0), new("BC", DataKind.Single, 1, 2), new("N", DataKind.String, 3), new("F", DataKind.Boolean, 4),
    ];

    private string File(string content)
    {
        var path = Path.Combine(_folder, $"{Guid.NewGuid():N}.txt");
        System.IO.File.WriteAllText(path, content);
        return path;
    }

    private IDataView Load(string content, TextLoader.Column[] columns, char separator = '\t', bool quoting = false, bool sparse = false) =>
        Context.Data.LoadFromTextFile(File(content), columns, separator, allowQuoting: quoting, allowSparse: sparse);

    [Fact]
    public void Quotes_comments_header_and_missing_values_are_read_as_ml_net_reads_them()
    {
        var data = Context.Data.LoadFromTextFile(File(Mixed), MixedColumns(), ',', hasHeader: true, allowQuoting: true);
        Assert.Equal(["A: Single", "BC: Vector<Single, 2>", "N: String", "F: Boolean"], data.Schema.Select(c => c.ToString()));
        Assert.Equal([1, float.NaN, 4.5f, 7, 8, -9], data.GetColumn<float>("A"));
        Assert.Equal(
            [[2, 3], [0, 0], [0, 6], [float.NaN, float.NaN], [float.NaN, 0.001f], [float.NaN, 3]], data.GetColumn<float[]>("BC"));
        Assert.Equal(["x, y", "", "plain  ", "say \"hi\"", "", "end"], data.GetColumn<string>("N"));
        Assert.Equal([true, false, false, true, false, false], data.GetColumn<bool>("F"));
        Assert.Null(data.GetRowCount());
        Assert.False(data.CanShuffle);
    }

    [Fact]
    public void Header_names_the_slots_only_where_options_let_the_file_be_looked_at()
    {
        static string? Names(IDataView data, string column)
        {
            if (!data.Schema[column].HasSlotNames())
                return null;
            VBuffer<ReadOnlyMemory<char>> names = default;
            data.Schema[column].GetSlotNames(ref names);
            return string.Join('|', names.DenseValues());
        }

        var options = new TextLoader.Options { Columns = MixedColumns(), Separators = [','], HasHeader = true, AllowQuoting = true };
        Assert.Equal("b|c", Names(Context.Data.LoadFromTextFile(File(Mixed), options), "BC"));
        Assert.Null(Names(Context.Data.LoadFromTextFile(File(Mixed), MixedColumns(), ',', hasHeader: true, allowQuoting: true), "BC"));
        Assert.Null(Names(Context.Data.LoadFromTextFile<Row>(File(Mixed), ',', hasHeader: true, allowQuoting: true), "BC"));

        // Names are trimmed; a slot without one has an empty name; a scalar has none.
        var partial = Context.Data.LoadFromTextFile(File(" a ,,c\n1,2,3\n"), new TextLoader.Options
        {
            Columns = [new("V", DataKind.Single, 0, 2), new("S", DataKind.Single, 0)], Separators = [','], HasHeader = true,
        });
        Assert.Equal("a||c", Names(partial, "V"));
        Assert.Null(Names(partial, "S"));
    }

    [Fact]
    public void Empty_numbers_are_nan_where_asked_for()
    {
        var options = new TextLoader.Options
        {
            Columns = MixedColumns(), Separators = [','], HasHeader = true, AllowQuoting = true, MissingRealsAsNaNs = true,
        };
        var data = Context.Data.LoadFromTextFile(File(Mixed), options);
        Assert.Equal([float.NaN, 6], data.GetColumn<float[]>("BC").ElementAt(2));
        Assert.Equal([float.NaN, float.NaN], data.GetColumn<float[]>("BC").ElementAt(1));
        Assert.Equal("", data.GetColumn<string>("N").ElementAt(1));
    }

    [Fact]
    public void Members_tell_where_their_values_are()
    {
        var data = Context.Data.LoadFromTextFile<Row>(File(Mixed), ',', hasHeader: true, allowQuoting: true);
        Assert.Equal(["A", "BC", "F", "AC", "Name"], data.Schema.Select(c => c.Name));
        Assert.Equal([4.5f, 6], data.GetColumn<float[]>("AC").ElementAt(2));
        Assert.Equal(6, Context.Data.CreateEnumerable<Row>(data, reuseRowObject: false).Count());
        var error = Assert.Throws<InvalidOperationException>(() => Context.Data.LoadFromTextFile<Unmarked>(File(Mixed)));
        Assert.Contains("'B'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_columns_the_first_value_is_the_label_and_the_others_are_features()
    {
        var data = Context.Data.LoadFromTextFile(File("1\t-2\t3\t4\n5\t6\t7\t8\n"));
        Assert.Equal(["Label: Single", "Features: Vector<Single, 3>"], data.Schema.Select(c => c.ToString()));
        Assert.Equal([[-2, 3, 4], [6, 7, 8]], data.GetColumn<float[]>("Features"));
    }

    [Fact]
    public void Ranges_to_the_end_take_their_size_from_the_file()
    {
        TextLoader.Column[] toEnd = [new("V", DataKind.Single, [new TextLoader.Range(1, null)])];
        var data = Context.Data.LoadFromTextFile(File("1\t2\t3\n4\t5\t6\n"), new TextLoader.Options { Columns = toEnd });
        Assert.Equal("Vector<Single, 2>", data.Schema["V"].Type.ToString());
        Assert.Throws<ArgumentOutOfRangeException>(() => Load("1\t2\n", toEnd));
        Assert.Throws<ArgumentOutOfRangeException>(() =>
            Context.Data.LoadFromTextFile(File("1\t2\n3\n"), new TextLoader.Options { Columns = toEnd }));

        var varying = Load("1\t2\t3\n4\n5\t\t\t8\n", [new("V", DataKind.Single, [new TextLoader.Range { Min = 1, VariableEnd = true }])]);
        Assert.Equal("Vector<Single>", varying.Schema["V"].Type.ToString());
        Assert.Equal([[2, 3], [], [0, 0, 8]], varying.GetColumn<float[]>("V"));
    }

    [Fact]
    public void Vectors_with_values_for_half_of_their_slots_or_less_are_sparse()
    {
        var data = Load("1,,,\n1,2,,\n1,2,3,\n,,,\n", [new("V", DataKind.Single, 0, 3)], ',');
        Assert.Equal([false, false, true, false], data.GetColumn<VBuffer<float>>("V").Select(v => v.IsDense));
        Assert.Equal([[1, 0, 0, 0], [1, 2, 0, 0], [1, 2, 3, 0], [0, 0, 0, 0]], data.GetColumn<float[]>("V"));
    }

    [Fact]
    public void Sparse_lines_are_spread_over_their_vectors()
    {
        TextLoader.Column[] columns = [new("L", DataKind.Single, 0), new("V", DataKind.Single, 1, 4)];
        var data = Load("1 4 0:2 3:5\n0 4 1:7\n1 4\n", columns, ' ', sparse: true);
        Assert.Equal([1, 0, 1], data.GetColumn<float>("L"));
        Assert.Equal([[2, 0, 0, 5], [0, 7, 0, 0], [4, 0, 0, 0]], data.GetColumn<float[]>("V"));
        var sized = Context.Data.LoadFromTextFile(File("1 0:2 3:5\n1 1 2 3 4\n"), new TextLoader.Options
        {
            Columns = columns, Separators = [' '], AllowSparse = true, InputSize = 5,
        });
        Assert.Equal([[2, 0, 0, 5], [1, 2, 3, 4]], sized.GetColumn<float[]>("V"));
    }

    [Fact]
    public void Numbers_are_read_in_the_invariant_culture_and_what_is_none_is_nan()
    {
        var data = Load("x\n1x\n 2 \n.5\n1.\n-Infinity\ninfinity\nNAN\n1,000\n16777217\n", [new("F", DataKind.Single, 0)]);
        Assert.Equal(
            [float.NaN, float.NaN, 2, 0.5f, 1, float.NegativeInfinity, float.NaN, float.NaN, float.NaN, 16777216],
            data.GetColumn<float>("F"));
    }

    [Theory]
    [InlineData(DataKind.Int32, "x")]
    [InlineData(DataKind.Int32, "1 ")]
    [InlineData(DataKind.Int32, "+1")]
    [InlineData(DataKind.Int32, "3000000000")]
    [InlineData(DataKind.Byte, "256")]
    [InlineData(DataKind.UInt32, "-1")]
    [InlineData(DataKind.Boolean, "maybe")]
    [InlineData(DataKind.DateTime, "never")]
    public void What_cannot_be_missing_must_be_readable(DataKind kind, string text)
    {
        var data = Load($"\n{text}\n", [new("I", kind, 0)]);
        var error = Assert.Throws<FormatException>(() => data.Preview());
        Assert.Contains($"{text} in line 2, column I", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Keys_count_from_zero_in_text_and_others_are_missing()
    {
        var data = Load("0\n4\n5\nx\n?\nna\n-1\n", [new("K", DataKind.UInt32, [new TextLoader.Range(0)], new KeyCount(5))]);
        Assert.Equal("Key<UInt32, 0-4>", data.Schema["K"].Type.ToString());
        Assert.Equal([1, 5, 0, 0, 0, 0, 0], data.GetColumn<uint>("K"));
    }

    [Fact]
    public void Wrong_quotes_make_an_empty_value_and_a_warning()
    {
        var context = new MLContext();
        var warnings = new List<string>();
        context.Log += (_, e) => warnings.AddRange(e.Kind == ChannelMessageKind.Warning ? [e.RawMessage] : []);
        TextLoader.Column[] columns = [new("S", DataKind.String, 0), new("I", DataKind.Int32, 1)];
        var data = context.Data.LoadFromTextFile(File("\"a\"b,1\n\"ok\" ,3\na\"b\",4\n"), columns, ',', allowQuoting: true);
        Assert.Equal(["", "ok", "a\"b\""], data.GetColumn<string>("S"));
        Assert.Contains("(1)", Assert.Single(warnings), StringComparison.Ordinal);
        Assert.Equal([1, 3, 4], data.GetColumn<int>("I"));
    }

    [Fact]
    public void Bad_values_are_logged_by_line()
    {
        var context = new MLContext();
        var messages = new List<string>();
        context.Log += (_, e) => messages.AddRange(e.Kind == ChannelMessageKind.Info ? [e.RawMessage] : []);
        context.Data.LoadFromTextFile(File(Mixed), MixedColumns(), ',', hasHeader: true, allowQuoting: true).Preview();
        Assert.Equal(
            ["  Bad value at line 3 in column A", "  Bad value at line 7 in column BC at slot 1", "Processed 6 rows with 2 bad values and 0 format errors"],
            messages);
    }

    [Fact]
    public async Task Cursor_set_read_at_once_gives_every_line_once_in_batches_of_64()
    {
        var data = Load(string.Concat(Enumerable.Range(0, 1000).Select(i => $"{i}\n")), [new("I", DataKind.Int32, 0)]);
        var set = data.GetRowCursorSet(data.Schema, 2);
        Assert.Equal(2, set.Length);
        var parts = await Task.WhenAll(set.Select(cursor => Task.Run(() => Read(cursor))));
        var rows = parts.SelectMany(part => part).OrderBy(row => row.Batch).ToList();
        Assert.Equal(Enumerable.Range(0, 1000), rows.Select(row => row.Value));
        Assert.All(rows, row => Assert.Equal((row.Value / 64, (ulong)row.Value), (row.Batch, row.Id)));
    }

    [Fact]
    public void No_more_rows_are_read_than_asked_for()
    {
        var data = Context.Data.LoadFromTextFile(File("1\n2\n3\n"), new TextLoader.Options { Columns = [new("I", DataKind.Int32, 0)], MaxRows = 2 });
        Assert.Equal([1, 2], data.GetColumn<int>("I"));
        Assert.Single(data.GetRowCursorSet(data.Schema, 4));
    }

    [Fact]
    public void Lines_with_a_hash_before_the_first_row_are_passed_over()
    {
        var data = Load("# c\n#x\n1\n# 2\n//3\n4\n", [new("S", DataKind.String, 0)]);
        Assert.Equal(["1", "# 2", "4"], data.GetColumn<string>("S"));
        Assert.Empty(Load("", [new("S", DataKind.String, 0)]).GetColumn<string>("S"));
    }

    [Fact]
    public void Missing_files_wrong_separators_and_overlapping_ranges_are_refused_at_once()
    {
        var missing = Path.Combine(_folder, "none.csv");
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => Context.Data.LoadFromTextFile(missing, MixedColumns()));
        Assert.Contains(missing, error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => Load("1\n", MixedColumns(), '1'));
        Assert.Throws<ArgumentOutOfRangeException>(() => Load("1\n", MixedColumns(), ':', sparse: true));
        Assert.Throws<ArgumentOutOfRangeException>(() =>
            Load("1\n", [new("V", DataKind.Single, [new TextLoader.Range(0, 1), new TextLoader.Range(1)])]));
        Assert.Throws<ArgumentOutOfRangeException>(() => Load("1\n", [new() { Name = "V" }]));
    }

    private static List<(int Value, long Batch, ulong Id)> Read(DataViewRowCursor cursor)
    {
        using (cursor)
        {
            var get = cursor.GetGetter<int>(cursor.Schema["I"]);
            var getId = cursor.GetIdGetter();
            var rows = new List<(int, long, ulong)>();
            var value = 0;
            var id = default(DataViewRowId);
            while (cursor.MoveNext())
            {
                get(ref value);
                getId(ref id);
                rows.Add((value, cursor.Batch, id.Low));
            }
            return rows;
        }
    }

    private sealed class Row
    {
        [LoadColumn(0)]
        public float A { get; set; }

        [LoadColumn(1, 2)]
        public float[] BC { get; set; } = null!;

        [LoadColumn(4)]
        public bool F { get; set; }

        [LoadColumn(new[] { 0, 2 })]
        public float[] AC { get; set; } = null!;

        [LoadColumn(3)]
        [ColumnName("Name")]
        public string N { get; set; } = null!;
    }

    private sealed class Unmarked
    {
        [LoadColumn(0)]
        public float A { get; set; }

        public float B { get; set; }
    }
}
