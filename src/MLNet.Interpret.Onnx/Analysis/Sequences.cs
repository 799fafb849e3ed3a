using MLNet.Interpret.Onnx.Analysis.Loops;

namespace MLNet.Interpret.Onnx.Analysis;

/// <summary>Puts tensors in the place of sequences of them, where it is known of how many, and turns of loops in the place of loops that collect them.</summary>
/// <remarks>
/// Exporters write <c>split</c> into an unknown number of parts, <c>repeat_interleave</c> and lists that loops fill as sequences, which gradients do
/// not pass. Once sizes are known, so are the members of each sequence.
/// </remarks>
internal sealed class Sequences
{
    /// <summary>Loops are taken apart into as many nodes at most.</summary>
    private const long MostNodes = 4096;

    private readonly OnnxModel _model;
    private readonly TypeMap _types;
    private readonly GraphBuilder _graph;
    private readonly Dictionary<string, IReadOnlyList<Value>> _members = [];
    private readonly Stack<OnnxNode> _left;
    private bool _changed;

    private Sequences(OnnxModel model, TypeMap types)
    {
        _model = model;
        _types = types;
        _graph = new GraphBuilder(model, "member");
        _left = new(Enumerable.Reverse(model.Nodes));
    }

    /// <summary>Changes a model, as far as the sequences in it are known.</summary>
    /// <param name="model">The model, in which what is constant is a constant.</param>
    /// <param name="types">The types of its values.</param>
    /// <returns>Whether anything was changed; more may then be known of the model once it is folded.</returns>
    public static bool Lower(OnnxModel model, TypeMap types)
    {
        if (!model.Nodes.Exists(n => n.Domain.Length == 0 && n.OpType.Contains("Sequence", StringComparison.Ordinal)))
        {
            return false;
        }
        Sequences sequences = new(model, types);
        sequences.Run();
        model.RemoveUnused();
        return sequences._changed;
    }

    private void Run()
    {
        _model.Nodes.Clear();
        while (_left.TryPop(out OnnxNode? node))
        {
            if (node.Domain.Length == 0 && TryLower(node))
            {
                _changed = true;
                continue;
            }
            _model.Nodes.Add(node);
        }
    }

    /// <summary>Notes the members of a sequence that a node gives, or puts other nodes in the place of one that takes tensors out of one.</summary>
    /// <returns>Whether the node is to go.</returns>
    private bool TryLower(OnnxNode node)
    {
        IReadOnlyList<Value>? of = node.Inputs.Count > 0 ? _members.GetValueOrDefault(node.Inputs[0]) : null;
        switch (node.OpType)
        {
            case "SequenceEmpty":
                _members[node.Outputs[0]] = [];
                return false;
            case "SequenceConstruct":
                _members[node.Outputs[0]] = [.. node.Inputs.Select(Tensor)];
                return false;
            case "Identity" when of is not null:
                _members[node.Outputs[0]] = of;
                return false;
            case "SplitToSequence":
                Split(node);
                return false;
            case "SequenceInsert" when of is not null && Place(node, 2, of.Count, of.Count) is { } place:
                _members[node.Outputs[0]] = [.. of.Take(place), Tensor(node.Inputs[1]), .. of.Skip(place)];
                return false;
            case "SequenceErase" when of is not null && Place(node, 1, of.Count - 1, of.Count) is { } place:
                _members[node.Outputs[0]] = [.. of.Take(place), .. of.Skip(place + 1)];
                return false;
            case "SequenceAt" when of is not null && Place(node, 1, null, of.Count) is { } place && place < of.Count:
                _graph.Rename(of[place].Apply("Identity"), node.Outputs[0]);
                return true;
            case "SequenceLength" when of is not null:
                _model.Initializers[node.Outputs[0]] = OnnxTensor.Of([(long)of.Count]);
                return true;
            case "ConcatFromSequence" when of is { Count: > 0 }:
                Join(node, of);
                return true;
            case "Loop":
                return TryUnroll(node);
            default:
                return false;
        }
    }

    private void Split(OnnxNode node)
    {
        if (!_types.TryGet(node.Inputs[0], out TensorType? type) || type.Shape is not { } shape)
        {
            return;
        }
        int axis = (int)(node.Int("axis", 0) is var a && a < 0 ? a + shape.Rank : a);
        long[]? given = node.HasInput(1) ? Numbers(node.Inputs[1]) : [1];
        if (given is null)
        {
            return;
        }
        if (!node.HasInput(1) || _model.Initializers[node.Inputs[1]].Shape.Rank == 0)
        {
            if (!shape[axis].IsKnown || given[0] <= 0)
            {
                return;
            }
            long size = shape[axis].Value, part = given[0];
            given = [.. Enumerable.Range(0, (int)((size + part - 1) / part)).Select(i => Math.Min(part, size - i * part))];
        }
        Value[] parts = Tensor(node.Inputs[0]).Split(given, axis);
        // ONNX has it that a given size keeps the axis; for parts of size one, exporters and ONNX Runtime do not.
        bool squeezed = node.Int("keepdims", 1) == 0 && !(node.HasInput(1) && _model.Initializers[node.Inputs[1]].Shape.Rank > 0);
        _members[node.Outputs[0]] = squeezed ? [.. parts.Select(p => p.Squeeze(axis))] : parts;
    }

    private void Join(OnnxNode node, IReadOnlyList<Value> members)
    {
        long axis = node.Int("axis", 0);
        Value[] parts = node.Int("new_axis", 0) == 0 ? [.. members] : [.. members.Select(m => m.Unsqueeze(axis))];
        _graph.Rename(_graph.Concat(parts, axis), node.Outputs[0]);
    }

    /// <summary>Puts the turns of a loop one after the other, where it hands on or takes from a sequence and how often it turns is known.</summary>
    private bool TryUnroll(OnnxNode loop)
    {
        if (!loop.Inputs.Skip(2).Concat(loop.Captures).Any(_members.ContainsKey))
        {
            return false;
        }
        TensorType any = new(ElementType.Undefined, null);
        OnnxModel body = InnerGraph.Of(loop, "body", _model, [.. loop.Inputs.Select(_ => any)]);
        if (LoopTurns.Known(loop, body, _model) is not (> 0 and var turns) || turns * body.Nodes.Count > MostNodes)
        {
            return false;
        }
        int states = loop.Inputs.Count - 2;
        Value[] state = [.. loop.Inputs.Skip(2).Select(Tensor)];
        List<Value>[] collected = [.. Enumerable.Range(0, body.Outputs.Count - 1 - states).Select(_ => new List<Value>())];
        int before = _model.Nodes.Count;
        for (long turn = 0; turn < turns; turn++)
        {
            Dictionary<string, Value> inputs = [];
            for (int i = 0; i < body.Inputs.Count; i++)
            {
                inputs[body.Inputs[i].Name] = i switch
                {
                    0 => _graph.Constant(OnnxTensor.Of([turn]), "turn"),
                    1 => _graph.Constant(OnnxTensor.Raw(ElementType.Bool, [1], []), "on"),
                    _ => state[i - 2],
                };
            }
            int first = _model.Nodes.Count;
            IReadOnlyDictionary<string, Value> given = _graph.Inline(body, inputs);
            foreach (OnnxNode node in _model.Nodes.Skip(first).Where(n => n.Name.Length > 0))
            {
                node.Name = $"{node.Name}/turn {turn} of {loop.Outputs[0]}";
            }
            Value[] left = [.. body.Outputs.Skip(1).Select(o => given[o.Name])];
            state = left[..states];
            for (int i = 0; i < collected.Length; i++)
            {
                collected[i].Add(left[states + i].Unsqueeze(0));
            }
        }
        Value[] results = [.. state, .. collected.Select(c => _graph.Concat(c.ToArray(), 0))];
        for (int i = 0; i < results.Length; i++)
        {
            if (loop.HasOutput(i))
            {
                _model.Nodes.Add(new OnnxNode("Identity", [results[i].Name], [loop.Outputs[i]]));
            }
        }
        // The turns may take from sequences, and hand them on, as the nodes around them do.
        for (int i = _model.Nodes.Count - 1; i >= before; i--)
        {
            _left.Push(_model.Nodes[i]);
        }
        _model.Nodes.RemoveRange(before, _model.Nodes.Count - before);
        return true;
    }

    private long[]? Numbers(string name) =>
        _model.Initializers.TryGetValue(name, out OnnxTensor? constant) && constant.Element is ElementType.Int32 or ElementType.Int64 ? constant.ToLongs() : null;

    /// <summary>A place in a sequence that an input gives, counted from the start; null where it is not known.</summary>
    private int? Place(OnnxNode node, int input, int? missing, int count)
    {
        if (!node.HasInput(input))
        {
            return missing;
        }
        return Numbers(node.Inputs[input]) is [var place] && place >= -count && place <= count ? (int)(place < 0 ? place + count : place) : null;
    }

    private Value Tensor(string name) => _graph.Existing(name, _types.TryGet(name, out TensorType? type) ? type.Element : ElementType.Undefined);
}
