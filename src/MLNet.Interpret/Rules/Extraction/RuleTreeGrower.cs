using MLNet.Interpret.SurrogateTrees;

namespace MLNet.Interpret.Rules;

/// <summary>Grows a tree whose every leaf is a region in which one rule fires for all rows.</summary>
internal sealed class RuleTreeGrower(RuleSet rules, Examples examples)
{
    private const int MostLeaves = 65536;

    private readonly bool[] _isCategorical = [.. rules.Features.Select(f => f.IsCategorical)];
    private int _leaves = 1;

    public DecisionTree Grow()
    {
        List<TreeNode> nodes = [];
        Flatten(Grow(Region.Everything, [.. Enumerable.Range(0, examples.Count)]));
        return new DecisionTree(rules.Features, nodes);

        int Flatten(Grown grown)
        {
            int at = nodes.Count;
            nodes.Add(new TreeNode { Value = grown.Value, Count = grown.Count });
            if (grown.Test is not null)
            {
                nodes[at] = nodes[at] with { Test = grown.Test, Children = [.. grown.Children.Select(Flatten)] };
            }
            return at;
        }
    }

    private Grown Grow(Region region, List<int> rows)
    {
        // Rules that may hold here, up to one that surely does.
        List<Rule> open = [];
        Rule sure = rules.Otherwise;
        foreach (Rule rule in rules.Rules)
        {
            bool?[] met = [.. rule.Conditions.Select(c => Decides(region, c))];
            if (Array.TrueForAll(met, m => m == true))
            {
                sure = rule;
                break;
            }
            if (!met.Contains(false))
            {
                open.Add(rule);
            }
        }
        if (open.Count == 0)
        {
            return new(null, [], sure.Value, rows.Count);
        }
        if (++_leaves > MostLeaves)
        {
            throw new InvalidOperationException($"The rules cut each other into more than {MostLeaves} leaves of a tree; use fewer rules, or an ordered list.");
        }
        Condition question = open.SelectMany(r => r.Conditions).Where(c => Decides(region, c) is null).SelectMany(c => Questions(c, region))
            .CountBy(q => q).MaxBy(q => q.Value).Key;
        (TreeTest test, Condition no) = TestOf(question);
        ILookup<bool, int> sides = rows.ToLookup(r => test.Branch(examples.Row(r)) == 0);
        Grown yes = Grow(region.With(question)!, [.. sides[true]]), other = Grow(region.With(no)!, [.. sides[false]]);
        if (yes.Test is null && other.Test is null && yes.Value.SequenceEqual(other.Value))
        {
            // Both sides turned out alike, so the question is none.
            return yes with { Count = rows.Count };
        }
        return new(test, [yes, other], [.. yes.Value.Zip(other.Value, (a, b) => Mean(a, yes.Count, b, other.Count))], rows.Count);
    }

    private bool? Decides(Region region, Condition condition) => condition switch
    {
        Interval { Terms: 0 } => true,
        Membership m when m.Categories.Count == rules.Features[m.Feature].Categories!.Count => true,
        _ => region.Decides(condition),
    };

    private static IEnumerable<Condition> Questions(Condition condition, Region region) => condition switch
    {
        Interval i => new[] { i.Above, i.AtMost }.OfType<float>().Select(t => new Interval(i.Feature, null, t)).Where(q => region.Decides(q) is null),
        CountCondition c => [c with { Holds = true }],
        _ => [condition],
    };

    private (TreeTest Test, Condition No) TestOf(Condition question)
    {
        if (question is Interval { AtMost: { } threshold } interval)
        {
            return (new NumericTest(interval.Feature, threshold), new Interval(interval.Feature, threshold, null));
        }
        if (question is Membership member)
        {
            int[] branches = [.. Enumerable.Range(0, rules.Features[member.Feature].Categories!.Count).Select(c => member.Categories.Contains(c) ? 0 : 1)];
            return (new CategoricalTest(member.Feature, branches), member with { Categories = [.. branches.Index().Where(b => b.Item == 1).Select(b => b.Index)] });
        }
        CountCondition count = (CountCondition)question;
        return (count.Test with { IsCategorical = _isCategorical }, count with { Holds = false });
    }

    private static double Mean(double a, int countA, double b, int countB) => countA + countB == 0 ? (a + b) / 2 : (a * countA + b * countB) / (countA + countB);

    private sealed record Grown(TreeTest? Test, Grown[] Children, IReadOnlyList<double> Value, int Count);
}
