using System.Diagnostics.CodeAnalysis;

namespace MLNet.Interpret.Onnx.Backward;

/// <summary>Passes gradients back through one kind of node.</summary>
/// <param name="node">The node, with the gradients that arrive at its outputs.</param>
/// <returns>For each input, in order, the gradient with respect to it; null, or a shorter list, for those that have none.</returns>
public delegate IReadOnlyList<Value?> BackwardRule(BackwardNode node);

/// <summary>A row of a rule set.</summary>
/// <param name="Backward">The rule.</param>
/// <param name="Broadcasts">Whether inputs are broadcast to the output's shape, so that the rule's gradients, which have that shape, are to be summed down.</param>
public sealed record RuleRow(BackwardRule Backward, bool Broadcasts = false);

/// <summary>How gradients, or what a propagation scheme puts in their place, pass back through each operator.</summary>
/// <remarks>Rule sets are values: <see cref="With(string, BackwardRule, bool)"/> gives a new one with a row changed.</remarks>
public sealed class RuleSet
{
    private readonly Dictionary<string, RuleRow?> _rows;

    internal RuleSet(string name, Dictionary<string, RuleRow?> rows)
    {
        Name = name;
        _rows = rows;
    }

    /// <summary>The scheme's name, such as <c>gradient</c>.</summary>
    public string Name { get; }

    /// <summary>The operators that have a row, differentiable or declared not to be.</summary>
    public IReadOnlyCollection<string> Operators => _rows.Keys;

    /// <summary>The true gradient.</summary>
    public static RuleSet Gradient { get; } = GradientRules.Create();

    /// <summary>Whether the operator is known to carry no gradient, as a rounding or a comparison.</summary>
    public bool CarriesNone(string opType) => _rows.TryGetValue(opType, out RuleRow? row) && row is null;

    /// <summary>The row of an operator, where it has one that carries gradients.</summary>
    public bool TryGet(string opType, [NotNullWhen(true)] out RuleRow? row) => _rows.TryGetValue(opType, out row) && row is not null;

    /// <summary>This rule set under a name of its own, with one row added or put in another's place.</summary>
    /// <param name="opType">The operator.</param>
    /// <param name="rule">The rule; null declares that the operator carries no gradient.</param>
    /// <param name="broadcasts">Whether the rule's gradients have the broadcast output's shape.</param>
    public RuleSet With(string opType, BackwardRule? rule, bool broadcasts = false) =>
        new(Name, new(_rows) { [opType] = rule is null ? null : new RuleRow(rule, broadcasts) });

    /// <summary>The same rows under another name.</summary>
    public RuleSet Named(string name) => new(name, _rows);
}
