using MLNet.Interpret.Onnx.Format;

namespace MLNet.Interpret.Onnx;

/// <summary>Makes constants that are given as nodes or as sparse tensors plain constants.</summary>
internal static class Constants
{
    public static void Gather(OnnxModel model, string name)
    {
        foreach (OnnxNode node in model.Nodes)
        {
            if (IsConstant(node))
            {
                OnnxTensor value = ValueOf(node)
                    ?? throw new InvalidDataException($"{node.Label} of '{name}' has no value; export the model again.");
                model.Initializers.Add(node.Outputs[0], new OnnxTensor(value.Named(node.Outputs[0])));
            }
        }
        model.Nodes.RemoveAll(IsConstant);

        foreach (SparseTensorProto sparse in model.SparseInitializers)
        {
            model.Initializers.Add(sparse.Values.Name, Dense(sparse, name));
        }
        model.SparseInitializers.Clear();
    }

    private static bool IsConstant(OnnxNode node) => node is { OpType: "Constant", Domain: "", Outputs.Count: 1 };

    private static OnnxTensor? ValueOf(OnnxNode node)
    {
        if (node.Tensor("value") is { } tensor)
        {
            return tensor;
        }
        if (node.Floats("value_floats") is { } floats)
        {
            return OnnxTensor.Of(floats, floats.Length);
        }
        if (node.Has("value_float"))
        {
            return OnnxTensor.Of([node.Float("value_float", 0)]);
        }
        if (node.Ints("value_ints") is { } ints)
        {
            return OnnxTensor.Of(ints, ints.Length);
        }
        if (node.Has("value_int"))
        {
            return OnnxTensor.Of([node.Int("value_int", 0)]);
        }
        AttributeProto? other = node.AttributeProtos.FirstOrDefault(a => a.Name is "sparse_value" or "value_string" or "value_strings");
        switch (other?.Name)
        {
            case "sparse_value":
                return Dense(other.SparseTensor, node.Label);
            case "value_string":
            case "value_strings":
                TensorProto text = new() { DataType = (int)ElementType.String };
                if (other.Name == "value_string")
                {
                    text.StringData.Add(other.S);
                }
                else
                {
                    text.StringData.AddRange(other.Strings);
                    text.Dims.Add(other.Strings.Count);
                }
                return new OnnxTensor(text);
            default:
                return null;
        }
    }

    private static OnnxTensor Dense(SparseTensorProto sparse, string where)
    {
        OnnxTensor values = new(sparse.Values);
        long[] dims = [.. sparse.Dims];
        OnnxTensor positions = new(sparse.Indices);
        int rank = sparse.Indices.Dims.Count == 2 ? dims.Length : 1;
        long count = new TensorShape(dims).ElementCount;
        if (positions.Element != ElementType.Int64 || positions.Count != values.Count * rank || positions.HeldCount != positions.Count || values.HeldCount != values.Count)
        {
            throw Damaged();
        }
        long[] indices = positions.ToLongs();
        return values.Element switch
        {
            ElementType.Float => OnnxTensor.Of(Spread(values.ToFloats()), dims),
            ElementType.Double => OnnxTensor.Of(Spread(values.ToDoubles()), dims),
            ElementType.Int64 => OnnxTensor.Of(Spread(values.ToLongs()), dims),
            _ => throw new NotSupportedException($"The sparse constant '{sparse.Values.Name}' of '{where}' has elements of type {values.Element}; only Float, Double and Int64 are supported. Export it as a dense one."),
        };

        T[] Spread<T>(T[] given)
        {
            T[] all = new T[count];
            for (int i = 0; i < given.Length; i++)
            {
                long at = 0;
                for (int d = 0; d < rank; d++)
                {
                    // One column of indices counts along the flattened tensor, several give a position each.
                    at = rank == 1 ? indices[i] : at * dims[d] + indices[i * rank + d];
                }
                if (at < 0 || at >= count)
                {
                    throw Damaged();
                }
                all[at] = given[i];
            }
            return all;
        }

        InvalidDataException Damaged() => new($"The sparse constant '{sparse.Values.Name}' of '{where}' has no index for each value; the file is damaged.");
    }
}
