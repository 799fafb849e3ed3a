using MLNet.Interpret.Onnx.Analysis;
using MLNet.Interpret.Onnx.Execution;

namespace MLNet.Interpret.Onnx.Backward.Precision;

/// <summary>Has a gradient graph work out the network's values, and all slopes that follow from them, in double precision.</summary>
/// <remarks>
/// In single precision a unit that is close to a kink (a rectifier's zero, the largest of a window) can come out on its wrong side, which
/// changes the gradient by a whole term. What depends on the seed is sums and products of numbers that are not close to anything, and stays single.
/// </remarks>
internal sealed class DoubleForward
{
    private readonly GraphBuilder _graph;
    private readonly OnnxModel _model;
    private readonly TypeMap _types;
    private readonly Dictionary<string, Value> _wide = [];
    private readonly HashSet<string> _narrow;
    private readonly HashSet<string> _carrying;

    private DoubleForward(OnnxModel model, string seed)
    {
        _model = model;
        _types = TypeInference.Infer(model);
        _graph = new GraphBuilder(model, "wide");
        _narrow = [.. model.Initializers.Keys, .. model.Inputs.Select(i => i.Name)];
        _carrying = [seed];
    }

    /// <summary>Rewrites the graph.</summary>
    /// <param name="model">The graph, which is changed.</param>
    /// <param name="explained">The input that is explained, which becomes double.</param>
    /// <param name="seed">The value that the backward walk started from.</param>
    /// <param name="keepWide">Outputs that become double.</param>
    /// <returns>What the graph takes in memory while it runs.</returns>
    public static GraphMemory Apply(OnnxModel model, string explained, string seed, IReadOnlyCollection<string> keepWide)
    {
        DoubleForward pass = new(model, seed);
        // Shifted images come and go one by one, so what stays is each value, twice as long.
        GraphMemory single = GraphMemory.Of(model);
        pass.Run(explained, keepWide);
        return new GraphMemory(2 * single.PeakPerRow, 2 * single.WrittenPerRow, 2 * single.Constant);
    }

    private void Run(string explained, IReadOnlyCollection<string> keepWide)
    {
        int at = _model.Inputs.FindIndex(i => i.Name == explained);
        _model.Inputs[at] = Widened(_model.Inputs[at]);
        _wide[explained] = _graph.Existing(explained, ElementType.Double);
        _narrow.Remove(explained);

        OnnxNode[] nodes = [.. _model.Nodes];
        _model.Nodes.Clear();
        foreach (OnnxNode node in nodes)
        {
            Add(node);
        }
        for (int i = 0; i < _model.Outputs.Count; i++)
        {
            string name = _model.Outputs[i].Name;
            if (keepWide.Contains(name))
            {
                _model.Nodes.Add(new OnnxNode("Identity", [Wide(name).Name], [name]));
                _model.Outputs[i] = Widened(_model.Outputs[i]);
            }
            else
            {
                Narrow(name);
            }
        }
        _model.RemoveUnused();
    }

    private void Add(OnnxNode node)
    {
        bool carries = node.Inputs.Exists(_carrying.Contains) || node.Outputs.Exists(_carrying.Contains);
        if (carries || node.Captures.Count > 0 || !node.Inputs.Exists(i => i.Length > 0 && IsFloat(i)))
        {
            Keep(node, carries);
        }
        else if (DoubleKernels.Has(node))
        {
            OnnxNode wide = new(node.OpType, node.Inputs.Select(i => i.Length > 0 && IsFloat(i) ? Wide(i).Name : i), []) { Name = node.Name };
            foreach (string output in node.Outputs)
            {
                bool isFloat = output.Length > 0 && IsFloat(output);
                wide.Outputs.Add(isFloat ? _graph.FreshName(node.OpType) : output);
                if (isFloat)
                {
                    _wide[output] = _graph.Existing(wide.Outputs[^1], ElementType.Double);
                }
            }
            _model.Nodes.Add(wide.SetAll(node));
        }
        else if (DoubleLowerings.TryEmit(new BackwardNode(node, _graph, _types, RuleSet.Gradient, [], []), Wide) is { } lowered)
        {
            _wide[node.Outputs[0]] = lowered;
        }
        else
        {
            Keep(node, carries: false);
        }
    }

    /// <summary>Leaves a node as it is, and what it takes single.</summary>
    private void Keep(OnnxNode node, bool carries)
    {
        for (int i = 0; i < node.Inputs.Count; i++)
        {
            node.Inputs[i] = Narrow(node.Inputs[i]);
        }
        if (node.HasGraphs)
        {
            Dictionary<string, string> captured = node.Captures.ToDictionary(c => c, Narrow);
            node.RenameCaptures(c => captured[c]);
        }
        _model.Nodes.Add(node);
        _narrow.UnionWith(node.Outputs);
        if (carries)
        {
            _carrying.UnionWith(node.Outputs);
        }
    }

    /// <summary>A value in double precision.</summary>
    private Value Wide(string name)
    {
        if (!_wide.TryGetValue(name, out Value wide))
        {
            wide = _model.Initializers.TryGetValue(name, out OnnxTensor? constant)
                ? _graph.Constant(OnnxTensor.Of([.. constant.ToFloats().Select(v => (double)v)], constant.Shape.Sizes))
                : _graph.Existing(name, ElementType.Float).Cast(ElementType.Double);
            _wide[name] = wide;
        }
        return wide;
    }

    /// <summary>Sees to it that a value is there in single precision.</summary>
    /// <returns>Its name: the value's own, but for the input that is explained, which has that itself.</returns>
    private string Narrow(string name)
    {
        if (name.Length == 0 || !_wide.TryGetValue(name, out Value wide))
        {
            return name;
        }
        string narrow = wide.Name == name ? $"{_graph.Prefix}/{name}" : name;
        if (_narrow.Add(narrow))
        {
            _model.Nodes.Add(new OnnxNode("Cast", [wide.Name], [narrow]).Set("to", (long)ElementType.Float));
        }
        return narrow;
    }

    private bool IsFloat(string name) => _types.TryGet(name, out TensorType? type) && type.Element == ElementType.Float;

    private static ValueInfo Widened(ValueInfo value) => value with { Type = value.Type! with { Element = ElementType.Double } };
}
