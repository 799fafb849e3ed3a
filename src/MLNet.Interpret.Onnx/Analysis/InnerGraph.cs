using MLNet.Interpret.Onnx.Format;

namespace MLNet.Interpret.Onnx.Analysis;

/// <summary>A graph that a node runs (a branch, or the body of a loop) as a model by itself.</summary>
internal static class InnerGraph
{
    /// <summary>Takes the graph out of its node.</summary>
    /// <param name="node">The node.</param>
    /// <param name="attribute">The attribute that holds the graph.</param>
    /// <param name="around">The model that the node is in.</param>
    /// <param name="inputs">The types of what the node gives the graph for its inputs, in order.</param>
    public static OnnxModel Of(OnnxNode node, string attribute, OnnxModel around, IReadOnlyList<TensorType> inputs)
    {
        ModelProto alone = new() { IrVersion = 10, Graph = new GraphProto(node.Graph(attribute)) };
        alone.OpsetImport.AddRange(around.OpsetImports);
        OnnxModel model = new(alone) { Opset = around.Opset };
        Constants.Gather(model, node.Label);
        for (int i = 0; i < model.Inputs.Count; i++)
        {
            model.Inputs[i] = model.Inputs[i] with { Type = inputs[i] };
        }
        return model;
    }

    /// <summary>The types of the graph's values, and of those around it that it refers to.</summary>
    /// <param name="inner">The graph.</param>
    /// <param name="around">The model that it is in.</param>
    /// <param name="types">The types of that model's values.</param>
    public static TypeMap Infer(OnnxModel inner, OnnxModel around, TypeMap types)
    {
        OnnxModel probe = inner.Clone();
        HashSet<string> captured = new(StringComparer.Ordinal);
        Subgraphs.AddCaptured(inner.ToProto().Graph, captured);
        foreach (string value in captured)
        {
            // Small constants decide shapes.
            if (around.Initializers.TryGetValue(value, out OnnxTensor? constant))
            {
                probe.Initializers[value] = constant;
            }
            else
            {
                probe.Inputs.Add(new ValueInfo(value, types[value]));
            }
        }
        for (int i = 0; i < probe.Outputs.Count; i++)
        {
            probe.Outputs[i] = probe.Outputs[i] with { Type = null };
        }
        return TypeInference.Infer(probe);
    }
}
