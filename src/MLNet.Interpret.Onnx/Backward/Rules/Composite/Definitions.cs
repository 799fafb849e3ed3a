using MLNet.Interpret.Onnx.Analysis;

namespace MLNet.Interpret.Onnx.Backward.Rules.Composite;

/// <summary>Passes gradients back through an operator by what it is in terms of others: their rules make its rule.</summary>
internal static class Definitions
{
    /// <summary>What an operator gives, made of other operators; null for outputs that carry no gradient.</summary>
    /// <param name="n">The node, with its own graph's names: for attributes, shapes and constants.</param>
    /// <param name="graph">The graph that the definition is built in.</param>
    /// <param name="x">The node's inputs there.</param>
    public delegate IReadOnlyList<Value?> Definition(BackwardNode n, GraphBuilder graph, Func<int, Value> x);

    /// <summary>A row of an operator that is defined by others.</summary>
    public static RuleTable Defined(this RuleTable table, string opType, Definition definition) => table.Row(opType, n => Backward(n, definition));

    /// <summary>The gradients with respect to the inputs of a node that is defined by others.</summary>
    public static IReadOnlyList<Value?> Backward(BackwardNode n, Definition definition)
    {
        OnnxModel part = new(n.Graph.Model.Opset);
        GraphBuilder graph = new(part, "part");
        Dictionary<string, Value> outer = [];
        Value?[] inner = new Value?[n.InputCount];
        IReadOnlyList<Value?> outputs = definition(n, graph, Input);

        List<(string, Value)> seeds = [];
        for (int i = 0; i < outputs.Count; i++)
        {
            if (outputs[i] is { } output && n.HasDY(i))
            {
                string seed = graph.FreeName($"dy{i}");
                outer[seed] = n.DY(i);
                seeds.Add((output.Name, graph.Input(seed, output.Element, n.ShapeY(i))));
                part.Outputs.Add(new ValueInfo(output.Name, null));
            }
        }
        TypeMap types = TypeInference.Infer(part);
        part.Outputs.Clear();
        string[] needed = [.. Enumerable.Range(0, n.InputCount).Where(n.Needs).Select(k => $"x{k}")];
        IReadOnlyDictionary<string, Value> found = BackwardWalk.Run(graph, types, n.Rules, seeds, needed);

        part.Outputs.AddRange(found.Values.Distinct().Select(v => new ValueInfo(v.Name, new TensorType(v.Element, null))));
        part.RemoveUnused();
        IReadOnlyDictionary<string, Value> here = n.Graph.Inline(part, outer);
        return [.. Enumerable.Range(0, n.InputCount).Select(k => found.TryGetValue($"x{k}", out Value gradient) ? here[gradient.Name] : (Value?)null)];

        Value Input(int k)
        {
            if (inner[k] is not { } known)
            {
                string name = $"x{k}";
                outer[name] = n.X(k);
                inner[k] = known = graph.Input(name, n.X(k).Element, n.ShapeX(k));
            }
            return known;
        }
    }
}
