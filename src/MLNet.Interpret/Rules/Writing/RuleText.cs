using System.Text;

namespace MLNet.Interpret.Rules;

/// <summary>Rules as text to read.</summary>
public static class RuleText
{
    /// <summary>A paragraph for each rule: its conditions, what follows, and how well it does, where that was measured.</summary>
    /// <param name="rules">The rules.</param>
    public static string ToText(this RuleSet rules)
    {
        ArgumentNullException.ThrowIfNull(rules);
        StringBuilder text = new();
        text.Append(rules.Order == RuleOrder.Ordered
            ? "The first rule that holds decides; each is for the rows that those before it leave.\n\n"
            : "Each rule speaks for itself.\n\n");
        for (int i = 0; i <= rules.Rules.Count; i++)
        {
            Rule rule = rules[i];
            bool isLast = i == rules.Rules.Count;
            text.Append(isLast ? "Otherwise" : $"{i + 1}. If {string.Join("\n   and ", rule.Conditions.Select(c => c.Describe(rules.Features)).DefaultIfEmpty("anything"))}")
                .Append($"\n   then {rules.DescribePrediction(rule)}");
            if (rule.Statistics is { } s)
            {
                text.Append(FormattableString.Invariant($"\n   ({s.Count} rows, coverage {100 * s.Coverage:0.0} %, fidelity {100 * s.Fidelity:0.0} %, confidence {100 * s.Confidence:0.0} %)"));
            }
            text.Append("\n\n");
        }
        text.Length--;
        return text.ToString();
    }
}
