using System.Globalization;
using MLNet.Interpret.SurrogateTrees;

namespace MLNet.Interpret.Rules;

/// <summary>Rules in plain words, for readers who are not used to signs. Numbers are rounded; <see cref="RuleJson"/> and <see cref="RuleSource"/> keep them exact.</summary>
public static class RuleWords
{
    /// <summary>A rule as a sentence, as in "If petal width is above 0.8 and at most 1.7, then versicolor."</summary>
    /// <param name="rules">The rules.</param>
    /// <param name="index">The rule's index; the number of rules for what is predicted where none holds.</param>
    /// <param name="digits">How many significant digits a number has at most, 1 to 9; those before the point all stay.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such rule, or the number of digits is out of range.</exception>
    public static string ToSentence(this RuleSet rules, int index, int digits = 4)
    {
        ArgumentNullException.ThrowIfNull(rules);
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(index, rules.Rules.Count);
        string then = rules.IsClassification ? rules.Classes[rules[index].Label] : Number(rules[index].Value[0], digits);
        if (index == rules.Rules.Count)
        {
            return $"In all other cases, {then}.";
        }
        string conditions = rules[index].ToWords(rules.Features, digits);
        return conditions.Length == 0 ? $"Always {then}." : $"{(rules.Order == RuleOrder.Ordered && index > 0 ? "Otherwise, if" : "If")} {conditions}, then {then}.";
    }

    /// <summary>The conditions of a rule in plain words, as in "petal width is above 0.8 and sepal length is at most 5.2"; empty where it has none.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="features">The features that its conditions are about.</param>
    /// <param name="digits">How many significant digits a number has at most, 1 to 9; those before the point all stay.</param>
    public static string ToWords(this Rule rule, IReadOnlyList<TreeFeature> features, int digits = 4)
    {
        ArgumentNullException.ThrowIfNull(rule);
        ArgumentNullException.ThrowIfNull(features);
        ArgumentOutOfRangeException.ThrowIfLessThan(digits, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(digits, 9);
        return string.Join(" and ", rule.Conditions.Select(c => Words(c, features, digits)));
    }

    private static string Words(Condition condition, IReadOnlyList<TreeFeature> features, int digits) => condition switch
    {
        Interval { Above: { } low, AtMost: { } high } i => $"{features[i.Feature].Name} is above {Number(low, digits)} and at most {Number(high, digits)}",
        Interval { Above: { } low } i => $"{features[i.Feature].Name} is above {Number(low, digits)}",
        Interval { AtMost: { } high } i => $"{features[i.Feature].Name} is at most {Number(high, digits)}",
        Membership m => $"{features[m.Feature].Name} is {AnyOf([.. m.Categories.Select(c => features[m.Feature].Categories![c])])}",
        CountCondition c => $"{(c.Holds ? "at least" : "fewer than")} {c.Test.Required} of these {c.Test.Literals.Count} hold: "
            + string.Join("; ", c.Test.Literals.Select(l => Words(l, features[l.Feature], digits))),
        _ => condition.Describe(features),
    };

    private static string Words(Literal literal, TreeFeature feature, int digits) => feature.Categories is { } names
        ? $"{feature.Name} is {(literal.Holds ? "" : "not ")}{names[(int)literal.Value]}"
        : $"{feature.Name} is {(literal.Holds ? "at most" : "above")} {Number(literal.Value, digits)}";

    private static string AnyOf(string[] names) => names.Length < 2 ? string.Concat(names) : $"{string.Join(", ", names[..^1])} or {names[^1]}";

    // The general format would turn to powers of ten where there are more digits before the point.
    private static string Number(double value, int digits) =>
        value.ToString(Math.Abs(value) >= Math.Pow(10, digits - 1) ? "0" : $"G{digits}", CultureInfo.InvariantCulture);
}
