using System.Globalization;
using System.Text.Json.Serialization;

namespace MLNet.Interpret.SurrogateTrees;

/// <summary>What a node asks about a row; each answer is a branch, numbered from 0.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(NumericTest), "numeric")]
[JsonDerivedType(typeof(CategoricalTest), "categorical")]
[JsonDerivedType(typeof(MOfNTest), "m-of-n")]
public abstract record TreeTest
{
    /// <summary>The number of branches.</summary>
    [JsonIgnore]
    public abstract int Branches { get; }

    /// <summary>The branch that a row takes; -1 where that cannot be told, because a value is missing (NaN) or was never seen.</summary>
    /// <param name="row">A value for each feature: the number, or the category's index.</param>
    public abstract int Branch(ReadOnlySpan<float> row);

    /// <summary>The answer of a branch in words.</summary>
    /// <param name="branch">The branch.</param>
    /// <param name="features">The features.</param>
    public abstract string Describe(int branch, IReadOnlyList<TreeFeature> features);

    internal static string Number(float value) => value.ToString("R", CultureInfo.InvariantCulture);
}

/// <summary>Whether a number is at most a threshold (branch 0) or above it (branch 1).</summary>
/// <param name="Feature">The feature's index.</param>
/// <param name="Threshold">The threshold.</param>
public sealed record NumericTest(int Feature, float Threshold) : TreeTest
{
    /// <inheritdoc/>
    public override int Branches => 2;

    /// <inheritdoc/>
    public override int Branch(ReadOnlySpan<float> row) => row[Feature] <= Threshold ? 0 : float.IsNaN(row[Feature]) ? -1 : 1;

    /// <inheritdoc/>
    public override string Describe(int branch, IReadOnlyList<TreeFeature> features) =>
        $"{features[Feature].Name} {(branch == 0 ? "<=" : ">")} {Number(Threshold)}";
}

/// <summary>Which category a row has: a branch for each, or for each group of them.</summary>
/// <param name="Feature">The feature's index.</param>
/// <param name="BranchOf">The branch of each category; -1 for one that was never seen here.</param>
public sealed record CategoricalTest(int Feature, IReadOnlyList<int> BranchOf) : TreeTest
{
    /// <inheritdoc/>
    public override int Branches { get; } = BranchOf.Max() + 1;

    /// <inheritdoc/>
    public override int Branch(ReadOnlySpan<float> row)
    {
        float value = row[Feature];
        return value >= 0 && value < BranchOf.Count ? BranchOf[(int)value] : -1;
    }

    /// <inheritdoc/>
    public override string Describe(int branch, IReadOnlyList<TreeFeature> features)
    {
        string[] names = [.. BranchOf.Index().Where(b => b.Item == branch).Select(b => features[Feature].Categories![b.Index])];
        return names.Length == 1 ? $"{features[Feature].Name} = {names[0]}" : $"{features[Feature].Name} in {{{string.Join(", ", names)}}}";
    }
}

/// <summary>A condition that a row meets or not: one side of a threshold, or one category or any other.</summary>
/// <param name="Feature">The feature's index.</param>
/// <param name="Value">The threshold, or the category's index.</param>
/// <param name="Holds">True for at most the threshold, or that category; false for above it, or another one.</param>
public sealed record Literal(int Feature, float Value, bool Holds)
{
    /// <summary>Whether a row meets it; null where the value is missing.</summary>
    internal bool? IsMet(ReadOnlySpan<float> row, IReadOnlyList<bool> isCategorical)
    {
        float value = row[Feature];
        return float.IsNaN(value) ? null : (isCategorical[Feature] ? value == Value : value <= Value) == Holds;
    }

    internal string Describe(IReadOnlyList<TreeFeature> features)
    {
        TreeFeature feature = features[Feature];
        return feature.IsCategorical
            ? $"{feature.Name} {(Holds ? "=" : "!=")} {feature.Categories![(int)Value]}"
            : $"{feature.Name} {(Holds ? "<=" : ">")} {TreeTest.Number(Value)}";
    }
}

/// <summary>Whether at least m of some conditions are met (branch 0) or fewer (branch 1), as in TREPAN.</summary>
/// <param name="Required">m.</param>
/// <param name="Literals">The conditions.</param>
/// <param name="IsCategorical">Of each feature, whether its values are categories.</param>
public sealed record MOfNTest(int Required, IReadOnlyList<Literal> Literals, IReadOnlyList<bool> IsCategorical) : TreeTest
{
    /// <inheritdoc/>
    public override int Branches => 2;

    /// <inheritdoc/>
    public override int Branch(ReadOnlySpan<float> row)
    {
        int met = 0, unknown = 0;
        for (int i = 0; i < Literals.Count; i++)
        {
            bool? isMet = Literals[i].IsMet(row, IsCategorical);
            met += isMet == true ? 1 : 0;
            unknown += isMet is null ? 1 : 0;
        }
        return met >= Required ? 0 : met + unknown >= Required ? -1 : 1;
    }

    /// <inheritdoc/>
    public override string Describe(int branch, IReadOnlyList<TreeFeature> features)
    {
        if (Literals.Count == 1)
        {
            return (branch == 0 ? Literals[0] : Literals[0] with { Holds = !Literals[0].Holds }).Describe(features);
        }
        string list = string.Join(", ", Literals.Select(l => l.Describe(features)));
        return $"{(branch == 0 ? "at least" : "fewer than")} {Required} of {{{list}}}";
    }
}
