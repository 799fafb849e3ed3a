using System.Globalization;
using System.Text.Json.Serialization;
using MLNet.Interpret.SurrogateTrees;

namespace MLNet.Interpret.Rules;

/// <summary>A condition of a rule. Where the value that it is about is missing (NaN), it is not met.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(Interval), "interval")]
[JsonDerivedType(typeof(Membership), "membership")]
[JsonDerivedType(typeof(CountCondition), "count")]
public abstract record Condition
{
    /// <summary>The number of single comparisons.</summary>
    [JsonIgnore]
    public abstract int Terms { get; }

    /// <summary>Whether a row meets it.</summary>
    /// <param name="row">A value for each feature: the number, or the category's index.</param>
    public abstract bool IsMet(ReadOnlySpan<float> row);

    /// <summary>The condition in words; numbers have six digits.</summary>
    public abstract string Describe(IReadOnlyList<TreeFeature> features);

    /// <summary>The condition with one comparison less, in each way that there is; null is none at all.</summary>
    internal virtual IEnumerable<Condition?> Relaxations() => [null];

    internal static string Number(double value) => value.ToString("G6", CultureInfo.InvariantCulture);
}

/// <summary>A number that lies above one bound and not above another.</summary>
/// <param name="Feature">The feature's index.</param>
/// <param name="Above">What it must be above; null for no lower bound.</param>
/// <param name="AtMost">What it must be at most; null for no upper bound.</param>
public sealed record Interval(int Feature, float? Above, float? AtMost) : Condition
{
    /// <inheritdoc/>
    public override int Terms => (Above is null ? 0 : 1) + (AtMost is null ? 0 : 1);

    /// <inheritdoc/>
    public override bool IsMet(ReadOnlySpan<float> row) =>
        (Above is not { } low || row[Feature] > low) && (AtMost is not { } high || row[Feature] <= high);

    /// <inheritdoc/>
    public override string Describe(IReadOnlyList<TreeFeature> features) => (Above, AtMost) switch
    {
        ({ } low, { } high) => $"{Number(low)} < {features[Feature].Name} <= {Number(high)}",
        ({ } low, null) => $"{features[Feature].Name} > {Number(low)}",
        (null, { } high) => $"{features[Feature].Name} <= {Number(high)}",
        _ => $"{features[Feature].Name} is any number",
    };

    /// <summary>Whether no number can meet it.</summary>
    internal bool IsEmpty => Above >= AtMost;

    internal override IEnumerable<Condition?> Relaxations() => Terms == 2 ? [this with { Above = null }, this with { AtMost = null }] : [null];
}

/// <summary>A category that is one of several.</summary>
/// <param name="Feature">The feature's index.</param>
/// <param name="Categories">The categories' indexes, ascending.</param>
public sealed record Membership(int Feature, IReadOnlyList<int> Categories) : Condition
{
    /// <inheritdoc/>
    public override int Terms => 1;

    /// <inheritdoc/>
    public override bool IsMet(ReadOnlySpan<float> row)
    {
        float value = row[Feature];
        for (int i = 0; i < Categories.Count; i++)
        {
            if (Categories[i] == value)
            {
                return true;
            }
        }
        return false;
    }

    /// <inheritdoc/>
    public override string Describe(IReadOnlyList<TreeFeature> features)
    {
        IEnumerable<string> names = Categories.Select(c => features[Feature].Categories![c]);
        return Categories.Count == 1 ? $"{features[Feature].Name} = {names.First()}" : $"{features[Feature].Name} in {{{string.Join(", ", names)}}}";
    }

    /// <inheritdoc/>
    public bool Equals(Membership? other) => other is not null && Feature == other.Feature && Categories.SequenceEqual(other.Categories);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Feature, Categories.Count, Categories.Count > 0 ? Categories[0] : -1);
}

/// <summary>At least m of several conditions, or fewer.</summary>
/// <param name="Test">m and the conditions.</param>
/// <param name="Holds">True for at least m; false for fewer.</param>
public sealed record CountCondition(MOfNTest Test, bool Holds) : Condition
{
    /// <inheritdoc/>
    public override int Terms => Test.Literals.Count;

    /// <inheritdoc/>
    public override bool IsMet(ReadOnlySpan<float> row) => Test.Branch(row) == (Holds ? 0 : 1);

    /// <inheritdoc/>
    public override string Describe(IReadOnlyList<TreeFeature> features) =>
        $"{(Holds ? "at least" : "fewer than")} {Test.Required} of {{{string.Join(", ", Test.Literals.Select(l => Describe(l, features)))}}}";

    /// <inheritdoc/>
    public bool Equals(CountCondition? other) => other is not null && Holds == other.Holds && AsksTheSameAs(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Test.Required, Test.Literals.Count, Test.Literals[0], Holds);

    /// <summary>Whether it is about as many of the same conditions.</summary>
    internal bool AsksTheSameAs(CountCondition other) => Test.Required == other.Test.Required && Test.Literals.SequenceEqual(other.Test.Literals);

    private static string Describe(Literal literal, IReadOnlyList<TreeFeature> features) => features[literal.Feature] is { Categories: { } names } feature
        ? $"{feature.Name} {(literal.Holds ? "=" : "!=")} {names[(int)literal.Value]}"
        : $"{features[literal.Feature].Name} {(literal.Holds ? "<=" : ">")} {Number(literal.Value)}";
}
