namespace MLNet.Interpret.Onnx;

/// <summary>One operation of a network.</summary>
public sealed class Layer
{
    internal Layer(OnnxNode node, Func<ValueInfo, ValueInfo> withType)
    {
        OpType = node.OpType;
        Outputs = [.. node.Outputs.Where(o => o.Length > 0).Select(o => withType(new ValueInfo(o, null)))];
        Name = node.Name.Length > 0 ? node.Name : Outputs[0].Name;
    }

    /// <summary>The node's name; where it has none, that of its first output.</summary>
    public string Name { get; }

    /// <summary>The operator, such as <c>Conv</c>.</summary>
    public string OpType { get; }

    /// <summary>The values that it gives, with their types where they are known.</summary>
    public IReadOnlyList<ValueInfo> Outputs { get; }
}
