using System.Globalization;
using System.Text;
using MLNet.Interpret.SurrogateTrees;

namespace MLNet.Interpret.Rules;

/// <summary>Rules as a decision table in the manner of DMN (Decision Model and Notation), for a spreadsheet.</summary>
public static class DecisionTable
{
    /// <summary>
    /// A table as CSV (RFC 4180): a row for each rule, a column for each feature that a rule is about, cells as DMN has them: "-" for any value,
    /// "&lt;= 2.5", "(0.8..1.7]", categories in quotation marks, true or false for counts of conditions. The first cell states the hit policy:
    /// U (unique) where no two rules can hold at once and one always does, else F (first).
    /// </summary>
    /// <param name="rules">The rules.</param>
    public static string ToDecisionTable(this RuleSet rules)
    {
        ArgumentNullException.ThrowIfNull(rules);
        Condition[] conditions = [.. rules.Rules.SelectMany(r => r.Conditions)];
        int[] features = [.. conditions.Select(FeatureOf).Where(f => f >= 0).Distinct().Order()];
        List<CountCondition> counts = [];
        foreach (CountCondition count in conditions.OfType<CountCondition>())
        {
            if (!counts.Exists(c => c.AsksTheSameAs(count)))
            {
                counts.Add(count with { Holds = true });
            }
        }
        StringBuilder table = new();
        // The row for all other rows overlaps with all rules, unless it is never reached and so left out.
        bool isUnique = ExcludeEachOther(rules) && rules.Otherwise.Statistics is { Count: 0 };
        AddRow([
            isUnique ? "hit policy U (unique)" : "hit policy F (first)", .. features.Select(f => rules.Features[f].Name), .. counts.Select(c => c.Describe(rules.Features)),
            rules.IsClassification ? "class" : "number", "rows", "coverage", "fidelity", "confidence",
        ]);
        for (int i = 0; i < rules.Rules.Count + (isUnique ? 0 : 1); i++)
        {
            Rule rule = rules[i];
            IEnumerable<string> statistics = rule.Statistics is { } s ? [$"{s.Count}", Exact(s.Coverage), Exact(s.Fidelity), Exact(s.Confidence)] : ["", "", "", ""];
            AddRow([
                $"{i + 1}", .. features.Select(f => Cell(rule.Conditions.Where(c => FeatureOf(c) == f), rules.Features)),
                .. counts.Select(c => rule.Conditions.OfType<CountCondition>().FirstOrDefault(c.AsksTheSameAs) is { } own ? (own.Holds ? "true" : "false") : "-"),
                rules.IsClassification ? Quote(rules.Classes[rule.Label]) : Exact(rule.Value[0]), .. statistics,
            ]);
        }
        return table.ToString();

        void AddRow(IEnumerable<string> cells) => table.AppendJoin(',', cells.Select(Escape)).Append("\r\n");
    }

    /// <summary>Whether no two rules can hold for one row.</summary>
    internal static bool ExcludeEachOther(RuleSet rules)
    {
        for (int i = 0; i < rules.Rules.Count; i++)
        {
            for (int j = 0; j < i; j++)
            {
                Region? both = Region.Everything;
                foreach (Condition condition in rules.Rules[i].Conditions.Concat(rules.Rules[j].Conditions))
                {
                    both = both?.With(condition);
                }
                if (both is not null)
                {
                    return false;
                }
            }
        }
        return true;
    }

    private static int FeatureOf(Condition condition) => condition switch
    {
        Interval i => i.Feature,
        Membership m => m.Feature,
        _ => -1,
    };

    private static string Cell(IEnumerable<Condition> conditions, IReadOnlyList<TreeFeature> features)
    {
        Region? all = Region.Everything;
        foreach (Condition condition in conditions)
        {
            all = all?.With(condition);
        }
        return all switch
        {
            null => "not(-)",
            { Conditions: [Interval { Above: { } low, AtMost: { } high }] } => $"({Exact(low)}..{Exact(high)}]",
            { Conditions: [Interval { Above: { } low }] } => $"> {Exact(low)}",
            { Conditions: [Interval { AtMost: { } high }] } => $"<= {Exact(high)}",
            { Conditions: [Membership m] } => string.Join(", ", m.Categories.Select(c => Quote(features[m.Feature].Categories![c]))),
            _ => "-",
        };
    }

    private static string Exact(float value) => value.ToString("R", CultureInfo.InvariantCulture);

    private static string Exact(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private static string Quote(string text) => $"\"{text.Replace("\\", "\\\\").Replace("\"", "\\\"")}\"";

    private static string Escape(string cell) => cell.AsSpan().IndexOfAny(",\"\r\n") < 0 ? cell : $"\"{cell.Replace("\"", "\"\"")}\"";
}
