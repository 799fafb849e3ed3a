namespace MLNet.Interpret.SurrogateTrees;

/// <summary>
/// C4.5 (Quinlan 1993, with the thresholds of release 8, Quinlan 1996) on the class that the model predicts: gain ratio, a branch for each
/// category, missing values by fractions, pessimistic pruning with subtree raising.
/// </summary>
public sealed record C45Inducer : TreeInducer
{
    /// <summary>Settings of C4.5: no limit to leaves.</summary>
    public C45Inducer() => MaximumLeaves = int.MaxValue;

    /// <summary>The confidence of the bound on a leaf's error that pruning goes by; less prunes more, and null prunes nothing.</summary>
    public double? Confidence { get; init; } = 0.25;

    /// <inheritdoc/>
    public override string Name => "C4.5";

    /// <inheritdoc/>
    protected override void Check()
    {
        base.Check();
        Require(Confidence is null or > 0 and <= 0.5, nameof(Confidence), Confidence, "above 0 and at most 0.5");
    }

    /// <inheritdoc/>
    protected override TreeSurrogate Learn(Lesson lesson)
    {
        if (!lesson.IsClassification)
        {
            throw new NotSupportedException("C4.5 learns classes; a model of a number is mimicked by FastTree, CART or ANN-DT.");
        }
        C45Grower grower = new(lesson, MinimumLeafSize);
        C45Node root = grower.Grow();
        if (Confidence is { } confidence)
        {
            root = new C45Pruning(grower, confidence).Prune(root);
        }
        TreeBuilder tree = new(lesson.Features);
        List<double> costs = [];
        Add(root);
        WeakestLinks.Trim(tree, costs, MaximumLeaves);
        return new TreeSurrogate(lesson.Features, lesson.Classes, [new SurrogateMember(tree.ToTree())]);

        int Add(C45Node node)
        {
            double count = node.Total;
            int at = tree.Add([.. node.Counts.Select(c => count > 0 ? c / count : 1.0 / node.Counts.Length)], count);
            costs.Add(PessimisticError.Of(count, node.Errors, Confidence ?? 0.25));
            if (node.Test is not null)
            {
                tree.Split(at, node.Test, [.. node.Children.Select(Add)]);
            }
            return at;
        }
    }
}
