namespace MLNet.Interpret.SurrogateTrees;

/// <summary>Trees that ask about numbers in their original units.</summary>
public static class OriginalUnits
{
    /// <summary>The same tree for rows in their original units.</summary>
    /// <param name="tree">A tree that asks about scaled numbers.</param>
    /// <param name="scales">Each feature's scale; that of a category is not used.</param>
    /// <exception cref="ArgumentException">There is not a scale for each feature, or one that is used is not above 0.</exception>
    public static DecisionTree InOriginalUnits(this DecisionTree tree, IReadOnlyList<FeatureScale> scales)
    {
        ArgumentNullException.ThrowIfNull(tree);
        FeatureScale.Check(scales, tree.Features);
        return new DecisionTree(tree.Features, [.. tree.Nodes.Select(n => n with
        {
            Test = n.Test switch
            {
                NumericTest t => t with { Threshold = FeatureScale.ToOriginal(scales, tree.Features[t.Feature], t.Feature, t.Threshold) },
                MOfNTest t => InOriginalUnits(t, tree.Features, scales),
                _ => n.Test,
            },
        })]);
    }

    /// <summary>The same surrogate for rows in their original units.</summary>
    /// <param name="surrogate">A surrogate that asks about scaled numbers.</param>
    /// <param name="scales">Each feature's scale; that of a category is not used.</param>
    public static TreeSurrogate InOriginalUnits(this TreeSurrogate surrogate, IReadOnlyList<FeatureScale> scales)
    {
        ArgumentNullException.ThrowIfNull(surrogate);
        return new(surrogate.Features, surrogate.Classes, [.. surrogate.Members.Select(m => m with { Tree = m.Tree.InOriginalUnits(scales) })]);
    }

    internal static MOfNTest InOriginalUnits(MOfNTest test, IReadOnlyList<TreeFeature> features, IReadOnlyList<FeatureScale> scales) => test with
    {
        Literals = [.. test.Literals.Select(l => features[l.Feature].IsCategorical ? l : l with { Value = FeatureScale.ToOriginal(scales, features[l.Feature], l.Feature, l.Value) })],
    };
}
