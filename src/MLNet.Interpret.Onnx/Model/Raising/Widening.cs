using MLNet.Interpret.Onnx.Format;

namespace MLNet.Interpret.Onnx;

/// <summary>Makes networks of 16-bit floating point ones of 32 bits, which hold the same weights exactly.</summary>
/// <remarks>
/// On a CPU, ONNX Runtime works most such operators out in 32 bits anyway, and gradients of 16 bits overflow and vanish.
/// </remarks>
internal static class Widening
{
    /// <summary>The model in 32 bits, or the model itself where nothing in it is of 16.</summary>
    public static OnnxModel Run(OnnxModel model)
    {
        ModelProto proto = model.ToProto();
        return Widen(proto.Graph) ? new OnnxModel(proto) : model;
    }

    private static bool IsNarrow(int element) => (ElementType)element is ElementType.Float16 or ElementType.BFloat16;

    private static bool Widen(GraphProto graph)
    {
        bool any = false;
        foreach (TypeProto.Types.Tensor type in graph.Input.Concat(graph.Output).Select(v => v.Type?.TensorType).OfType<TypeProto.Types.Tensor>())
        {
            if (IsNarrow(type.ElemType))
            {
                type.ElemType = (int)ElementType.Float;
                any = true;
            }
        }
        for (int i = 0; i < graph.Initializer.Count; i++)
        {
            if (IsNarrow(graph.Initializer[i].DataType))
            {
                graph.Initializer[i] = Widen(graph.Initializer[i]);
                any = true;
            }
        }
        foreach (NodeProto node in graph.Node)
        {
            for (int i = 0; i < node.Attribute.Count; i++)
            {
                any |= Widen(node, i);
            }
        }
        return any;
    }

    private static bool Widen(NodeProto node, int index)
    {
        AttributeProto a = node.Attribute[index];
        if (a.T is { } tensor && IsNarrow(tensor.DataType))
        {
            node.Attribute[index] = new AttributeProto(a) { T = Widen(tensor) };
            return true;
        }
        if (a.Name is "to" or "dtype" && IsNarrow((int)a.I))
        {
            node.Attribute[index] = new AttributeProto(a) { I = (int)ElementType.Float };
            return true;
        }
        if (!Subgraphs.Of([a]).Any())
        {
            return false;
        }
        bool any = false;
        AttributeProto copy = new(a);
        foreach (GraphProto inner in Subgraphs.Of([copy]))
        {
            any |= Widen(inner);
        }
        if (any)
        {
            node.Attribute[index] = copy;
        }
        return any;
    }

    private static TensorProto Widen(TensorProto tensor)
    {
        float[] values = new OnnxTensor(tensor).ToFloats();
        return OnnxTensor.Of(values, [.. tensor.Dims]).Named(tensor.Name);
    }
}
