using System.IO.Compression;
using Microsoft.ML;
using Microsoft.ML.Transforms.Onnx;
using MLNet.Interpret.Onnx;

namespace MLNet.Interpret;

/// <summary>
/// Where a stage takes its network from: an ONNX file's path or bytes, a stream of them, a fitted <see cref="OnnxTransformer"/> as
/// <c>ApplyOnnxModel</c> gives it, or a <see cref="Network"/>. Each of them converts to this by itself.
/// </summary>
public readonly struct NetworkSource
{
    private readonly Func<Network>? _load;

    private NetworkSource(Func<Network> load) => _load = load;

    /// <summary>An ONNX file.</summary>
    /// <param name="path">Its path.</param>
    public static implicit operator NetworkSource(string path) => new(() => Network.Load(path));

    /// <summary>The bytes of an ONNX file.</summary>
    /// <param name="bytes">The bytes, which must not change.</param>
    public static implicit operator NetworkSource(byte[] bytes) => new(() => Network.FromBytes(bytes));

    /// <summary>A stream of the bytes of an ONNX file, from where it stands to its end.</summary>
    /// <param name="stream">The stream.</param>
    public static implicit operator NetworkSource(Stream stream) => new(() => Network.FromBytes(Bytes(stream)));

    /// <summary>A network.</summary>
    /// <param name="network">The network.</param>
    public static implicit operator NetworkSource(Network network) => new(() => network);

    /// <summary>The network of a scoring stage.</summary>
    /// <param name="transformer">The stage.</param>
    public static implicit operator NetworkSource(OnnxTransformer transformer) => new(() => FromStage(transformer));

    /// <summary>Reads the network.</summary>
    /// <exception cref="ArgumentException">None is given.</exception>
    internal Network Load() => _load is null ? throw new ArgumentException("No network is given: pass the path or the bytes of an ONNX file, or a fitted OnnxTransformer.") : _load();

    /// <summary>The stage does not give its model away, but it saves it.</summary>
    private static Network FromStage(OnnxTransformer transformer)
    {
        using MemoryStream saved = new();
        new MLContext().Model.Save(transformer, null, saved);
        using ZipArchive zip = new(saved, ZipArchiveMode.Read);
        ZipArchiveEntry entry = zip.Entries.FirstOrDefault(e => e.Name == "OnnxModel")
            ?? throw new NotSupportedException("The fitted OnnxTransformer saves no ONNX model; pass the path of its file instead.");
        using BinaryReader reader = new(entry.Open());
        return Network.FromBytes(reader.ReadBytes(reader.ReadInt32()), "the network of the OnnxTransformer");
    }

    private static byte[] Bytes(Stream stream)
    {
        using MemoryStream bytes = new();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }
}
