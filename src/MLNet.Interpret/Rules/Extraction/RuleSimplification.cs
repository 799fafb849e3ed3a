using MLNet.Interpret.SurrogateTrees;

namespace MLNet.Interpret.Rules;

/// <summary>Makes rules fewer and shorter where data say that little is lost by it.</summary>
public static class RuleSimplification
{
    /// <summary>Takes away comparisons and rules, and merges rules, as long as the rules mimic the model nearly as well on data.</summary>
    /// <remarks>
    /// Each step is the one that gives up the least fidelity for each comparison that it saves. In an unordered set, rules that both hold for a row count
    /// as right for it only where all of them are, so that each can be read by itself. A step looks at all rules and rows, so the work grows with the
    /// square of the number of rules times the number of rows. Of more than 256 rules, those that hold for none of the rows are left out first.
    /// </remarks>
    /// <param name="rules">The rules.</param>
    /// <param name="examples">Rows and what the model says of them.</param>
    /// <param name="maximumFidelityLoss">How much of <see cref="RuleSet.Fidelity"/> may be lost on these rows; 0 or more.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <exception cref="ArgumentException">The data do not fit the rules, or the bound is negative.</exception>
    public static RuleSet Simplify(this RuleSet rules, Examples examples, double maximumFidelityLoss, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(rules);
        RuleMeasure.Check(rules, examples);
        if (!(maximumFidelityLoss >= 0))
        {
            throw new ArgumentOutOfRangeException(nameof(maximumFidelityLoss), maximumFidelityLoss, "The fidelity that may be lost must be 0 or more.");
        }
        return new RuleSimplifier(rules, examples).Run(maximumFidelityLoss, cancellation);
    }
}
