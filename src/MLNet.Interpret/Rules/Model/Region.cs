using MLNet.Interpret.SurrogateTrees;

namespace MLNet.Interpret.Rules;

/// <summary>The rows that meet some conditions, with at most one condition a feature.</summary>
/// <param name="Conditions">The conditions; none of numbers or categories is about the feature of another.</param>
internal sealed record Region(IReadOnlyList<Condition> Conditions)
{
    public static Region Everything { get; } = new([]);

    /// <summary>The rows that meet a further condition too; null where there can be none.</summary>
    public Region? With(Condition condition)
    {
        List<Condition> conditions = [.. Conditions];
        switch (condition)
        {
            case Interval interval:
                int at = conditions.FindIndex(c => c is Interval i && i.Feature == interval.Feature);
                Interval met = at < 0 ? interval : Meet((Interval)conditions[at], interval);
                return met.IsEmpty ? null : Put(conditions, at, met);
            case Membership member:
                at = conditions.FindIndex(c => c is Membership m && m.Feature == member.Feature);
                Membership both = at < 0 ? member : member with { Categories = [.. ((Membership)conditions[at]).Categories.Intersect(member.Categories)] };
                return both.Categories.Count == 0 ? null : Put(conditions, at, both);
            default:
                CountCondition count = (CountCondition)condition;
                at = conditions.FindIndex(c => c is CountCondition other && other.AsksTheSameAs(count));
                return at < 0 ? Put(conditions, at, count) : ((CountCondition)conditions[at]).Holds == count.Holds ? this : null;
        }
    }

    /// <summary>Whether all its rows with no value missing meet a condition (true), none does (false), or neither is known (null).</summary>
    public bool? Decides(Condition condition) => With(condition) switch
    {
        null => false,
        { } narrowed when narrowed.Conditions.SequenceEqual(Conditions) => true,
        _ => null,
    };

    private static Region Put(List<Condition> conditions, int at, Condition condition)
    {
        if (at < 0)
        {
            conditions.Add(condition);
        }
        else
        {
            conditions[at] = condition;
        }
        return new(conditions);
    }

    private static Interval Meet(Interval a, Interval b) => new(
        a.Feature,
        a.Above is { } low && b.Above is { } otherLow ? Math.Max(low, otherLow) : a.Above ?? b.Above,
        a.AtMost is { } high && b.AtMost is { } otherHigh ? Math.Min(high, otherHigh) : a.AtMost ?? b.AtMost);

    /// <summary>The smallest region of this kind that holds the rows of two.</summary>
    public static IReadOnlyList<Condition> Hull(IReadOnlyList<Condition> a, IReadOnlyList<Condition> b, IReadOnlyList<TreeFeature> features)
    {
        List<Condition> hull = [];
        foreach (Condition condition in a)
        {
            Condition? wide = condition switch
            {
                Interval one => b.OfType<Interval>().FirstOrDefault(i => i.Feature == one.Feature) is { } other ? Join(one, other) : null,
                Membership one => b.OfType<Membership>().FirstOrDefault(m => m.Feature == one.Feature) is { } other ? Join(one, other, features) : null,
                _ => b.Contains(condition) ? condition : null,
            };
            if (wide is not null)
            {
                hull.Add(wide);
            }
        }
        return hull;
    }

    private static Interval? Join(Interval a, Interval b)
    {
        Interval joined = new(
            a.Feature,
            a.Above is { } low && b.Above is { } otherLow ? Math.Min(low, otherLow) : null,
            a.AtMost is { } high && b.AtMost is { } otherHigh ? Math.Max(high, otherHigh) : null);
        return joined.Terms == 0 ? null : joined;
    }

    private static Membership? Join(Membership a, Membership b, IReadOnlyList<TreeFeature> features)
    {
        int[] categories = [.. a.Categories.Union(b.Categories).Order()];
        return categories.Length == features[a.Feature].Categories!.Count ? null : a with { Categories = categories };
    }
}
