using MLNet.Interpret.Onnx.Analysis;

namespace MLNet.Interpret.Onnx.Backward;

/// <summary>Walks a graph from its end to its beginning and lets a rule set pass gradients back through every node on the way.</summary>
/// <remarks>
/// Reverse traversal, the summing of gradients that meet (fan-out of a value), the pruning of what no gradient is needed of, and the
/// undoing of broadcasting happen here, once, for every rule set.
/// </remarks>
public static class BackwardWalk
{
    /// <summary>Adds to a model the nodes that work out gradients.</summary>
    /// <param name="graph">The builder of the model, whose nodes are in order and whose optional forms are those of operator set 18 and later.</param>
    /// <param name="types">The types of the model's values.</param>
    /// <param name="rules">The rule set.</param>
    /// <param name="seeds">Values of the model (outputs or others) with the gradients to start from, each of its value's shape.</param>
    /// <param name="withRespectTo">Values of the model (inputs, constants or others) to work out gradients for.</param>
    /// <param name="cancellation">Stops the walk.</param>
    /// <returns>The gradients by value; a value that the seeds do not depend on is not among them.</returns>
    /// <exception cref="NotSupportedException">A node on the way has no rule; the message names it.</exception>
    public static IReadOnlyDictionary<string, Value> Run(
        GraphBuilder graph, TypeMap types, RuleSet rules,
        IReadOnlyCollection<(string Value, Value Gradient)> seeds, IReadOnlyCollection<string> withRespectTo,
        CancellationToken cancellation = default)
    {
        OnnxNode[] nodes = [.. graph.Model.Nodes];
        HashSet<string> influenced = Influenced(nodes, types, rules, withRespectTo);
        Dictionary<string, OnnxNode> sources = Sources(nodes, rules, withRespectTo);
        GradientSums sums = new(graph, types);
        foreach (var (value, gradient) in seeds)
        {
            sums.Add(value, gradient);
        }

        for (int i = nodes.Length - 1; i >= 0; i--)
        {
            cancellation.ThrowIfCancellationRequested();
            OnnxNode node = nodes[i];
            string[] inputs = [.. node.AllInputs];
            if (!Array.Exists(inputs, influenced.Contains) || !node.Outputs.Exists(o => influenced.Contains(o) && sums.Has(o)))
            {
                continue;
            }
            RuleRow row = RowFor(node, rules);
            BackwardNode passed = new(node, graph, types, rules, [.. node.Outputs.Select(sums.Get)], Array.ConvertAll(inputs, influenced.Contains), sources);
            Pass(passed, inputs, row, sums);
        }

        Dictionary<string, Value> found = [];
        foreach (string value in withRespectTo)
        {
            if (sums.Get(value) is { } gradient)
            {
                found[value] = gradient;
            }
        }
        return found;
    }

    private static Dictionary<string, OnnxNode> Sources(OnnxNode[] nodes, RuleSet rules, IReadOnlyCollection<string> asked)
    {
        Dictionary<string, OnnxNode> sources = [];
        foreach (OnnxNode node in nodes)
        {
            if (node.Outputs is [{ } value] && !asked.Contains(value) && node.Domain.Length == 0
                && rules.TryGet(node.OpType, out RuleRow? row) && RuleSet.Gradient.TryGet(node.OpType, out RuleRow? own) && row == own)
            {
                sources[value] = node;
            }
        }
        return sources;
    }

    private static void Pass(BackwardNode node, string[] inputs, RuleRow row, GradientSums sums)
    {
        IReadOnlyList<Value?> gradients = row.Backward(node);
        for (int k = 0; k < gradients.Count; k++)
        {
            if (gradients[k] is { } gradient && node.Needs(k))
            {
                sums.Add(inputs[k], row.Broadcasts ? node.Unbroadcast(gradient, node.ShapeY(), k) : gradient);
            }
        }
    }

    private static RuleRow RowFor(OnnxNode node, RuleSet rules) =>
        node.Domain.Length == 0 && rules.TryGet(node.OpType, out RuleRow? row)
            ? row
            : throw new NotSupportedException($"No rule of '{rules.Name}' passes back through {node.Label}{Remedy(node)}, or explain a value before that node.");

    private static string Remedy(OnnxNode node) => node switch
    {
        { HasGraphs: true } => ". Its branch or loop is a graph of its own: export the network with the branch taken or the loop unrolled",
        { Domain: "" } => $". Add one with RuleSet.With(\"{node.OpType}\", ...)",
        { Domain: var domain } when domain.StartsWith("com.m", StringComparison.Ordinal) =>
            $" of the operator domain '{domain}', which an optimiser for ONNX Runtime put in the place of standard operators. Export the network without that optimisation",
        _ => $" of the operator domain '{node.Domain}'. Export the network in standard operators",
    };

    /// <summary>The values that depend on those asked about, through floating-point numbers and operators that carry gradients.</summary>
    internal static HashSet<string> Influenced(IReadOnlyList<OnnxNode> nodes, TypeMap types, RuleSet rules, IReadOnlyCollection<string> from)
    {
        HashSet<string> influenced = [.. from];
        foreach (OnnxNode node in nodes)
        {
            if (node.Domain.Length == 0 && rules.CarriesNone(node.OpType) || !node.AllInputs.Any(influenced.Contains))
            {
                continue;
            }
            foreach (string output in node.Outputs)
            {
                if (output.Length > 0 && (!types.TryGet(output, out TensorType? type) || type.Element.IsDifferentiable()))
                {
                    influenced.Add(output);
                }
            }
        }
        return influenced;
    }

    /// <summary>The gradients that have arrived at each value, summed when they are asked for.</summary>
    private sealed class GradientSums(GraphBuilder graph, TypeMap types)
    {
        private readonly Dictionary<string, List<Value>> _parts = [];
        private readonly HashSet<string> _convolutions = [];

        public void Add(string value, Value gradient)
        {
            if (!_parts.TryGetValue(value, out List<Value>? parts))
            {
                _parts[value] = parts = [];
            }
            parts.Add(Stated(value, gradient));
            if (graph.Model.Nodes is [.., { OpType: "Conv" } last] && last.Outputs[0] == gradient.Name)
            {
                _convolutions.Add(gradient.Name);
            }
        }

        public bool Has(string value) => _parts.ContainsKey(value);

        public Value? Get(string value)
        {
            if (!_parts.TryGetValue(value, out List<Value>? parts))
            {
                return null;
            }
            if (parts.Count > 1)
            {
                Value sum = Stated(value, Sum(parts));
                parts.Clear();
                parts.Add(sum);
            }
            return parts[0];
        }

        /// <summary>ONNX Runtime fuses a convolution with an Add that follows it, so each convolution's result is added by one of its own.</summary>
        private Value Sum(List<Value> parts)
        {
            Value[] convolutions = [.. parts.Where(p => _convolutions.Contains(p.Name))];
            Value[] others = [.. parts.Where(p => !_convolutions.Contains(p.Name))];
            return others.Length == 0
                ? convolutions.Aggregate((sum, c) => c + sum)
                : convolutions.Aggregate(graph.Sum(others), (sum, c) => c + sum);
        }

        /// <summary>A gradient has the type of its value.</summary>
        private Value Stated(string value, Value gradient)
        {
            if (types.TryGet(value, out TensorType? type) && type.Shape is not null)
            {
                graph.Model.Stated.TryAdd(gradient.Name, type);
            }
            return gradient;
        }
    }
}
