using Microsoft.ML.OnnxRuntime;

namespace MLNet.Interpret.Onnx.Analysis;

/// <summary>Finds the types of all values of a model by asking ONNX Runtime.</summary>
public static class TypeInference
{
    /// <summary>Larger constants are declared rather than handed over: only small ones, such as shapes and axes, decide shapes.</summary>
    private const int LargestHandedOver = 1024;

    /// <summary>Works out the element type and shape of every value of the main graph.</summary>
    /// <param name="model">The model; it is not changed.</param>
    /// <returns>The types, those of inputs and constants included.</returns>
    /// <exception cref="InvalidDataException">ONNX Runtime does not accept the model; the message says why.</exception>
    public static TypeMap Infer(OnnxModel model)
    {
        OnnxModel probe = model.Clone();
        Dictionary<string, TensorType> types = [];
        foreach (var (name, tensor) in model.Initializers)
        {
            types[name] = new TensorType(tensor.Element, tensor.Shape);
            if (tensor.Count > LargestHandedOver)
            {
                probe.Initializers.Remove(name);
                probe.Inputs.Add(new ValueInfo(name, types[name]));
            }
        }
        HashSet<string> declared = [.. probe.Outputs.Select(o => o.Name)];
        foreach (string output in model.Nodes.SelectMany(n => n.Outputs))
        {
            if (output.Length > 0 && declared.Add(output))
            {
                probe.Outputs.Add(new ValueInfo(output, null));
            }
        }

        using SessionOptions options = new() { GraphOptimizationLevel = GraphOptimizationLevel.ORT_DISABLE_ALL };
        options.AddSessionConfigEntry("session.disable_prepacking", "1");
        using InferenceSession session = OrtFailure.Explain(() => new InferenceSession(probe.ToBytes(), options));
        foreach (var (name, metadata) in session.OutputMetadata.Concat(session.InputMetadata))
        {
            if (ToValueInfo(name, metadata).Type is { } type)
            {
                types[name] = type;
            }
        }
        return new TypeMap(types);
    }

    /// <summary>What ONNX Runtime says of an input or output; without a type where it is no tensor.</summary>
    internal static ValueInfo ToValueInfo(string name, NodeMetadata metadata) =>
        new(name, metadata.IsTensor ? new TensorType((ElementType)(int)metadata.ElementDataType, ShapeOf(metadata)) : null);

    private static TensorShape ShapeOf(NodeMetadata metadata)
    {
        int[] sizes = metadata.Dimensions;
        string[] symbols = metadata.SymbolicDimensions;
        Dim[] dims = new Dim[sizes.Length];
        for (int i = 0; i < dims.Length; i++)
        {
            dims[i] = sizes[i] >= 0 ? new Dim(sizes[i]) : new Dim(-1, symbols[i].Length > 0 ? symbols[i] : null);
        }
        return new TensorShape(dims);
    }
}
