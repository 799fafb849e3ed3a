using Microsoft.ML.OnnxRuntime;
using MLNet.Interpret.Onnx.Analysis.Loops;

namespace MLNet.Interpret.Onnx.Analysis;

/// <summary>Finds the types of all values of a model by asking ONNX Runtime.</summary>
public static class TypeInference
{
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
        }
        Weights.TakeOut(probe, (_, tensor) => tensor.Count > Weights.Large);
        foreach (ValueInfo input in model.Inputs)
        {
            types[input.Name] = input.Type!;
        }
        for (int i = 0; i < probe.Outputs.Count; i++)
        {
            probe.Outputs[i] = probe.Outputs[i] with { Type = probe.Outputs[i].Type ?? model.Stated.GetValueOrDefault(probe.Outputs[i].Name) };
        }
        HashSet<string> declared = [.. probe.Outputs.Select(o => o.Name)];
        foreach (string output in model.Nodes.SelectMany(n => n.Outputs))
        {
            if (output.Length > 0 && declared.Add(output))
            {
                // What is known of a value tells ONNX Runtime of those that follow from it.
                probe.Outputs.Add(new ValueInfo(output, model.Stated.GetValueOrDefault(output)));
            }
        }

        List<string> scalars = [];
        using (InferenceSession session = OrtPass.Open(probe))
        {
            foreach (var (name, metadata) in session.OutputMetadata)
            {
                if (metadata.IsTensor && !types.ContainsKey(name))
                {
                    types[name] = new TensorType((ElementType)(int)metadata.ElementDataType, ShapeOf(metadata));
                    if (metadata.Dimensions.Length == 0)
                    {
                        scalars.Add(name);
                    }
                }
            }
        }
        ForgetUnknownRanks(probe, scalars, types);
        foreach (var (name, stated) in model.Stated)
        {
            if (types.TryGetValue(name, out TensorType? type) && type.Shape is null)
            {
                types[name] = stated;
            }
        }
        return WithLoops(model, new TypeMap(types));
    }

    /// <summary>What follows from what loops give becomes known with it, and with that, maybe, more loops.</summary>
    private static TypeMap WithLoops(OnnxModel model, TypeMap types)
    {
        Dictionary<string, TensorType> loops = LoopTypes.Find(model, types);
        if (loops.Keys.All(model.Stated.ContainsKey))
        {
            return types;
        }
        OnnxModel stated = model.Clone();
        foreach (var (name, type) in loops)
        {
            stated.Stated[name] = type;
        }
        return Infer(stated);
    }

    /// <summary>
    /// ONNX Runtime lists a value of unknown rank as if it were a scalar. The shape of the value, asked for as a value, tells them apart.
    /// </summary>
    private static void ForgetUnknownRanks(OnnxModel probe, List<string> scalars, Dictionary<string, TensorType> types)
    {
        if (scalars.Count == 0)
        {
            return;
        }
        GraphBuilder graph = new(probe, "rank");
        Dictionary<string, string> ranks = [];
        foreach (string scalar in scalars)
        {
            Value shape = graph.Existing(scalar, types[scalar].Element).ShapeOf();
            ranks[shape.Name] = scalar;
            probe.Outputs.Add(new ValueInfo(shape.Name, null));
        }
        using InferenceSession session = OrtPass.Open(probe);
        foreach (var (shape, scalar) in ranks)
        {
            if (session.OutputMetadata[shape].Dimensions is not [0])
            {
                types[scalar] = types[scalar] with { Shape = null };
            }
        }
    }

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
