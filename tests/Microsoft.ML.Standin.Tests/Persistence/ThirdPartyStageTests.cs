using System.IO.Compression;
using System.Reflection;
using Microsoft.ML.Data;

namespace Microsoft.ML.Standin.Tests.Persistence;

/// <summary>Expectations: how ML.NET's own files are laid out and loaded (its model header and component catalog).</summary>
public class ThirdPartyStageTests
{
    private static readonly MLContext Context = new(1);

    private sealed class Row
    {
        public float A { get; set; }
    }

    private static IDataView Data() => Context.Data.LoadFromEnumerable<Row>([new() { A = 1 }, new() { A = 4 }]);

    private static ITransformer Inner() => Context.Transforms.NormalizeMinMax("N", "A").Fit(Data());

    private static MemoryStream Save(ITransformer model)
    {
        var stream = new MemoryStream();
        Context.Model.Save(model, Data().Schema, stream);
        stream.Position = 0;
        return stream;
    }

    [Theory]
    [InlineData(null)]
    [InlineData("a note, ähnlich")]
    public void A_stage_is_loaded_by_its_own_create_without_registration(string? note)
    {
        var model = Context.Transforms.CopyColumns("B", "A").Fit(Data()).Append(new ThirdPartyStage(Inner(), note, [7, 8, 9]));
        var loaded = Assert.IsType<TransformerChain<ITransformer>>(new MLContext().Model.Load(Save(model), out _));
        var stage = Assert.IsType<ThirdPartyStage>(loaded.LastTransformer);
        Assert.Equal(note, stage.Note);
        Assert.Equal([7, 8, 9], stage.Bytes);
        Assert.Equal([0.25f, 1], loaded.Transform(Data()).GetColumn<float>("N"));
    }

    [Fact]
    public void Streams_and_sub_models_lie_in_the_stages_folder()
    {
        using var zip = new ZipArchive(Save(new TransformerChain<ITransformer>(new ThirdPartyStage(Inner(), "", [1, 2, 3]))));
        Assert.Equal([1, 2, 3], Bytes(zip, "TransformerChain/Transform_000/Bytes"));
        Assert.NotNull(zip.GetEntry("TransformerChain/Transform_000/Inner/Model.key"));
    }

    [Fact]
    public void The_header_is_that_of_ml_net()
    {
        // "ML\0MODEL", the version of the header, the model's signature, its versions, the loader's name.
        using var zip = new ZipArchive(Save(new ThirdPartyStage(Inner(), "", [1, 2, 3])));
        var bytes = Bytes(zip, "TransformerChain/Model.key");
        Assert.Equal("ML\0MODEL"u8, bytes.AsSpan(0, 8));
        Assert.Equal(0x00010002u, BitConverter.ToUInt32(bytes, 8));
        Assert.Equal(256, BitConverter.ToInt64(bytes, 16));
        Assert.Equal("THIRDPTY"u8, bytes.AsSpan(64, 8));
        Assert.Equal((0x00010002u, 0x00010001u), (BitConverter.ToUInt32(bytes, 72), BitConverter.ToUInt32(bytes, 76)));
        Assert.Equal("ThirdPartyStageOf24Chars"u8, bytes.AsSpan(80, 24));
        Assert.Equal("LEDOM\0LM"u8, bytes.AsSpan(bytes.Length - 8));
        var assembly = System.Text.Encoding.Unicode.GetBytes(typeof(ThirdPartyStage).Assembly.FullName!);
        Assert.Equal(assembly, bytes[^(8 + assembly.Length)..^8]);
    }

    [Fact]
    public void A_stage_may_be_loaded_by_its_constructor() => Assert.IsType<ConstructedStage>(
        Context.Model.Load(Save(new ConstructedStage(typeof(ConstructedStage).Assembly.FullName!, 0x00010001)), out _));

    [Fact]
    public void What_a_later_version_wrote_is_a_format_error()
    {
        var error = Assert.Throws<InvalidOperationException>(() => Context.Model.Load(
            Save(new ConstructedStage(typeof(ConstructedStage).Assembly.FullName!, 0x00010002)), out _));
        Assert.Contains("too new", Assert.IsType<FormatException>(error.InnerException!.InnerException).Message);
    }

    [Fact]
    public void A_stage_whose_assembly_has_no_such_loader_is_a_format_error()
    {
        var other = typeof(Assert).Assembly.FullName!;
        var error = Assert.Throws<FormatException>(() => new MLContext().Model.Load(Save(new ConstructedStage(other, 1)), out _));
        Assert.Contains("ConstructedStage", error.Message);
        Assert.Throws<FileNotFoundException>(
            () => new MLContext().Model.Load(Save(new ConstructedStage("No.Such.Assembly, Version=1.0.0.0", 1)), out _));
    }

    [Fact]
    public void An_error_of_the_stage_itself_comes_through_as_the_cause()
    {
        var error = Assert.Throws<TargetInvocationException>(
            () => Context.Model.Load(Save(new ThirdPartyStage(Inner(), "", [], failsToLoad: true)), out _));
        Assert.IsType<NotSupportedException>(error.InnerException);
    }

    [Fact]
    public void Signatures_have_their_lengths()
    {
        Assert.Throws<InvalidOperationException>(() => new VersionInfo("short", 1, 1, 1, "A"));
        Assert.Throws<InvalidOperationException>(() => Save(new Misnamed()));
    }

    private static byte[] Bytes(ZipArchive zip, string name)
    {
        using var entry = zip.GetEntry(name)!.Open();
        var buffer = new MemoryStream();
        entry.CopyTo(buffer);
        return buffer.ToArray();
    }

    private sealed class Misnamed : ITransformer
    {
        public bool IsRowToRowMapper => false;

        public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => inputSchema;

        public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema) => throw new NotSupportedException();

        public IDataView Transform(IDataView input) => input;

        public void Save(ModelSaveContext ctx) =>
            ctx.SetVersionInfo(new VersionInfo("EIGHT CH", 1, 1, 1, "A", "a signature that is longer than it may be"));
    }
}
