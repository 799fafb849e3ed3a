using Google.Protobuf;
using MLNet.Interpret.Onnx.Format;

namespace MLNet.Interpret.Onnx;

/// <summary>Reads and writes ONNX files.</summary>
/// <remarks>
/// Models of operator set 7 to 26 are read. Tensors in other files beside the model are read into it, constants given as nodes or as
/// sparse tensors become plain constants, and nodes are put in order. What gradients could never pass through, such as quantised
/// operators and inputs that are text or sequences, is refused by name.
/// </remarks>
public static class OnnxFile
{
    /// <summary>Reads a model.</summary>
    /// <param name="path">The file; tensors that it keeps in other files are looked for in its folder.</param>
    /// <exception cref="FileNotFoundException">The file, or one that it refers to, is not there.</exception>
    /// <exception cref="InvalidDataException">The file is no sound ONNX model; the message says what is wrong and what to do.</exception>
    /// <exception cref="NotSupportedException">The model has something that is refused; the message names it.</exception>
    public static OnnxModel Load(string path) => ToModel(ReadProto(path, out _), Path.GetFileName(path));

    /// <summary>Reads a model from memory. Tensors in other files cannot be reached from there and are refused.</summary>
    /// <param name="bytes">The bytes of an ONNX file.</param>
    /// <param name="name">What messages call the model.</param>
    /// <inheritdoc cref="Load" path="/exception"/>
    public static OnnxModel Parse(ReadOnlyMemory<byte> bytes, string name = "the model") =>
        ToModel(ParseWhole(bytes, name), name);

    /// <summary>Reads a model from a stream, to its end.</summary>
    /// <param name="stream">A stream of the bytes of an ONNX file.</param>
    /// <param name="name">What messages call the model.</param>
    /// <inheritdoc cref="Load" path="/exception"/>
    public static OnnxModel Parse(Stream stream, string name = "the model")
    {
        using MemoryStream bytes = new();
        stream.CopyTo(bytes);
        return Parse(bytes.GetBuffer().AsMemory(0, (int)bytes.Length), name);
    }

    /// <summary>Writes a model. The file appears, or is replaced, only once it is whole.</summary>
    public static void Save(OnnxModel model, string path)
    {
        string temporary = $"{path}.{Guid.NewGuid():N}.tmp";
        try
        {
            using (FileStream file = File.Create(temporary))
            {
                model.ToProto().WriteTo(file);
            }
            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    /// <summary>Reads a file and the tensors beside it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="bytes">The model as one file, tensors that lay in other files included.</param>
    internal static ModelProto ReadProto(string path, out ReadOnlyMemory<byte> bytes)
    {
        string name = Path.GetFileName(path);
        if (Directory.Exists(path))
        {
            throw new InvalidDataException($"'{path}' is a folder; give the path of an .onnx file in it.");
        }
        if (!File.Exists(path))
        {
            throw new FileNotFoundException($"There is no model '{path}'; give the path of an .onnx file.", path);
        }
        if (new FileInfo(path).Length > Array.MaxLength)
        {
            throw new InvalidDataException($"'{name}' is larger than the 2 GB that an ONNX file can have; save it with its tensors as external data.");
        }
        bytes = File.ReadAllBytes(path);
        ModelProto proto = ParseProto(bytes, name);
        if (ExternalData.Fold(proto, Path.GetDirectoryName(Path.GetFullPath(path))!, name))
        {
            bytes = proto.ToByteArray();
        }
        return proto;
    }

    /// <summary>Reads bytes that hold all of a model.</summary>
    internal static ModelProto ParseWhole(ReadOnlyMemory<byte> bytes, string name)
    {
        ModelProto proto = ParseProto(bytes, name);
        ExternalData.Refuse(proto, name);
        return proto;
    }

    internal static OnnxModel ToModel(ModelProto proto, string name)
    {
        ModelCheck.Run(proto, name);
        OnnxModel model = new(proto);
        Constants.Gather(model, name);
        Dropouts.Settle(model, name);
        NodeOrder.Sort(model, name);
        return model;
    }

    private static ModelProto ParseProto(ReadOnlyMemory<byte> bytes, string name)
    {
        ReadOnlySpan<byte> start = bytes.Span;
        if (start.IsEmpty)
        {
            throw new InvalidDataException($"'{name}' is empty; give an .onnx file.");
        }
        if (start.StartsWith("version https://git-lfs"u8))
        {
            throw new InvalidDataException($"'{name}' is a Git LFS pointer, not the model itself; fetch the model with 'git lfs pull'.");
        }
        if (start.Length >= 8 && start[4..].StartsWith("ORTM"u8))
        {
            throw new InvalidDataException($"'{name}' is in ONNX Runtime's own format; give the .onnx file that it was made from.");
        }
        try
        {
            ModelProto proto = ModelProto.Parser.ParseFrom(start);
            return proto.Graph is not null
                ? proto
                : throw new InvalidDataException($"'{name}' has no graph: it is not an ONNX model, or not a whole one.");
        }
        catch (InvalidProtocolBufferException e)
        {
            throw new InvalidDataException($"'{name}' is not an ONNX model, or not a whole one: {e.Message}", e);
        }
    }
}
