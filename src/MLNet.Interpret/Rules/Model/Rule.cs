using System.Text.Json.Serialization;
using MLNet.Interpret.SurrogateTrees;

namespace MLNet.Interpret.Rules;

/// <summary>If all conditions are met, then a class or a number.</summary>
public sealed record Rule
{
    /// <summary>The conditions, of which all must be met; none for a rule that always holds.</summary>
    public required IReadOnlyList<Condition> Conditions { get; init; }

    /// <summary>What follows: the share of each class, of which the largest is predicted, or the number.</summary>
    public required IReadOnlyList<double> Value { get; init; }

    /// <summary>How well it does on data; null where that was not measured.</summary>
    public RuleStatistics? Statistics { get; init; }

    /// <summary>The number of single comparisons of all conditions.</summary>
    [JsonIgnore]
    public int Terms => Conditions.Sum(c => c.Terms);

    /// <summary>The class of the largest share; 0 for a number.</summary>
    [JsonIgnore]
    public int Label => TreeSurrogate.ArgMax(Value);

    /// <summary>Whether a row meets all conditions.</summary>
    /// <param name="row">A value for each feature: the number, or the category's index.</param>
    public bool Holds(ReadOnlySpan<float> row)
    {
        for (int i = 0; i < Conditions.Count; i++)
        {
            if (!Conditions[i].IsMet(row))
            {
                return false;
            }
        }
        return true;
    }

    /// <summary>The conditions in words.</summary>
    public string Describe(IReadOnlyList<TreeFeature> features) =>
        Conditions.Count == 0 ? "always" : string.Join(" and ", Conditions.Select(c => c.Describe(features)));
}

/// <summary>How a rule does on data. In an ordered list its rows are those that it fires for; in an unordered set all that it holds for.</summary>
/// <param name="Count">The number of its rows.</param>
/// <param name="Coverage">The share of all rows that these are.</param>
/// <param name="Fidelity">
/// For classes, the share of its rows of which the model says the same. For a number, 1 - (mean squared difference from the model on its rows) /
/// (variance of the model's numbers on all rows). Weighted by coverage, these sum to the fidelity of an ordered list: agreement, or R2.
/// </param>
/// <param name="Confidence">
/// The share of its rows that are of its class: by the true labels where these are given, else the mean of the probabilities that the model gives.
/// For a number, as <paramref name="Fidelity"/>, but to the true numbers where these are given.
/// </param>
public sealed record RuleStatistics(int Count, double Coverage, double Fidelity, double Confidence);
