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
        Convert(proto.Graph, settings);
        return new OnnxModel(proto);
    }

    private static void Convert(GraphProto graph, IReadOnlySet<string> settings)
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
        foreach (AttributeProto a in graph.Node.SelectMany(n => n.Attribute))
        {
            if (a.T is not null)
            {
                a.T = Convert(a.T);
            }
            if (a.Name is "to" or "dtype" && a.I == Float)
            {
                a.I = Double;
            }
            if (a.G is not null)
            {
                Convert(a.G, settings);
            }
        }
    }

    private static TensorProto Convert(TensorProto tensor) => tensor.DataType == Float
        ? OnnxTensor.Of(Array.ConvertAll(new OnnxTensor(tensor).ToFloats(), v => (double)v), [.. tensor.Dims]).Named(tensor.Name)
        : tensor;
}
