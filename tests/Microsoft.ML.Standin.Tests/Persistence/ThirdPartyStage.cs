using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Standin.Tests.Persistence;

[assembly: LoadableClass(typeof(ITransformer), typeof(ThirdPartyStage), null, typeof(SignatureLoadModel), "", ThirdPartyStage.LoaderSignature)]
[assembly: LoadableClass(typeof(ConstructedStage), null, typeof(SignatureLoadModel), "", ConstructedStage.LoaderSignature)]

namespace Microsoft.ML.Standin.Tests.Persistence;

/// <summary>A stage as someone outside ML.NET writes one: it does what another stage does, and keeps things of its own.</summary>
internal sealed class ThirdPartyStage(ITransformer inner, string? note, byte[] bytes, bool failsToLoad = false) : ITransformer
{
    public const string LoaderSignature = "ThirdPartyStageOf24Chars";

    public ITransformer Inner => inner;

    public string? Note => note;

    public byte[] Bytes => bytes;

    public bool IsRowToRowMapper => inner.IsRowToRowMapper;

    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => inner.GetOutputSchema(inputSchema);

    public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema) => inner.GetRowToRowMapper(inputSchema);

    public IDataView Transform(IDataView input) => inner.Transform(input);

    public void Save(ModelSaveContext ctx)
    {
        ctx.CheckAtModel();
        ctx.SetVersionInfo(Version(0x00010002));
        ctx.SaveStringOrNull(note);
        ctx.SaveString("");
        ctx.SaveNonEmptyString("twice");
        ctx.SaveNonEmptyString("twice");
        ctx.Writer.Write(failsToLoad);
        ctx.SaveBinaryStream("Bytes", writer => writer.Write(bytes));
        ctx.SaveModel(inner, "Inner");
    }

    private static ITransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        ctx.CheckAtModel(Version(0x00010002));
        var note = ctx.LoadStringOrNull();
        Assert.Equal(("", "twice", "twice"), (ctx.LoadString(), ctx.LoadString(), ctx.LoadNonEmptyString()));
        if (ctx.Reader.ReadBoolean())
            throw new NotSupportedException("this stage does not load");
        byte[] bytes = [];
        Assert.True(ctx.TryLoadBinaryStream("Bytes", reader => bytes = reader.ReadBytes(3)));
        Assert.False(ctx.TryLoadBinaryStream("Other", _ => { }));
        ctx.LoadModel<ITransformer, SignatureLoadModel>(env, out var inner, "Inner");
        return new ThirdPartyStage(inner, note, bytes);
    }

    public static VersionInfo Version(uint written) => new("THIRDPTY", written, 0x00010001, 0x00010001,
        typeof(ThirdPartyStage).Assembly.FullName, LoaderSignature);
}

/// <summary>A stage that is loaded by its constructor, and may be written by a version yet to come.</summary>
internal sealed class ConstructedStage(string assembly, uint readable) : ITransformer
{
    public const string LoaderSignature = "ConstructedStage";

    private ConstructedStage(ModelLoadContext ctx)
        : this("", 0) => ctx.CheckAtModel(Version(typeof(ConstructedStage).Assembly.FullName!, 0x00010001));

    public bool IsRowToRowMapper => false;

    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => inputSchema;

    public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema) => throw new NotSupportedException();

    public IDataView Transform(IDataView input) => input;

    public void Save(ModelSaveContext ctx) => ctx.SetVersionInfo(Version(assembly, readable));

    private static VersionInfo Version(string assembly, uint version) =>
        new("CNSTRCTD", version, version, 0x00010001, assembly, LoaderSignature);
}
