namespace MLNet.Interpret.Onnx;

/// <summary>A node of an old operator set, and what a row that rewrites it may ask and do.</summary>
internal sealed class OldNode(OnnxNode node, int opset, GraphBuilder graph, Func<string, TensorType?> typeOf, Func<string, bool> isUsed)
{
    public OnnxNode Node => node;

    public int Opset => opset;

    public GraphBuilder Graph => graph;

    /// <summary>An input as a value. Where its type is not known, float is taken for it.</summary>
    public Value X(int index = 0) => graph.Existing(node.Inputs[index], Type(index)?.Element ?? ElementType.Float);

    /// <summary>A constant number of the first input's element type.</summary>
    public Value Number(double number) => Type(0) is { } type
        ? graph.Scalar(type.Element, number)
        : graph.Node("CastLike", graph.Scalar(ElementType.Float, number), X()).Out();

    /// <summary>What is known of an input's type.</summary>
    public TensorType? Type(int index) => node.HasInput(index) ? typeOf(node.Inputs[index]) : null;

    /// <summary>What is known of an output's type.</summary>
    public TensorType? OutputType(int index = 0) => typeOf(node.Outputs[index]);

    /// <summary>Whether a value is taken by a node or given as an output.</summary>
    public bool IsUsed(string value) => isUsed(value);

    /// <summary>An input's value, where it is a constant.</summary>
    public OnnxTensor? Constant(int index) => node.HasInput(index) ? graph.Model.Initializers.GetValueOrDefault(node.Inputs[index]) : null;

    /// <summary>Keeps the node, which has been edited.</summary>
    public void Keep() => graph.Model.Nodes.Add(node);

    /// <summary>Gives an input; those left out before it stay left out.</summary>
    public void SetInput(int index, Value value)
    {
        while (node.Inputs.Count <= index)
        {
            node.Inputs.Add("");
        }
        node.Inputs[index] = value.Name;
    }

    /// <summary>Makes a list of integers that was an attribute an input.</summary>
    public void AttributeToInput(string attribute, int index)
    {
        if (node.Ints(attribute) is { Length: > 0 } values)
        {
            SetInput(index, graph.Longs(values));
        }
        node.Remove(attribute);
    }

    /// <summary>Lets the value that was last emitted be the node's output.</summary>
    public void Replace(Value value, int output = 0)
    {
        OnnxNode last = graph.Model.Nodes[^1];
        if (last.Outputs is [var only] && only == value.Name)
        {
            last.Outputs[0] = node.Outputs[output];
            last.Name = node.Name;
        }
        else
        {
            graph.Model.Nodes.Add(new OnnxNode("Identity", [value.Name], [node.Outputs[output]]) { Name = node.Name });
        }
    }

    /// <summary>The error of a node that cannot be raised.</summary>
    /// <param name="why">What of the node has no counterpart, as the end of a sentence.</param>
    public NotSupportedException Unsupported(string why) =>
        new($"{node.Label} of operator set {opset} cannot be raised to operator set {MLNet.Interpret.Onnx.Opset.Target}: {why}. Export the model again with opset_version={MLNet.Interpret.Onnx.Opset.Target}.");
}
