using MathNet.Numerics.Distributions;

namespace MLNet.Interpret.SurrogateTrees;

/// <summary>How ANN-DT chooses the feature that a node asks about.</summary>
public enum AnnDtCriterion
{
    /// <summary>The one whose best split lowers the variance most: ANN-DT(e).</summary>
    Variance,

    /// <summary>The one whose changes go with changes of the model's score most, so that one that acts only together with others is seen too: ANN-DT(s).</summary>
    Significance,
}

/// <summary>
/// ANN-DT (Schmitz, Aldrich, Gouws 1999, "ANN-DT: an algorithm for extraction of decision trees from artificial neural networks"): a tree for
/// classes or a number, learnt from the training rows and from others near them that the model is asked about. Worth its queries where
/// training rows are few.
/// </summary>
public sealed record AnnDtInducer : TreeInducer
{
    /// <summary>How the feature of a split is chosen.</summary>
    public AnnDtCriterion Criterion { get; init; } = AnnDtCriterion.Variance;

    /// <summary>The number of rows that are drawn.</summary>
    public int Samples { get; init; } = 2000;

    /// <summary>A node is only split where the gain is beyond chance at this level of an F-test.</summary>
    public double Significance { get; init; } = 0.05;

    /// <summary>The largest number of tests on the way to a leaf.</summary>
    public int MaximumDepth { get; init; } = int.MaxValue;

    /// <inheritdoc/>
    public override string Name => "ANN-DT";

    /// <inheritdoc/>
    protected override void Check()
    {
        base.Check();
        Require(Samples >= 0, nameof(Samples), Samples, "at least 0");
        Require(Significance is > 0 and <= 1, nameof(Significance), Significance, "above 0 and at most 1");
        Require(MaximumDepth >= 0, nameof(MaximumDepth), MaximumDepth, "at least 0");
    }

    /// <inheritdoc/>
    protected override TreeSurrogate Learn(Lesson lesson)
    {
        lesson.RequireNoMissingValues(Name);
        Examples examples = NeighbourSampler.Extend(lesson, Samples);
        CartGrower grower = new(lesson.Features, examples, MinimumLeafSize, lesson.Cancellation);
        FeatureSignificance significance = new(lesson, examples);
        (TreeBuilder tree, _) = CartGrowth.Grow(lesson, grower, MaximumLeaves, region => region.Depth < MaximumDepth && Find(region) && IsBeyondChance(region));
        return new TreeSurrogate(lesson.Features, lesson.Classes, [new SurrogateMember(tree.ToTree())]);

        bool Find(CartRegion region) => Criterion == AnnDtCriterion.Variance
            ? grower.FindSplit(region)
            : significance.Order(grower.Order(region, 0)).Any(feature => grower.FindSplit(region, feature));
    }

    private bool IsBeyondChance(CartRegion region)
    {
        // The shares of the last class follow from the others'.
        int outputs = Math.Max(region.Sums.Length - 1, 1), freedom = outputs * (region.Count - 2);
        double rest = region.SumOfSquares - region.Best!.Gain;
        return freedom > 0 && (rest <= 0 || region.Best.Gain / outputs / (rest / freedom) > FisherSnedecor.InvCDF(outputs, freedom, 1 - Significance));
    }
}
