namespace MLNet.Interpret.SurrogateTrees;

/// <summary>Cost-complexity pruning (Breiman et al. 1984, chapter 3).</summary>
internal static class WeakestLinks
{
    /// <summary>Cuts the subtree that lowers the cost least for each of its leaves, as long as that is no more than a price.</summary>
    /// <param name="tree">The tree.</param>
    /// <param name="costs">The cost of each node as a leaf.</param>
    /// <param name="alpha">The price of a leaf.</param>
    public static void Cut(TreeBuilder tree, IReadOnlyList<double> costs, double alpha)
    {
        while (true)
        {
            (int Node, double Link) weakest = (-1, double.PositiveInfinity);
            Visit(0);
            if (weakest.Node < 0 || weakest.Link > alpha)
            {
                return;
            }
            tree.Cut(weakest.Node);

            (double Cost, int Leaves) Visit(int node)
            {
                if (tree[node].IsLeaf)
                {
                    return (costs[node], 1);
                }
                double cost = 0;
                int leaves = 0;
                foreach (int child in tree[node].Children)
                {
                    (double below, int count) = Visit(child);
                    cost += below;
                    leaves += count;
                }
                double link = (costs[node] - cost) / (leaves - 1);
                weakest = link < weakest.Link ? (node, link) : weakest;
                return (cost, leaves);
            }
        }
    }
}
