namespace MLNet.Interpret.Onnx.Backward.Rules.Control;

/// <summary>The way back through a <c>Scan</c> or a <c>Loop</c>: a <c>Scan</c> over what its turns took over, the last turn first.</summary>
internal sealed class TurnsBack
{
    private readonly BackwardNode _n;
    private readonly Turns _turns;
    private readonly Body _body;
    private readonly GraphBuilder _inner;
    private readonly string[] _captured;
    private readonly HashSet<string> _wanted;

    public TurnsBack(BackwardNode n, Turns turns)
    {
        _n = n;
        _turns = turns;
        _body = turns.Body;
        _captured = [.. n.Node.Captures];
        _wanted = Wanted();
        _inner = _body.Copy();
    }

    public IReadOnlyList<Value?> Emit()
    {
        int[] states = [.. Enumerable.Range(0, _turns.States).Where(i => _wanted.Contains(State(i)))];
        int[] captured = [.. Enumerable.Range(0, _captured.Length).Where(k => _wanted.Contains(_captured[k]))];
        int[] slices = [.. Enumerable.Range(0, _turns.Slices).Where(i => _wanted.Contains(Slice(i)))];

        // What the turn after left as the gradients of states, then what the turns after added up to, of values from around the loop.
        Value[] arriving = [.. states.Select(i => Fresh("gradient", State(i)))];
        Value[] sums = [.. captured.Select(k => Fresh("sum", _captured[k]))];
        List<(string, Value)> seeds = [.. states.Select((i, at) => (Left(i), arriving[at]))];
        List<(Value Inner, Value Outer, long Direction, long Axis)> over = [];
        for (int i = 0; i < _turns.Stacked; i++)
        {
            if (_n.HasDY(_turns.States + i))
            {
                string given = _body.Outputs[_turns.BodyLeft + _turns.States + i];
                Value slice = Fresh("arriving", given);
                seeds.Add((given, slice));
                over.Add((slice, StackedGradient(_turns.States + i, given), 1 - At("scan_output_directions", i), At("scan_output_axes", i)));
            }
        }
        var found = BackwardWalk.Run(_inner, _body.Types, _n.Rules, seeds, _wanted);
        foreach (int i in states)
        {
            Give(Found(State(i)), _body.Types[State(i)]);
        }
        for (int k = 0; k < captured.Length; k++)
        {
            string name = _captured[captured[k]];
            Give(found.TryGetValue(name, out Value gradient) ? sums[k] + gradient : sums[k], _n.Types[name]);
        }
        foreach (int i in slices)
        {
            Give(Found(Slice(i)), _body.Types[Slice(i)]);
        }
        _inner.Model.RemoveUnused();
        AddTaken(over);
        SetInputs([.. arriving, .. sums, .. over.Select(o => o.Inner)]);

        Value[] initial = [.. states.Select(AtEnd), .. captured.Select(k => Outer(_captured[k]).ZerosLike())];
        NodeInProgress scan = _n.Graph.Node("Scan", [.. initial, .. over.Select(o => o.Outer)])
            .With("body", _inner.Model).With("num_scan_inputs", over.Count)
            .With("scan_input_directions", [.. over.Select(o => o.Direction)]).With("scan_input_axes", [.. over.Select(o => o.Axis)]);
        if (slices.Length > 0)
        {
            scan.With("scan_output_directions", [.. slices.Select(i => 1 - At("scan_input_directions", i))])
                .With("scan_output_axes", [.. slices.Select(i => At("scan_input_axes", i))]);
        }

        Value?[] gradients = new Value?[_n.InputCount + _captured.Length];
        foreach (int i in states)
        {
            gradients[_turns.FirstState + i] = scan.Out(_body.Types[State(i)].Element);
        }
        foreach (int k in captured)
        {
            gradients[_n.InputCount + k] = scan.Out(_n.Types[_captured[k]].Element);
        }
        foreach (int i in slices)
        {
            gradients[_turns.FirstState + _turns.States + i] = scan.Out(_body.Types[Slice(i)].Element);
        }
        return gradients;

        Value Found(string value) => found.TryGetValue(value, out Value gradient) ? gradient : _inner.Existing(value, _body.Types[value].Element).ZerosLike();
    }

    private string State(int i) => _body.Inputs[_turns.BodyState + i].Name;

    private string Slice(int i) => _body.Inputs[_turns.BodyState + _turns.States + i].Name;

    private string Left(int i) => _body.Outputs[_turns.BodyLeft + i];

    /// <summary>What arrives at a state's last value. Of a loop's outputs ONNX Runtime does not know the rank, which here is that of the first value.</summary>
    private Value AtEnd(int i)
    {
        int first = _turns.FirstState + i;
        return !_n.HasDY(i) ? _n.X(first).ZerosLike()
            : IsShaped(i) ? _n.DY(i)
            : _n.DY(i).Reshape(_n.ShapeValueX(first));
    }

    private Value StackedGradient(int output, string given) =>
        !IsShaped(output) && _body.Types.TryGet(given, out TensorType? type) && type.Shape is { IsStatic: true } slice
            ? _n.DY(output).Reshape([-1, .. slice.Sizes])
            : _n.DY(output);

    private bool IsShaped(int output) => _n.Types.TryGet(_n.Node.Outputs[output], out TensorType? type) && type.Shape is not null;

    private Value Outer(string name) => _n.Graph.Existing(name, _n.Types[name].Element);

    private Value Fresh(string hint, string like)
    {
        string name = _inner.FreshName(hint);
        _body.Types.TryGet(like, out TensorType? type);
        _inner.Model.Inputs.Add(new ValueInfo(name, type));
        return _inner.Existing(name, type?.Element ?? ElementType.Float);
    }

    private long At(string attribute, int i) => _n.Node.Ints(attribute) is { } all ? all[i] : 0;

    /// <summary>
    /// The values whose gradients are worked out in each turn: those that are asked for, and states that depend on them, if only by way of
    /// turns before.
    /// </summary>
    private HashSet<string> Wanted()
    {
        HashSet<string> wanted = [];
        for (int i = 0; i < _turns.States + _turns.Slices; i++)
        {
            if (_n.Needs(_turns.FirstState + i))
            {
                wanted.Add(_body.Inputs[_turns.BodyState + i].Name);
            }
        }
        for (int k = 0; k < _captured.Length; k++)
        {
            if (_n.Needs(_n.InputCount + k))
            {
                wanted.Add(_captured[k]);
            }
        }
        while (true)
        {
            HashSet<string> influenced = _body.Influenced(wanted);
            int before = wanted.Count;
            for (int i = 0; i < _turns.States; i++)
            {
                if (influenced.Contains(Left(i)))
                {
                    wanted.Add(State(i));
                }
            }
            if (wanted.Count == before)
            {
                return wanted;
            }
        }
    }

    /// <summary>Has the way back take, turn by turn, what the body took, as far as the gradient needs it.</summary>
    private void AddTaken(List<(Value Inner, Value Outer, long Direction, long Axis)> over)
    {
        HashSet<string> used = [.. _inner.Model.Nodes.SelectMany(n => n.AllInputs)];
        int first = _turns.BodyState + _turns.States;
        for (int i = 0; i < _body.Inputs.Count; i++)
        {
            // With nothing to take there would be no telling how many turns there were.
            ValueInfo input = _body.Inputs[i];
            if (!used.Contains(input.Name) && (over.Count > 0 || i < _body.Inputs.Count - 1))
            {
                continue;
            }
            Value inner = _inner.Existing(input.Name, input.Type!.Element);
            over.Add(i >= first
                ? (inner, _n.X(_turns.FirstState + _turns.States + i - first), 1 - At("scan_input_directions", i - first), At("scan_input_axes", i - first))
                : (inner, Kept(input), 1, 0));
        }
    }

    /// <summary>Declares an output, with what is known of its shape: where that is not even its rank, ONNX Runtime does not run a loop.</summary>
    private void Give(Value value, TensorType like)
    {
        _inner.Give(value);
        TensorShape? shape = like.Shape is { } known ? new TensorShape(known.Select(d => d with { Symbol = null })) : null;
        _inner.Model.Outputs[^1] = _inner.Model.Outputs[^1] with { Type = like with { Shape = shape } };
    }

    /// <summary>ONNX Runtime works out the shapes; sizes that are known by name here may have other names around the loop.</summary>
    private void SetInputs(IReadOnlyList<Value> inputs)
    {
        _inner.Model.Inputs.Clear();
        _inner.Model.Inputs.AddRange(inputs.Select(i => new ValueInfo(i.Name, new TensorType(i.Element, null))));
        _inner.Model.Stated.Clear();
    }

    /// <summary>What the turns took for an input that is handed on, put together: an output that the loop is made to give, once.</summary>
    private Value Kept(ValueInfo input)
    {
        OnnxNode node = _n.Node;
        Format.GraphProto body = new(node.Graph(Turns.Attribute));
        int given = _turns.States + _turns.Stacked;
        for (int at = _turns.States; at < given; at++)
        {
            string name = body.Output[_turns.BodyLeft + at].Name;
            int stacked = at - _turns.States;
            if (node.HasOutput(at) && At("scan_output_axes", stacked) == 0 && At("scan_output_directions", stacked) == 0
                && body.Node.FirstOrDefault(n => n.Output.Contains(name)) is { OpType: "Identity" } same && same.Input[0] == input.Name)
            {
                return _n.Graph.Existing(node.Outputs[at], input.Type!.Element);
            }
        }
        string one = _n.Graph.FreshName("kept"), all = _n.Graph.FreshName("all");
        body.Node.Add(new OnnxNode("Identity", [input.Name], [one]).ToProto());
        body.Output.Add(ProtoTypes.ToProto(new ValueInfo(one, new TensorType(input.Type!.Element, null))));
        node.Put(new() { Name = Turns.Attribute, Type = Format.AttributeProto.Types.AttributeType.Graph, G = body });
        foreach (string attribute in (string[])["scan_output_directions", "scan_output_axes"])
        {
            if (node.Ints(attribute) is { } each)
            {
                node.Set(attribute, [.. each, 0L]);
            }
        }
        while (node.Outputs.Count < given)
        {
            node.Outputs.Add("");
        }
        for (int at = 0; at < node.Outputs.Count; at++)
        {
            if (node.Outputs[at].Length == 0)
            {
                node.Outputs[at] = _n.Graph.FreshName("unused");
            }
        }
        node.Outputs.Add(all);
        if (input.Type.Shape is { } shape)
        {
            _n.Graph.Model.Stated[all] = input.Type with { Shape = new TensorShape([new Dim(-1), .. shape.Select(d => d with { Symbol = null })]) };
        }
        return _n.Graph.Existing(all, input.Type!.Element);
    }
}
