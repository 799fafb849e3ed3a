using MLNet.Interpret.SurrogateTrees;

namespace MLNet.Interpret.Rules;

/// <summary>Turns trees into rules and rules into trees.</summary>
public static class TreeRules
{
    /// <summary>A rule for each leaf, that says the same as the tree of every row with no value missing; what follows from the path twice is left out.</summary>
    /// <param name="tree">The tree.</param>
    /// <param name="classes">The names of the classes; none where a number is predicted.</param>
    /// <param name="order">How the rules are to be read; they exclude each other, so both are right.</param>
    /// <exception cref="ArgumentException">A leaf has not a value for each class.</exception>
    public static RuleSet ToRules(this DecisionTree tree, IReadOnlyList<string> classes, RuleOrder order = RuleOrder.Unordered)
    {
        ArgumentNullException.ThrowIfNull(tree);
        ArgumentNullException.ThrowIfNull(classes);
        if (tree.Outputs != Math.Max(classes.Count, 1))
        {
            throw new ArgumentException($"A leaf of the tree has {tree.Outputs} values, but there are {classes.Count} classes; a tree that is turned into rules gives all scores.", nameof(tree));
        }
        List<Rule> rules = [];
        Visit(0, Region.Everything);
        return new RuleSet(tree.Features, classes, rules, new Rule { Conditions = [], Value = tree.Nodes[0].Value }, order);

        void Visit(int node, Region? region)
        {
            TreeNode at = tree.Nodes[node];
            if (region is null)
            {
                return;
            }
            if (at.IsLeaf)
            {
                rules.Add(new Rule { Conditions = region.Conditions, Value = at.Value });
                return;
            }
            for (int branch = 0; branch < at.Children.Count; branch++)
            {
                Visit(at.Children[branch], region.With(ConditionOf(at.Test!, branch, tree.Features)));
            }
        }
    }

    /// <summary>
    /// Rules that predict what a surrogate predicts. Of a single tree, a rule for each leaf. Where several trees give the scores, as FastTree's do for more
    /// than two classes, a rule for each region that they cut together; regions side by side of one class are one rule, with the mean of their shares.
    /// </summary>
    /// <param name="surrogate">The surrogate.</param>
    /// <param name="order">How the rules are to be read.</param>
    /// <exception cref="InvalidOperationException">Several trees cut each other into more than 65536 regions; learn smaller ones, or one tree for all classes, as CART does.</exception>
    public static RuleSet ToRules(this TreeSurrogate surrogate, RuleOrder order = RuleOrder.Unordered)
    {
        ArgumentNullException.ThrowIfNull(surrogate);
        return surrogate.Members.Count == 1 || surrogate.Classes.Count == 0
            ? surrogate.ToTree().ToRules(surrogate.Classes, order)
            : SurrogateMerger.JoinAlike(surrogate.ToTree()).ToRules(surrogate.Classes, order);
    }

    /// <summary>One tree that gives all scores of a surrogate, the same as its trees together, of every row with no value missing.</summary>
    /// <param name="surrogate">The surrogate; a single tree is given back as it is.</param>
    /// <param name="examples">Rows, which give the nodes their counts where there are several trees; null for counts of 0.</param>
    /// <exception cref="ArgumentException">The rows have another number of features.</exception>
    /// <exception cref="InvalidOperationException">The trees cut each other into more than 65536 leaves.</exception>
    public static DecisionTree ToTree(this TreeSurrogate surrogate, Examples? examples = null)
    {
        ArgumentNullException.ThrowIfNull(surrogate);
        if (examples is not null && examples.Width != surrogate.Features.Count)
        {
            throw new ArgumentException($"There are rows of {examples.Width} features; the surrogate has {surrogate.Features.Count}.", nameof(examples));
        }
        return surrogate.Members.Count == 1 && (surrogate.Members[0].Output is null || surrogate.Outputs == 1)
            ? surrogate.Tree
            : new SurrogateMerger(surrogate, 65536).Grow(examples);
    }

    /// <summary>A tree that says the same as the rules of every row with no value missing.</summary>
    /// <param name="rules">The rules.</param>
    /// <param name="examples">Rows, which give the nodes their counts.</param>
    /// <exception cref="ArgumentException">The rows have another number of features.</exception>
    /// <exception cref="InvalidOperationException">The rules cut each other into more than 65536 leaves.</exception>
    public static DecisionTree ToTree(this RuleSet rules, Examples examples)
    {
        ArgumentNullException.ThrowIfNull(rules);
        RuleMeasure.Check(rules, examples);
        return new RuleTreeGrower(rules, examples).Grow();
    }

    internal static Condition ConditionOf(TreeTest test, int branch, IReadOnlyList<TreeFeature> features) => test switch
    {
        NumericTest numeric => Bound(numeric.Feature, numeric.Threshold, branch == 0),
        CategoricalTest categorical => new Membership(categorical.Feature, [.. categorical.BranchOf.Index().Where(b => b.Item == branch).Select(b => b.Index)]),
        MOfNTest { Literals: [var only], Required: 1 } => OfLiteral(only, branch == 0, features),
        MOfNTest count => new CountCondition(count, branch == 0),
        _ => throw new NotSupportedException($"A test of the kind {test.GetType().Name} has no rule."),
    };

    private static Condition OfLiteral(Literal literal, bool isMet, IReadOnlyList<TreeFeature> features)
    {
        bool holds = literal.Holds == isMet;
        return features[literal.Feature].Categories is { } names
            ? new Membership(literal.Feature, holds ? [(int)literal.Value] : [.. Enumerable.Range(0, names.Count).Where(c => c != literal.Value)])
            : Bound(literal.Feature, literal.Value, holds);
    }

    private static Interval Bound(int feature, float threshold, bool isAtMost) => isAtMost ? new(feature, null, threshold) : new(feature, threshold, null);
}
