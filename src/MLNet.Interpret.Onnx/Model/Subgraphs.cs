using MLNet.Interpret.Onnx.Format;
using Kind = MLNet.Interpret.Onnx.Format.AttributeProto.Types.AttributeType;

namespace MLNet.Interpret.Onnx;

/// <summary>The graphs that nodes such as If, Loop and Scan carry as attributes, which may refer to values outside of them.</summary>
internal static class Subgraphs
{
    public static IEnumerable<GraphProto> Of(IEnumerable<AttributeProto> attributes) =>
        attributes.Where(a => a.Type is Kind.Graph or Kind.Graphs).SelectMany(a => a.Type == Kind.Graph ? [a.G] : a.Graphs);

    /// <summary>Adds the names of all values that a graph, or a graph within it, defines.</summary>
    public static void AddDefined(GraphProto graph, ISet<string> names)
    {
        names.UnionWith(graph.Input.Select(i => i.Name));
        names.UnionWith(graph.Initializer.Select(i => i.Name));
        names.UnionWith(graph.SparseInitializer.Select(i => i.Values.Name));
        foreach (NodeProto node in graph.Node)
        {
            names.UnionWith(node.Output);
            foreach (GraphProto inner in Of(node.Attribute))
            {
                AddDefined(inner, names);
            }
        }
    }

    /// <summary>Adds the names of the values that a graph takes from outside of it.</summary>
    public static void AddCaptured(GraphProto graph, ISet<string> names)
    {
        HashSet<string> own =
        [
            "", .. graph.Input.Select(i => i.Name), .. graph.Initializer.Select(i => i.Name),
            .. graph.SparseInitializer.Select(i => i.Values.Name), .. graph.Node.SelectMany(n => n.Output),
        ];
        HashSet<string> used = [.. graph.Output.Select(o => o.Name), .. graph.Node.SelectMany(n => n.Input)];
        foreach (GraphProto inner in graph.Node.SelectMany(n => Of(n.Attribute)))
        {
            AddCaptured(inner, used);
        }
        used.ExceptWith(own);
        names.UnionWith(used);
    }

    /// <summary>A copy of a graph that takes values around it by other names.</summary>
    public static GraphProto WithCaptured(GraphProto graph, Func<string, string> renamed)
    {
        GraphProto copy = new(graph);
        HashSet<string> captured = [];
        AddCaptured(copy, captured);
        Rename(copy, name => captured.Contains(name) ? renamed(name) : name);
        return copy;
    }

    /// <summary>Takes out of a graph what it says of the sizes of its values, which may hold for one size of the batch only.</summary>
    public static void ForgetSizes(GraphProto graph)
    {
        graph.ValueInfo.Clear();
        foreach (ValueInfoProto value in graph.Input.Concat(graph.Output))
        {
            ForgetSize(value.Type);
        }
        foreach (GraphProto inner in graph.Node.SelectMany(n => Of(n.Attribute)))
        {
            ForgetSizes(inner);
        }
    }

    private static void ForgetSize(TypeProto? type)
    {
        switch (type)
        {
            case { TensorType.Shape: { } shape }:
                foreach (TensorShapeProto.Types.Dimension size in shape.Dim)
                {
                    size.ClearValue();
                }
                break;
            case { SequenceType: { } sequence }: ForgetSize(sequence.ElemType); break;
            case { OptionalType: { } optional }: ForgetSize(optional.ElemType); break;
        }
    }

    private static void Rename(GraphProto graph, Func<string, string> renamed)
    {
        foreach (NodeProto node in graph.Node)
        {
            for (int i = 0; i < node.Input.Count; i++)
            {
                node.Input[i] = renamed(node.Input[i]);
            }
            foreach (GraphProto inner in Of(node.Attribute))
            {
                Rename(inner, renamed);
            }
        }
        foreach (ValueInfoProto output in graph.Output)
        {
            output.Name = renamed(output.Name);
        }
    }
}
