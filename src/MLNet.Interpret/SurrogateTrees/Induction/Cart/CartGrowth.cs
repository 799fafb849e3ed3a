namespace MLNet.Interpret.SurrogateTrees;

/// <summary>Grows a tree best-first: the region that gains most is divided next.</summary>
internal static class CartGrowth
{
    /// <summary>Grows a tree.</summary>
    /// <param name="lesson">The lesson.</param>
    /// <param name="grower">Divides regions.</param>
    /// <param name="maximumLeaves">The largest number of leaves.</param>
    /// <param name="findSplit">Finds a region's best split; false where it is to stay whole.</param>
    /// <returns>The tree, and each node's share of the mean squared error as a leaf.</returns>
    public static (TreeBuilder Tree, List<double> Costs) Grow(Lesson lesson, CartGrower grower, int maximumLeaves, Func<CartRegion, bool> findSplit)
    {
        TreeBuilder tree = new(lesson.Features);
        PriorityQueue<(int Node, CartRegion Region), double> open = new();
        List<double> costs = [];
        Open(grower.Root(), 0);
        while (tree.Leaves < maximumLeaves && open.TryDequeue(out (int Node, CartRegion Region) next, out _))
        {
            (CartRegion left, CartRegion right) = grower.Divide(next.Region);
            tree.Split(next.Node, next.Region.Best!.Test, Open(left, next.Region.Depth + 1), Open(right, next.Region.Depth + 1));
            lesson.Progress?.Report(tree.Leaves);
        }
        return (tree, costs);

        int Open(CartRegion region, int depth)
        {
            int node = tree.Add(region.Mean(), region.Count);
            costs.Add(region.SumOfSquares / grower.Examples.Count);
            region.Depth = depth;
            if (maximumLeaves > 1 && findSplit(region))
            {
                open.Enqueue((node, region), -region.Best!.Gain);
            }
            return node;
        }
    }
}
