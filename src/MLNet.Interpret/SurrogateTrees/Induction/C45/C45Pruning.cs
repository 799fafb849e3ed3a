namespace MLNet.Interpret.SurrogateTrees;

/// <summary>Pessimistic pruning: a subtree becomes a leaf, or its largest branch, where that is expected to make hardly more errors.</summary>
internal sealed class C45Pruning(C45Grower grower, double confidence)
{
    private const double Tolerance = 0.1;

    public C45Node Prune(C45Node node)
    {
        if (node.Test is null)
        {
            return node;
        }
        node.Children = [.. node.Children.Select(Prune)];
        C45Node largest = node.Children.MaxBy(c => c.Total)!;
        double asLeaf = OfLeaf(node), asTree = OfTree(node), asBranch = OfTree(Moved(largest, node.Rows));
        if (asLeaf <= Math.Min(asTree, asBranch) + Tolerance)
        {
            node.MakeLeaf();
            return node;
        }
        return asBranch <= asTree + Tolerance ? Prune(Moved(largest, node.Rows)) : node;
    }

    private double OfTree(C45Node node) => node.Test is null ? OfLeaf(node) : node.Children.Sum(OfTree);

    private double OfLeaf(C45Node node) => PessimisticError.Of(node.Total, node.Errors, confidence);

    /// <summary>A subtree with other rows.</summary>
    private C45Node Moved(C45Node node, List<WeightedRow> rows)
    {
        C45Node moved = grower.Leaf(rows);
        if (node.Test is { } test)
        {
            moved.Test = test;
            moved.Children = [.. grower.Divide(rows, test).Zip(node.Children, (part, child) => Moved(child, part))];
        }
        return moved;
    }
}
