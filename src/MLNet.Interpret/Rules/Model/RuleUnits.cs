using MLNet.Interpret.SurrogateTrees;

namespace MLNet.Interpret.Rules;

/// <summary>Rules about numbers in their original units.</summary>
public static class RuleUnits
{
    /// <summary>The same rules for rows in their original units.</summary>
    /// <param name="rules">Rules about scaled numbers.</param>
    /// <param name="scales">Each feature's scale; that of a category is not used.</param>
    /// <exception cref="ArgumentException">There is not a scale for each feature, or one that is used is not above 0.</exception>
    public static RuleSet InOriginalUnits(this RuleSet rules, IReadOnlyList<FeatureScale> scales)
    {
        ArgumentNullException.ThrowIfNull(rules);
        FeatureScale.Check(scales, rules.Features);
        return new RuleSet(
            rules.Features, rules.Classes, [.. rules.Rules.Select(r => r with { Conditions = [.. r.Conditions.Select(Convert)] })], rules.Otherwise, rules.Order);

        Condition Convert(Condition condition) => condition switch
        {
            Interval i => i with { Above = Original(i.Above, i.Feature), AtMost = Original(i.AtMost, i.Feature) },
            CountCondition c => c with { Test = OriginalUnits.InOriginalUnits(c.Test, rules.Features, scales) },
            _ => condition,
        };

        float? Original(float? value, int feature) => value is { } v ? FeatureScale.ToOriginal(scales, rules.Features[feature], feature, v) : null;
    }
}
