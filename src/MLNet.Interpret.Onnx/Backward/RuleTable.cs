namespace MLNet.Interpret.Onnx.Backward;

/// <summary>Rows of a rule set while they are gathered, with combinators for those that are alike.</summary>
internal sealed class RuleTable
{
    private readonly Dictionary<string, RuleRow?> _rows = [];

    /// <summary>A row of any form.</summary>
    public RuleTable Row(string opType, BackwardRule rule)
    {
        _rows.Add(opType, new RuleRow(rule));
        return this;
    }

    /// <summary>An operator whose inputs broadcast; the rule's gradients have the output's shape.</summary>
    public RuleTable Broadcasting(string opType, BackwardRule rule)
    {
        _rows.Add(opType, new RuleRow(rule, Broadcasts: true));
        return this;
    }

    /// <summary>An operator of one input, element by element: the gradient with respect to that input.</summary>
    public RuleTable Elementwise(string opType, Func<BackwardNode, Value> gradient) => Row(opType, n => [gradient(n)]);

    /// <summary>Operators that carry no gradient although their outputs are numbers: piecewise constant, random or constant.</summary>
    public RuleTable CarryNone(params ReadOnlySpan<string> opTypes)
    {
        foreach (string opType in opTypes)
        {
            _rows.Add(opType, null);
        }
        return this;
    }

    public RuleSet ToRuleSet(string name) => new(name, _rows);
}
