using System.IO.Compression;
using Microsoft.ML.Data;

namespace Microsoft.ML.Standin.Tests.Persistence;

/// <summary>Expectations: what was saved comes back; entries are named as in ML.NET's files.</summary>
public class ModelFileTests
{
    private static readonly MLContext Context = new(1);

    private sealed class Row
    {
        public float A { get; set; }

        [VectorType(2)]
        public float[] V { get; set; } = [];

        public string Word { get; set; } = "";

        public double D { get; set; }

        [VectorType(2, 2)]
        public int[] Grid { get; set; } = [0, 0, 0, 0];

        [KeyType(7)]
        public uint Key { get; set; }

        public DateTime Day { get; set; }
    }

    private sealed class Scored
    {
        public float[] Y { get; set; } = [];

        public float M { get; set; }

        public double C { get; set; }

        public uint K { get; set; }

        public uint KA { get; set; }

        public string W { get; set; } = "";

        public bool I { get; set; }
    }

    private static IEnumerable<string> Values(IDataView data) =>
        Context.Data.CreateEnumerable<Scored>(data, reuseRowObject: false).Select(r =>
            FormattableString.Invariant($"{r.Y[0]:R} {r.Y[1]:R} {r.Y[2]:R} {r.M:R} {r.C:R} {r.K} {r.KA} {r.W} {r.I}"));

    private static IDataView Data() => Context.Data.LoadFromEnumerable<Row>(
    [
        new() { A = 1, V = [1, 2], Word = "b", D = 2 },
        new() { A = 4, V = [3, -2], Word = "a", D = 5 },
        new() { A = 2, V = [0, 0], Word = "b", D = -4 },
    ]);

    private static IEstimator<ITransformer> Pipeline() => Context.Transforms.Concatenate("X", "A", "V")
        .Append(Context.Transforms.NormalizeMeanVariance("N", "X", fixZero: false))
        .Append(Context.Transforms.NormalizeMinMax("M", "A"))
        .Append(Context.Transforms.NormalizeMeanVariance("C", "D", useCdf: true))
        .Append(Context.Transforms.Conversion.MapValueToKey("K", "Word"))
        .Append(Context.Transforms.Conversion.MapValueToKey("KA", "A", addKeyValueAnnotationsAsText: true))
        .Append(Context.Transforms.Conversion.MapKeyToValue("W", "K"))
        .Append(Context.Transforms.Conversion.ConvertType("I", "A", DataKind.Boolean))
        .Append(Context.Transforms.CopyColumns("Y", "N"))
        .Append(Context.Transforms.DropColumns("V"))
        .Append(Context.Transforms.SelectColumns("Y", "M", "C", "K", "KA", "W", "I"), TransformerScope.Everything);

    private static MemoryStream Save(ITransformer model, DataViewSchema? schema)
    {
        var stream = new MemoryStream();
        Context.Model.Save(model, schema, stream);
        stream.Position = 0;
        return stream;
    }

    [Fact]
    public void Every_stage_gives_the_same_after_loading()
    {
        var model = Pipeline().Fit(Data());
        var loaded = new MLContext(2).Model.Load(Save(model, Data().Schema), out _);
        var (before, after) = (model.Transform(Data()), loaded.Transform(Data()));
        Assert.Equal(before.Schema.Select(c => c.ToString()), after.Schema.Select(c => c.ToString()));
        Assert.Equal(Values(before), Values(after));
        Assert.Equal(["b", "a", "b"], loaded.Transform(Data()).GetColumn<string>("W"));
    }

    [Fact]
    public void Entries_have_the_names_of_ml_net()
    {
        using var zip = new ZipArchive(Save(Pipeline().Fit(Data()), Data().Schema));
        var names = zip.Entries.Select(e => e.FullName).ToHashSet();
        foreach (var name in new[] { "TransformerChain/Model.key", "TransformerChain/Transform_000/Model.key",
            "TransformerChain/Transform_010/Model.key", "Schema", "TrainingInfo/Version.txt" })
            Assert.Contains(name, names);
    }

    [Fact]
    public void Scopes_are_kept()
    {
        var chain = Context.Transforms.CopyColumns("T", "A").Append(Context.Transforms.CopyColumns("E", "A"), TransformerScope.Training).Fit(Data());
        var loaded = Assert.IsType<TransformerChain<ITransformer>>(Context.Model.Load(Save(chain, null), out _));
        Assert.Null(loaded.Transform(Data()).Schema.GetColumnOrNull("E"));
        Assert.NotNull(loaded.Transform(Data(), TransformerScope.Training).Schema.GetColumnOrNull("E"));
    }

    [Fact]
    public void The_input_schema_comes_back_with_its_types_and_annotations()
    {
        var data = Pipeline().Fit(Data()).Transform(Data());
        data = Context.Transforms.Concatenate("Slots", "M", "C2").Fit(With(data)).Transform(With(data));
        Context.Model.Load(Save(Context.Transforms.CopyColumns("Z", "M").Fit(data), data.Schema), out var schema);
        Assert.Equal(data.Schema.Select(c => c.ToString()), schema.Select(c => c.ToString()));
        Assert.Equal(data.Schema.Select(c => c.IsHidden), schema.Select(c => c.IsHidden));
        Assert.Equal(data.Schema.Select(c => c.Type), schema.Select(c => c.Type));
        VBuffer<ReadOnlyMemory<char>> names = default;
        schema["Slots"].GetSlotNames(ref names);
        Assert.Equal(["M", "C2"], names.DenseValues().Select(n => n.ToString()));
        schema["K"].GetKeyValues(ref names);
        Assert.Equal(["b", "a"], names.DenseValues().Select(n => n.ToString()));
        Assert.True(schema["M"].IsNormalized());

        Context.Model.Load(Save(Pipeline().Fit(Data()), Data().Schema), out schema);
        Assert.Equal(Data().Schema.Select(c => c.Type), schema.Select(c => c.Type));

        IDataView With(IDataView view) => Context.Transforms.CopyColumns("C2", "M").Fit(view).Transform(view);
    }

    [Fact]
    public void A_model_may_be_saved_without_a_schema_and_without_a_chain()
    {
        var model = Context.Transforms.CopyColumns("Z", "A").Fit(Data());
        var stream = Save(model, null);
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: true))
            Assert.DoesNotContain(zip.Entries, e => e.FullName == "Schema");
        var loaded = Context.Model.Load(stream, out var schema);
        Assert.Null(schema);
        Assert.IsType<Microsoft.ML.Transforms.ColumnCopyingTransformer>(loaded);
    }

    [Fact]
    public void Files_are_saved_and_loaded_by_path()
    {
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            Context.Model.Save(Pipeline().Fit(Data()), Data().Schema, path);
            Assert.Equal(Data().Schema.Count, Load(path).Count);
        }
        finally
        {
            File.Delete(path);
        }

        static DataViewSchema Load(string path)
        {
            Context.Model.Load(path, out var schema);
            return schema;
        }
    }

    [Fact]
    public void What_is_no_model_is_a_format_error()
    {
        Assert.Throws<FormatException>(() => Context.Model.Load(new MemoryStream([1, 2, 3]), out _));
        var whole = Save(Pipeline().Fit(Data()), Data().Schema).ToArray();
        Assert.Throws<FormatException>(() => Context.Model.Load(new MemoryStream(whole[..(whole.Length / 2)]), out _));
    }

    [Fact]
    public void A_truncated_entry_is_a_format_error()
    {
        var stream = Save(Context.Transforms.CopyColumns("Z", "A").Fit(Data()), Data().Schema);
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Update, leaveOpen: true))
        {
            using var entry = zip.GetEntry("TransformerChain/Model.key")!.Open();
            entry.SetLength(entry.Length - 9);
        }
        stream.Position = 0;
        Assert.Throws<FormatException>(() => Context.Model.Load(stream, out _));
    }
}
