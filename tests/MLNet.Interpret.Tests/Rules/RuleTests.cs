using MLNet.Interpret.Rules;
using MLNet.Interpret.SurrogateTrees;

namespace MLNet.Interpret.Tests.Rules;

/// <summary>Expectations: the tree itself, asked about every row, and small tables that are worked out by hand.</summary>
public class RuleTests
{
    public static TheoryData<int> Seeds => [.. Enumerable.Range(0, 20)];

    private static readonly TreeFeature[] s_xy = [new("x"), new("y")];

    private static Rule If(double label, params Condition[] conditions) => new() { Conditions = conditions, Value = label == 0 ? [1, 0] : [0, 1] };

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Rules_of_a_tree_say_what_it_says_and_exclude_each_other(int seed)
    {
        DecisionTree tree = RandomTrees.Tree(seed, 5);
        RuleSet rules = tree.ToRules(RandomTrees.Classes);
        Examples rows = RandomTrees.Rows(seed, 500);
        for (int i = 0; i < rows.Count; i++)
        {
            float[] row = rows.Row(i).ToArray();
            Rule only = Assert.Single(rules.Rules, r => r.Holds(row));
            Assert.Same(only, rules[rules.Find(row)]);
            Assert.Equal(tree.Leaf(tree.FindLeaf(row)).Value, only.Value);
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void A_tree_of_the_rules_of_a_tree_says_the_same(int seed)
    {
        DecisionTree tree = RandomTrees.Tree(seed, 4);
        Examples rows = RandomTrees.Rows(seed, 500);
        DecisionTree back = tree.ToRules(RandomTrees.Classes).ToTree(rows);
        for (int i = 0; i < rows.Count; i++)
        {
            Assert.Equal(tree.Leaf(tree.FindLeaf(rows.Row(i))).Value, back.Leaf(back.FindLeaf(rows.Row(i))).Value);
        }
        Assert.Equal(rows.Count, back.Nodes[0].Count);
        Assert.All(back.Nodes.Where(n => !n.IsLeaf), n => Assert.Equal(n.Count, n.Children.Sum(c => back.Nodes[c].Count)));
    }

    // Rules that overlap, in an order that matters.
    [Theory]
    [MemberData(nameof(Seeds))]
    public void A_tree_of_an_ordered_list_says_the_same(int seed)
    {
        RuleSet list = RandomTrees.Tree(seed, 4).ToRules(RandomTrees.Classes, RuleOrder.Ordered);
        Examples rows = RandomTrees.TaughtBy(RandomTrees.Tree(seed, 4), RandomTrees.Rows(seed, 300), seed);
        RuleSet shorter = list.Simplify(rows, 0.1);
        DecisionTree tree = shorter.ToTree(rows);
        Examples others = RandomTrees.Rows(seed + 100, 500);
        for (int i = 0; i < others.Count; i++)
        {
            Assert.Equal(shorter[shorter.Find(others.Row(i))].Value, tree.Leaf(tree.FindLeaf(others.Row(i))).Value);
        }
    }

    [Fact]
    public void What_follows_twice_is_said_once()
    {
        TreeNode Leaf(double p) => new() { Value = [p, 1 - p] };
        TreeNode Ask(TreeTest test, params int[] children) => new() { Test = test, Children = children, Value = [0.5, 0.5] };
        DecisionTree tree = new(s_xy,
        [
            Ask(new NumericTest(0, 5), 1, 6), Ask(new NumericTest(0, 3), 2, 3), Leaf(1), Ask(new NumericTest(0, 4), 4, 5), Leaf(0), Leaf(1),
            Ask(new NumericTest(0, 2), 7, 8), Leaf(0), Leaf(1),
        ]);
        string[] texts = [.. tree.ToRules(["no", "yes"]).Rules.Select(r => r.Describe(tree.Features))];
        // x > 5 and x <= 2 can never be.
        Assert.Equal(["x <= 3", "3 < x <= 4", "4 < x <= 5", "x > 5"], texts);
    }

    // Ten rows, x = 0..9: the model says yes from 4 on, with probability 0.9 (no below: 0.2 for yes); the truth is yes from 6 on.
    [Fact]
    public void Coverage_fidelity_and_confidence_are_shares_of_rows()
    {
        Examples rows = new([.. Enumerable.Range(0, 10).SelectMany(i => new float[] { i, 0 })], 2, [.. Enumerable.Range(0, 10).SelectMany(i => i >= 4 ? [0.1, 0.9] : new[] { 0.8, 0.2 })], 2);
        Rule[] rules = [If(1, new Interval(0, 2, null)), If(0, new Interval(0, null, 4))];
        RuleSet ordered = new RuleSet(s_xy, ["no", "yes"], rules, If(0), RuleOrder.Ordered).Measure(rows);
        // Rows 3 to 9 fire rule 0: the model says yes of 6 of 7. Rows 0 to 2 are left for rule 1.
        Assert.Equal(new RuleStatistics(7, 0.7, 6 / 7.0, (6 * 0.9 + 0.2) / 7), ordered.Rules[0].Statistics! with { Fidelity = 6 / 7.0, Confidence = (6 * 0.9 + 0.2) / 7 });
        Assert.Equal(6 / 7.0, ordered.Rules[0].Statistics!.Fidelity, 1e-12);
        Assert.Equal((6 * 0.9 + 0.2) / 7, ordered.Rules[0].Statistics!.Confidence, 1e-12);
        Assert.Equal((3, 0.3, 1.0), (ordered.Rules[1].Statistics!.Count, ordered.Rules[1].Statistics!.Coverage, ordered.Rules[1].Statistics!.Fidelity));
        Assert.Equal(0.9, ordered.Fidelity(rows), 1e-12);

        double[] truth = [.. Enumerable.Range(0, 10).Select(i => i >= 6 ? 1.0 : 0)];
        RuleSet unordered = new RuleSet(s_xy, ["no", "yes"], rules, If(0), RuleOrder.Unordered).Measure(rows, truth);
        // Alone, rule 1 holds for rows 0 to 4, of which the model says no 4 times and the truth 5 times; rule 0's rows are yes 4 times of 7.
        Assert.Equal(5, unordered.Rules[1].Statistics!.Count);
        Assert.Equal(0.8, unordered.Rules[1].Statistics!.Fidelity, 1e-12);
        Assert.Equal(1, unordered.Rules[1].Statistics!.Confidence, 1e-12);
        Assert.Equal(4 / 7.0, unordered.Rules[0].Statistics!.Confidence, 1e-12);
        Assert.Equal(0, unordered.Otherwise.Statistics!.Count);
    }

    // Numbers 0, 2, 4, 6 have variance 5; the rules say 1 and 5, each one off every time, so R2 is 1 - 1/5.
    [Fact]
    public void Fidelity_to_a_number_is_explained_variance()
    {
        Examples rows = new([0, 0, 1, 0, 2, 0, 3, 0], 2, [0, 2, 4, 6], 1);
        Rule low = new() { Conditions = [new Interval(0, null, 1)], Value = [1] }, rest = new() { Conditions = [], Value = [5] };
        RuleSet rules = new RuleSet(s_xy, [], [low], rest, RuleOrder.Ordered).Measure(rows);
        Assert.Equal(0.8, rules.Fidelity(rows), 1e-12);
        Assert.Equal(0.8, rules.Rules[0].Statistics!.Fidelity, 1e-12);
        Assert.Equal(0.8, rules.Otherwise.Statistics!.Confidence, 1e-12);
    }

    [Theory]
    [InlineData(RuleOrder.Ordered, 3)]
    [InlineData(RuleOrder.Unordered, 3)]
    [InlineData(RuleOrder.Ordered, 1)]
    [InlineData(RuleOrder.Unordered, 1)]
    public void Simpler_rules_lose_no_more_fidelity_than_they_may(RuleOrder order, int outputs)
    {
        int before = 0, after = 0;
        for (int seed = 0; seed < 8; seed++)
        {
            DecisionTree tree = RandomTrees.Tree(seed, 4, outputs);
            Examples rows = RandomTrees.TaughtBy(tree, RandomTrees.Rows(seed, 300, outputs), seed);
            RuleSet rules = tree.ToRules(outputs == 1 ? [] : RandomTrees.Classes, order);
            foreach (double bound in (double[])[0, 0.02, 0.1])
            {
                RuleSet simple = rules.Simplify(rows, bound);
                Assert.True(simple.Fidelity(rows) >= rules.Fidelity(rows) - bound - 1e-8, $"seed {seed}, bound {bound}: {simple.Fidelity(rows)} of {rules.Fidelity(rows)}");
                Assert.True(simple.Terms <= rules.Terms && simple.Rules.Count <= rules.Rules.Count);
                // A rule that always holds is what is left over, not one of the list with others behind it.
                Assert.False(order == RuleOrder.Ordered && simple.Rules.Any(r => r.Conditions.Count == 0), $"seed {seed}, bound {bound}");
                (before, after) = (before + rules.Terms, after + simple.Terms);
            }
        }
        Assert.True(after < before / 2, $"{after} of {before}");
    }

    // By the surrogate's own labels nothing may be lost that it does, however wrong it is of the model.
    [Theory]
    [MemberData(nameof(Seeds))]
    public void Rules_simplified_by_the_trees_own_labels_decide_like_it(int seed)
    {
        DecisionTree tree = RandomTrees.Tree(seed, 4);
        Examples rows = RandomTrees.TaughtBy(tree, RandomTrees.Rows(seed, 300), seed);
        TreeSurrogate surrogate = new(tree.Features, RandomTrees.Classes, [new SurrogateMember(tree)]);
        RuleSet all = surrogate.ToRules(RuleOrder.Ordered), simple = all.Simplify(rows.LabelledBy(surrogate), 0);
        for (int i = 0; i < rows.Count; i++)
        {
            Assert.Equal(all[all.Find(rows.Row(i))].Label, simple[simple.Find(rows.Row(i))].Label);
        }
        Assert.True(simple.Terms < all.Terms);
        Assert.Equal(surrogate.Fidelity(rows), simple.Fidelity(rows), 1e-12);
        Examples narrow = new([1], 1, [0, 1], 2);
        Assert.Contains("the rows have 1 values and 2 targets", Assert.Throws<ArgumentException>(() => narrow.LabelledBy(surrogate)).Message);
    }

    // Whether y > 0 matters to nobody: two leaves of the same class on either side of it are one rule.
    [Theory]
    [InlineData(RuleOrder.Ordered)]
    [InlineData(RuleOrder.Unordered)]
    public void Rules_that_differ_in_nothing_that_matters_become_one(RuleOrder order)
    {
        Rule[] rules =
        [
            If(1, new Interval(0, 4, null), new Interval(1, 0, null)), If(1, new Interval(0, 4, null), new Interval(1, null, 0)),
            If(0, new Interval(0, null, 4), new Interval(1, 0, null)), If(0, new Interval(0, null, 4), new Interval(1, null, 0)),
        ];
        Examples rows = new([.. Enumerable.Range(0, 40).SelectMany(i => new float[] { i % 10, i < 20 ? 1 : -1 })], 2, [.. Enumerable.Range(0, 40).SelectMany(i => i % 10 > 4 ? [0.0, 1] : new[] { 1.0, 0 })], 2);
        RuleSet simple = new RuleSet(s_xy, ["no", "yes"], rules, If(0), order).Simplify(rows, 0);
        Assert.Equal(["x > 4"], simple.Rules.Select(r => r.Describe(s_xy)));
        Assert.Equal(1, simple.Fidelity(rows));
    }

    [Fact]
    public void Original_units_undo_a_scale()
    {
        FeatureScale[] scales = [new(0.5, 10), new(4, -1)];
        RuleSet scaled = new(s_xy, ["no", "yes"], [If(1, new Interval(0, -1, 2), new Interval(1, 8, null))], If(0), RuleOrder.Ordered);
        // (8 - 10) * 0.5 = -1 and (14 - 10) * 0.5 = 2; (1 + 1) * 4 = 8.
        Assert.Equal("8 < x <= 14 and y > 1", scaled.InOriginalUnits(scales).Rules[0].Describe(s_xy));
        Assert.Contains("'y' has the scale 0", Assert.Throws<ArgumentException>(() => scaled.InOriginalUnits([scales[0], new(0, 1)])).Message);
        Assert.Contains("1 scales for 2 features", Assert.Throws<ArgumentException>(() => scaled.InOriginalUnits([scales[0]])).Message);
    }

    [Fact]
    public void Wrong_rules_and_data_are_refused()
    {
        Assert.Contains("Rule 0 has a condition", Assert.Throws<ArgumentException>(() => new RuleSet(s_xy, ["a", "b"], [If(0, new Membership(0, [0]))], If(0), RuleOrder.Ordered)).Message);
        Assert.Contains("there are 3 classes", Assert.Throws<ArgumentException>(() => new RuleSet(s_xy, ["a", "b", "c"], [If(0)], If(0), RuleOrder.Ordered)).Message);
        RuleSet rules = new(s_xy, ["a", "b"], [], If(0), RuleOrder.Ordered);
        Assert.Contains("need at least one row, of 2 features", Assert.Throws<ArgumentException>(() => rules.Fidelity(new Examples([1, 2, 3], 3, [0, 1], 2))).Message);
        Assert.Contains("from 0 to 1", Assert.Throws<ArgumentOutOfRangeException>(() => new TreeRuleExtractor { MaximumFidelityLoss = 2 }.Extract(new Lesson([], [], new([], 1, [], 1), null!))).Message);
    }
}
