using System.Globalization;
using Google.Protobuf;
using MLNet.Interpret.Onnx.Format;

namespace MLNet.Interpret.Onnx;

/// <summary>Tensors that a model keeps in other files beside it.</summary>
internal static class ExternalData
{
    /// <summary>Reads all tensors that lie in other files into the model.</summary>
    /// <returns>Whether there were any.</returns>
    public static bool Fold(ModelProto proto, string folder, string model)
    {
        bool any = false;
        long total = 0;
        foreach (TensorProto tensor in Tensors(proto).Where(IsExternal))
        {
            any = true;
            ByteString contents = Read(tensor, folder, model);
            total += contents.Length;
            if (total > int.MaxValue - 64L * 1024 * 1024)
            {
                throw new NotSupportedException($"'{model}' has more than 2 GB of tensors in other files; networks of that size are not supported.");
            }
            tensor.RawData = contents;
            tensor.DataLocation = TensorProto.Types.DataLocation.Default;
            tensor.ExternalData.Clear();
        }
        return any;
    }

    /// <summary>Refuses a model that needs files beside it, where there is no folder to look in.</summary>
    public static void Refuse(ModelProto proto, string model)
    {
        if (Tensors(proto).FirstOrDefault(IsExternal) is { } tensor)
        {
            throw new InvalidDataException(
                $"'{model}' keeps tensors such as '{tensor.Name}' in the file '{Entry(tensor, "location")}', which cannot be found from memory; load the model from its path.");
        }
    }

    private static bool IsExternal(TensorProto tensor) => tensor.DataLocation == TensorProto.Types.DataLocation.External;

    private static ByteString Read(TensorProto tensor, string folder, string model)
    {
        string what = $"The tensor '{tensor.Name}' of '{model}'";
        string location = Entry(tensor, "location") ?? throw new InvalidDataException($"{what} lies in another file that the model does not name; export the model again.");
        string path = Path.GetFullPath(Path.Combine(folder, location));
        if (Path.IsPathRooted(location) || !path.StartsWith(Path.TrimEndingDirectorySeparator(folder) + Path.DirectorySeparatorChar, StringComparison.Ordinal))
        {
            throw new InvalidDataException($"{what} lies in '{location}', outside of the model's folder, which is refused; put the file beside the model and export again.");
        }
        if (!File.Exists(path))
        {
            throw new FileNotFoundException($"{what} lies in '{location}', which is not in the model's folder '{folder}'; put it there.", path);
        }

        using FileStream file = File.OpenRead(path);
        long offset = Number(tensor, "offset", what) ?? 0;
        long length = Number(tensor, "length", what) ?? file.Length - offset;
        if (length < 0 || offset > file.Length || length > file.Length - offset)
        {
            throw new InvalidDataException($"{what} is said to be at {offset}, {length} bytes long, of '{location}', which has {file.Length} bytes; the file is truncated or of another model.");
        }
        if (length > Array.MaxLength)
        {
            throw new NotSupportedException($"{what} has {length} bytes, more than the 2 GB that are supported.");
        }
        byte[] contents = new byte[length];
        file.Position = offset;
        file.ReadExactly(contents);
        return UnsafeByteOperations.UnsafeWrap(contents);
    }

    private static string? Entry(TensorProto tensor, string key) => tensor.ExternalData.FirstOrDefault(e => e.Key == key)?.Value;

    private static long? Number(TensorProto tensor, string key, string what) => Entry(tensor, key) switch
    {
        null => null,
        { } text when long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number) => number,
        { } text => throw new InvalidDataException($"{what} lies in another file, and its {key} there, '{text}', is no number; export the model again."),
    };

    private static IEnumerable<TensorProto> Tensors(ModelProto proto) =>
        Tensors(proto.Graph).Concat(proto.Functions.SelectMany(f => f.Node).SelectMany(Tensors));

    private static IEnumerable<TensorProto> Tensors(GraphProto graph) =>
        graph.Initializer.Concat(graph.SparseInitializer.SelectMany(s => new[] { s.Values, s.Indices })).Concat(graph.Node.SelectMany(Tensors));

    private static IEnumerable<TensorProto> Tensors(NodeProto node)
    {
        foreach (AttributeProto a in node.Attribute)
        {
            if (a.T is not null)
            {
                yield return a.T;
            }
            foreach (TensorProto tensor in a.Tensors)
            {
                yield return tensor;
            }
        }
        foreach (TensorProto tensor in Subgraphs.Of(node.Attribute).SelectMany(Tensors))
        {
            yield return tensor;
        }
    }
}
