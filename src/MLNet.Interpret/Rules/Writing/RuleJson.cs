using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using MLNet.Interpret.SurrogateTrees;

namespace MLNet.Interpret.Rules;

/// <summary>Rules as JSON, whatever they were extracted from.</summary>
public static class RuleJson
{
    private static readonly JsonSerializerOptions s_options = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    /// <summary>The rules as JSON: features, classes, and for each rule its text, conditions by index of feature, values and statistics.</summary>
    public static string ToJson(this RuleSet rules)
    {
        ArgumentNullException.ThrowIfNull(rules);
        RuleFile[] all = [.. Enumerable.Range(0, rules.Rules.Count + 1)
            .Select(i => new RuleFile(rules.Describe(i), rules.DescribePrediction(rules[i]), rules[i].Conditions, rules[i].Value, rules[i].Statistics))];
        return JsonSerializer.Serialize(new SetFile(rules.Order, rules.Features, rules.Classes, all[..^1], all[^1]), s_options);
    }

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <exception cref="InvalidDataException">It is none.</exception>
    public static RuleSet FromJson(string json)
    {
        try
        {
            SetFile file = JsonSerializer.Deserialize<SetFile>(json, s_options) ?? throw new JsonException("The text is null.");
            return new RuleSet(file.Features, file.Classes, [.. file.Rules.Select(r => r.ToRule())], file.Otherwise.ToRule(), file.Order);
        }
        catch (Exception e) when (e is JsonException or ArgumentException or NotSupportedException or NullReferenceException)
        {
            throw new InvalidDataException($"These are no rules: {e.Message}", e);
        }
    }

    private sealed record SetFile(RuleOrder Order, IReadOnlyList<TreeFeature> Features, IReadOnlyList<string> Classes, IReadOnlyList<RuleFile> Rules, RuleFile Otherwise);

    private sealed record RuleFile(string Text, string Prediction, IReadOnlyList<Condition> Conditions, IReadOnlyList<double> Value, RuleStatistics? Statistics)
    {
        public Rule ToRule() => new() { Conditions = Conditions, Value = Value, Statistics = Statistics };
    }
}
