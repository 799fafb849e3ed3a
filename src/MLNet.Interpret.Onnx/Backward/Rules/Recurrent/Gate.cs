namespace MLNet.Interpret.Onnx.Backward.Rules.Recurrent;

/// <summary>What an activation gave, and its slope.</summary>
/// <param name="Value">The activation's output.</param>
/// <param name="Slope">Multiplies a value by the activation's derivative.</param>
internal readonly record struct Gate(Value Value, Func<Value, Value> Slope)
{
    /// <summary>A value on which no function has been applied.</summary>
    public static Gate Of(Value value) => new(value, factor => factor);

    /// <summary>The gate with an operator after it, whose slope is that of the operator's rule.</summary>
    public Gate Then(string opType, Action<OnnxNode>? set, params ReadOnlySpan<Value> settings)
    {
        GraphBuilder graph = Value.Graph;
        NodeInProgress adding = graph.Node(opType, [Value, .. settings]);
        OnnxNode node = graph.Model.Nodes[^1];
        set?.Invoke(node);
        Value y = adding.Out();
        Func<Value, Value> before = Slope;
        return new Gate(y, factor => before(RuleOf(node, factor)));
    }

    /// <summary>The gate times a number and plus another.</summary>
    public Gate Times(double scale, double shift = 0)
    {
        Func<Value, Value> before = Slope;
        return new Gate(shift == 0 ? Value * scale : Value * scale + shift, factor => before(factor * scale));
    }

    /// <summary>A gate of an operator whose slope follows from its output.</summary>
    public static Gate FromOutput(string opType, Value y)
    {
        OnnxNode node = new(opType, [""], [y.Name]);
        return new Gate(y, factor => RuleOf(node, factor));
    }

    private static Value RuleOf(OnnxNode node, Value factor)
    {
        Dictionary<string, TensorType> types = [];
        foreach (string name in node.Inputs.Concat(node.Outputs))
        {
            types[name] = new TensorType(factor.Element, null);
        }
        bool[] needed = new bool[node.Inputs.Count];
        needed[0] = true;
        RuleSet rules = RuleSet.Gradient;
        BackwardNode back = new(node, factor.Graph, new(types), rules, [factor], needed);
        return rules.TryGet(node.OpType, out RuleRow? row) && row.Backward(back)[0] is { } gradient ? gradient : factor * 0;
    }
}
