using System.Globalization;
using System.Text;
using MLNet.Interpret.SurrogateTrees;

namespace MLNet.Interpret.Rules;

/// <summary>Rules as C# source, which depends on nothing.</summary>
public static class RuleSource
{
    /// <summary>
    /// A static class with a method <c>Predict</c>, whose parameters are the features that the rules are about: <c>float</c> for a number, NaN where it
    /// is missing, <c>string</c> for a category, null where it is missing. It returns the class's name, or the number as a <c>double</c>.
    /// </summary>
    /// <param name="rules">The rules.</param>
    /// <param name="className">The name of the class.</param>
    /// <param name="namespaceName">The namespace; null for none.</param>
    /// <exception cref="ArgumentException">A name is no C# name.</exception>
    public static string ToCSharp(this RuleSet rules, string className = "SurrogateRules", string? namespaceName = null)
    {
        ArgumentNullException.ThrowIfNull(rules);
        CheckName(className, nameof(className));
        foreach (string part in namespaceName?.Split('.') ?? [])
        {
            CheckName(part, nameof(namespaceName));
        }
        IReadOnlyDictionary<int, string> names = ParameterNames(rules);
        StringBuilder source = new("#nullable enable\n\n");
        source.Append(namespaceName is null ? "" : $"namespace {namespaceName};\n\n")
            .Append($"public static class {className}\n{{\n    public static {(rules.IsClassification ? "string" : "double")} Predict(")
            .AppendJoin(", ", names.OrderBy(n => n.Key).Select(n => $"{(rules.Features[n.Key].IsCategorical ? "string?" : "float")} {n.Value}")).Append(")\n    {\n");
        foreach (Rule rule in rules.Rules)
        {
            string test = rule.Conditions.Count == 0 ? "true" : string.Join("\n            && ", rule.Conditions.Select(c => Expression(c, rules.Features, names)));
            source.Append(Comment(rule)).Append($"        if ({test})\n        {{\n            return {Value(rule)};\n        }}\n");
        }
        return source.Append(Comment(rules.Otherwise)).Append($"        return {Value(rules.Otherwise)};\n    }}\n}}\n").ToString();

        string Value(Rule rule) => rules.IsClassification ? Text(rules.Classes[rule.Label]) : Number(rule.Value[0]) + "d";

        static string Comment(Rule rule) => rule.Statistics is { } s
            ? FormattableString.Invariant($"        // {s.Count} rows, coverage {s.Coverage:0.000}, fidelity {s.Fidelity:0.000}, confidence {s.Confidence:0.000}\n")
            : "";
    }

    private static Dictionary<int, string> ParameterNames(RuleSet rules)
    {
        Dictionary<int, string> names = [];
        HashSet<string> taken = [];
        foreach (int feature in rules.Rules.SelectMany(r => r.Conditions).SelectMany(FeaturesOf).Distinct().Order())
        {
            string wanted = CamelCase(rules.Features[feature].Name), name = wanted;
            for (int i = 2; !taken.Add(name); i++)
            {
                name = $"{wanted}_{i}";
            }
            // The sign makes any name a legal one, keywords too, and changes none.
            names[feature] = "@" + name;
        }
        return names;
    }

    private static IEnumerable<int> FeaturesOf(Condition condition) => condition switch
    {
        Interval i => [i.Feature],
        Membership m => [m.Feature],
        _ => ((CountCondition)condition).Test.Literals.Select(l => l.Feature),
    };

    private static string CamelCase(string name)
    {
        StringBuilder made = new();
        bool startsWord = false;
        foreach (char c in name)
        {
            if (!char.IsAsciiLetterOrDigit(c))
            {
                startsWord = made.Length > 0;
                continue;
            }
            made.Append(made.Length == 0 ? char.ToLowerInvariant(c) : startsWord ? char.ToUpperInvariant(c) : c);
            startsWord = false;
        }
        return made.Length == 0 ? "feature" : char.IsDigit(made[0]) ? "feature" + made : made.ToString();
    }

    private static string Expression(Condition condition, IReadOnlyList<TreeFeature> features, IReadOnlyDictionary<int, string> names)
    {
        switch (condition)
        {
            case Interval i:
                string[] bounds = [.. new[] { i.Above is { } low ? $"{names[i.Feature]} > {Number(low)}f" : null, i.AtMost is { } high ? $"{names[i.Feature]} <= {Number(high)}f" : null }.OfType<string>()];
                return bounds.Length == 0 ? "true" : string.Join(" && ", bounds);
            case Membership m:
                return m.Categories.Count == 0 ? "false" : $"{names[m.Feature]} is {string.Join(" or ", m.Categories.Select(c => Text(features[m.Feature].Categories![c])))}";
            default:
                CountCondition count = (CountCondition)condition;
                string met = string.Join(" + ", count.Test.Literals.Select(l => $"({Expression(l, features, names)} ? 1 : 0)"));
                // Fewer are met only where that is so whatever the missing values are.
                string unknown = string.Join(" + ", count.Test.Literals.Select(l => $"({Missing(l, features, names)} ? 1 : 0)"));
                return count.Holds ? $"{met} >= {count.Test.Required}" : $"{met} + {unknown} < {count.Test.Required}";
        }
    }

    private static string Expression(Literal literal, IReadOnlyList<TreeFeature> features, IReadOnlyDictionary<int, string> names)
    {
        string name = names[literal.Feature];
        return features[literal.Feature].Categories is { } categories
            ? literal.Holds ? $"{name} is {Text(categories[(int)literal.Value])}" : $"{name} is not null and not {Text(categories[(int)literal.Value])}"
            : $"{name} {(literal.Holds ? "<=" : ">")} {Number(literal.Value)}f";
    }

    private static string Missing(Literal literal, IReadOnlyList<TreeFeature> features, IReadOnlyDictionary<int, string> names) =>
        features[literal.Feature].IsCategorical ? $"{names[literal.Feature]} is null" : $"float.IsNaN({names[literal.Feature]})";

    private static string Number(float value) => value.ToString("R", CultureInfo.InvariantCulture);

    private static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private static string Text(string text)
    {
        StringBuilder literal = new("\"");
        foreach (char c in text)
        {
            literal.Append(c is '"' or '\\' ? $"\\{c}" : char.IsControl(c) || c is '\u2028' or '\u2029' || char.IsSurrogate(c) ? $"\\u{(int)c:x4}" : $"{c}");
        }
        return literal.Append('"').ToString();
    }

    private static void CheckName(string name, string parameter)
    {
        if (string.IsNullOrEmpty(name) || !(char.IsLetter(name[0]) || name[0] == '_') || !name.All(c => char.IsLetterOrDigit(c) || c == '_'))
        {
            throw new ArgumentException($"'{name}' is no name that C# allows.", parameter);
        }
    }
}
