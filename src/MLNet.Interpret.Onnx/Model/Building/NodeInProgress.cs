namespace MLNet.Interpret.Onnx;

/// <summary>A node that was just added: attributes can be set, then its outputs named.</summary>
/// <param name="graph">The builder that added it.</param>
/// <param name="node">The node.</param>
/// <param name="element">The type of the first input's elements.</param>
public readonly struct NodeInProgress(GraphBuilder graph, OnnxNode node, ElementType element)
{
    /// <summary>Sets an integer attribute.</summary>
    public NodeInProgress With(string attribute, long value)
    {
        node.Set(attribute, value);
        return this;
    }

    /// <summary>Sets a floating-point attribute.</summary>
    public NodeInProgress With(string attribute, float value)
    {
        node.Set(attribute, value);
        return this;
    }

    /// <summary>Sets a text attribute.</summary>
    public NodeInProgress With(string attribute, string value)
    {
        node.Set(attribute, value);
        return this;
    }

    /// <summary>Sets a list of integers.</summary>
    public NodeInProgress With(string attribute, ReadOnlySpan<long> values)
    {
        node.Set(attribute, values);
        return this;
    }

    /// <summary>Sets a tensor attribute.</summary>
    public NodeInProgress With(string attribute, OnnxTensor value)
    {
        node.Set(attribute, value);
        return this;
    }

    /// <summary>Sets a graph, such as the body of a loop.</summary>
    public NodeInProgress With(string attribute, OnnxModel graph)
    {
        node.Set(attribute, graph);
        return this;
    }

    /// <summary>Takes over all attributes of another node.</summary>
    public NodeInProgress WithAll(OnnxNode other)
    {
        node.SetAll(other);
        return this;
    }

    /// <summary>Adds the next output, of the first input's element type.</summary>
    public Value Out() => Out(element);

    /// <summary>Adds the next output.</summary>
    /// <param name="type">The type of its elements.</param>
    public Value Out(ElementType type)
    {
        string name = graph.FreshName(node.OpType);
        node.Outputs.Add(name);
        return new Value(graph, name, type);
    }

    /// <summary>Leaves the next output out.</summary>
    public NodeInProgress SkipOut()
    {
        node.Outputs.Add("");
        return this;
    }
}
