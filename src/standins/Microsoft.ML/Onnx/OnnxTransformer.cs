using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms.Onnx;

[assembly: LoadableClass(typeof(OnnxTransformer), null, typeof(SignatureLoadModel),
    "ONNX Scoring Transform", OnnxTransformer.LoaderSignature)]

namespace Microsoft.ML.Transforms.Onnx;

/// <summary>Applies a network row by row: one run of the session for each row.</summary>
public sealed class OnnxTransformer : RowToRowTransformerBase, IDisposable
{
    internal const string LoaderSignature = "OnnxTransform";

    private const string ModelEntry = "OnnxModel";

    private readonly OnnxModelOptions _options;
    private bool _disposed;

    internal OnnxTransformer(
        IHostEnvironment env, string[] outputColumnNames, string[] inputColumnNames, OnnxModelOptions options)
        : base(env.Register(nameof(OnnxTransformer)))
    {
        Host.CheckValue(inputColumnNames, nameof(inputColumnNames));
        Host.CheckValue(outputColumnNames, nameof(outputColumnNames));
        foreach (string name in inputColumnNames.Concat(outputColumnNames))
            Host.CheckParam(!string.IsNullOrWhiteSpace(name), nameof(inputColumnNames), "A column has no name");
        if (options.Bytes is null)
        {
            Host.CheckParam(!string.IsNullOrWhiteSpace(options.File), "modelFile", "The model file has no name");
            if (!File.Exists(options.File))
                throw Host.Process(new IOException($"Model file {options.File} does not exists."));
        }
        _options = options;
        try
        {
            Model = new OnnxModel(options);
        }
        catch (OnnxRuntimeException e)
        {
            throw Contracts.Except($"Error initializing model :{e}", e);
        }
        Inputs = inputColumnNames.Length > 0 ? inputColumnNames : [.. Model.Inputs.Select(v => v.Name)];
        Outputs = outputColumnNames.Length > 0 ? outputColumnNames : [.. Model.Outputs.Select(v => v.Name)];
        OutputTypes = [.. Outputs.Select(name => Model.GetOutput(name).DataViewType)];
    }

    internal OnnxModel Model { get; }

    internal string[] Inputs { get; }

    internal string[] Outputs { get; }

    internal DataViewType[] OutputTypes { get; }

    /// <summary>Closes the session.</summary>
    public void Dispose()
    {
        if (_disposed)
            return;
        Model.Dispose();
        _disposed = true;
    }

    private protected override void SaveModel(ModelSaveContext ctx)
    {
        ctx.SetVersionInfo(Version());
        byte[] bytes = Model.GetBytes();
        ctx.SaveBinaryStream(ModelEntry, writer =>
        {
            writer.Write(bytes.Length);
            writer.Write(bytes);
        });
        SaveNames(ctx, Inputs);
        SaveNames(ctx, Outputs);
        ctx.Writer.Write(_options.Shapes?.Count ?? 0);
        foreach (var (name, shape) in _options.Shapes ?? new Dictionary<string, int[]>())
        {
            ctx.SaveNonEmptyString(name);
            ctx.Writer.Write(shape.Length);
            foreach (int dimension in shape)
                ctx.Writer.Write(dimension);
        }
        ctx.Writer.Write(_options.RecursionLimit);
    }

    private protected override RowMapper MakeRowMapper(DataViewSchema schema) => new OnnxRowMapper(this, schema);

    private static OnnxTransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        ctx.CheckAtModel(Version());
        byte[] bytes = null;
        if (!ctx.TryLoadBinaryStream(ModelEntry, reader => bytes = reader.ReadBytes(reader.ReadInt32())))
            throw env.ExceptDecode($"The model has no stream '{ModelEntry}'");
        string[] inputs = LoadNames(ctx), outputs = LoadNames(ctx);
        var shapes = new Dictionary<string, int[]>();
        for (int n = ctx.Reader.ReadInt32(); n > 0; n--)
        {
            string name = ctx.LoadNonEmptyString();
            var shape = new int[ctx.Reader.ReadInt32()];
            for (int i = 0; i < shape.Length; i++)
                shape[i] = ctx.Reader.ReadInt32();
            shapes[name] = shape;
        }
        var context = env as IHostEnvironmentInternal;
        return new OnnxTransformer(env, outputs, inputs, new OnnxModelOptions
        {
            Bytes = bytes,
            GpuDeviceId = context?.GpuDeviceId,
            FallbackToCpu = context?.FallbackToCpu ?? false,
            Shapes = shapes,
            RecursionLimit = ctx.Reader.ReadInt32(),
        });
    }

    private static void SaveNames(ModelSaveContext ctx, string[] names)
    {
        ctx.Writer.Write(names.Length);
        foreach (string name in names)
            ctx.SaveNonEmptyString(name);
    }

    private static string[] LoadNames(ModelLoadContext ctx)
    {
        var names = new string[ctx.Reader.ReadInt32()];
        for (int i = 0; i < names.Length; i++)
            names[i] = ctx.LoadNonEmptyString();
        return names;
    }

    private static VersionInfo Version() => new("ONNXSCOR", 0x00010003, 0x00010003, 0x00010003,
        typeof(OnnxTransformer).Assembly.FullName, LoaderSignature);
}
