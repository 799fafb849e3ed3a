namespace MLNet.Interpret.SurrogateTrees;

/// <summary>What a split is to lower.</summary>
public enum CartCriterion
{
    /// <summary>The variance of the model's probabilities, summed over classes, or of its number: the tree learns how sure the model is.</summary>
    Variance,

    /// <summary>The Gini impurity of the model's predicted class: the tree learns what the model decides.</summary>
    Gini,
}

/// <summary>
/// Classification and regression trees (Breiman, Friedman, Olshen, Stone 1984) with one tree for all classes: a leaf holds a vector.
/// Exact splits; the leaf that gains most is split first; then weakest links are cut.
/// </summary>
public sealed record CartInducer : TreeInducer
{
    /// <summary>What a split is to lower.</summary>
    public CartCriterion Criterion { get; init; } = CartCriterion.Variance;

    /// <summary>The largest number of tests on the way to a leaf.</summary>
    public int MaximumDepth { get; init; } = int.MaxValue;

    /// <summary>
    /// The price of a leaf in cost-complexity pruning: a subtree stays where it lowers the impurity of the whole by more than this for each
    /// leaf that it adds. 0 cuts nothing but splits that gain nothing.
    /// </summary>
    public double PruningAlpha { get; init; }

    /// <inheritdoc/>
    public override string Name => "CART";

    /// <inheritdoc/>
    protected override void Check()
    {
        base.Check();
        Require(MaximumDepth >= 0, nameof(MaximumDepth), MaximumDepth, "at least 0");
        Require(PruningAlpha >= 0, nameof(PruningAlpha), PruningAlpha, "at least 0");
    }

    /// <inheritdoc/>
    protected override TreeSurrogate Learn(Lesson lesson)
    {
        lesson.RequireNoMissingValues(Name);
        Examples examples = Criterion == CartCriterion.Gini && lesson.IsClassification ? lesson.Examples.WithLabelsOnly() : lesson.Examples;
        CartGrower grower = new(lesson.Features, examples, MinimumLeafSize, lesson.Cancellation);
        (TreeBuilder tree, List<double> costs) = CartGrowth.Grow(
            lesson, grower, MaximumLeaves, region => region.Depth < MaximumDepth && grower.FindSplit(region));
        WeakestLinks.Cut(tree, costs, PruningAlpha);
        return new TreeSurrogate(lesson.Features, lesson.Classes, [new SurrogateMember(tree.ToTree())]);
    }
}
