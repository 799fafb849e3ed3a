using MLNet.Interpret.Onnx;
using MLNet.Interpret.Onnx.Format;

namespace MLNet.Interpret.Conformance.Operators;

/// <summary>A model whose 32-bit floats are made 64-bit ones.</summary>
internal static class Doubled
{
    private const int Float = (int)ElementType.Float, Double = (int)ElementType.Double;

    /// <summary>The model in 64 bits; constants of these names stay as they are.</summary>
    public static OnnxModel Of(OnnxModel model, IReadOnlySet<string> settings)
    {
        ModelProto proto = model.ToProto();
        Convert(proto.Graph, settings, model.Opset);
        return new OnnxModel(proto);
    }

    private static void Convert(GraphProto graph, IReadOnlySet<string> settings, int opset)
    {
        foreach (TypeProto.Types.Tensor type in graph.Input.Select(v => v.Type?.TensorType).OfType<TypeProto.Types.Tensor>())
        {
            type.ElemType = type.ElemType == Float ? Double : type.ElemType;
        }
        foreach (ValueInfoProto output in graph.Output)
        {
            output.Type = null;
        }
        graph.ValueInfo.Clear();
        for (int i = 0; i < graph.Initializer.Count; i++)
        {
            if (!settings.Contains(graph.Initializer[i].Name))
            {
                graph.Initializer[i] = Convert(graph.Initializer[i]);
            }
        }
        foreach (NodeProto node in graph.Node.Where(n => n.OpType == "GroupNormalization" && opset >= 21 && n.Attribute.All(a => a.Name != "stash_type")))
        {
            // Its statistics are of 32 bits unless it says otherwise.
            node.Attribute.Add(new AttributeProto { Name = "stash_type", Type = AttributeProto.Types.AttributeType.Int, I = Double });
        }
        foreach (AttributeProto a in graph.Node.SelectMany(n => n.Attribute))
        {
            if (a.T is not null)
            {
                a.T = Convert(a.T);
            }
            if (a.Name is "to" or "dtype" or "stash_type" && a.I == Float)
            {
                a.I = Double;
            }
            if (a.G is not null)
            {
                Convert(a.G, settings, opset);
            }
        }
    }

    private static TensorProto Convert(TensorProto tensor) => tensor.DataType == Float
        ? OnnxTensor.Of(Array.ConvertAll(new OnnxTensor(tensor).ToFloats(), v => (double)v), [.. tensor.Dims]).Named(tensor.Name)
        : tensor;
}
