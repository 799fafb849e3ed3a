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

    /// <summary>Cuts the test above leaves that lowers the cost least, until there are few enough leaves.</summary>
    /// <param name="tree">The tree.</param>
    /// <param name="costs">The cost of each node as a leaf.</param>
    /// <param name="maximumLeaves">The largest number of leaves.</param>
    public static void Trim(TreeBuilder tree, IReadOnlyList<double> costs, int maximumLeaves)
    {
        while (tree.Leaves > maximumLeaves)
        {
            (int Node, double Gain) least = (-1, double.PositiveInfinity);
            for (int node = 0; node < costs.Count; node++)
            {
                IReadOnlyList<int> children = tree[node].Children;
                if (children.Count > 0 && children.All(c => tree[c].IsLeaf))
                {
                    double gain = (costs[node] - children.Sum(c => costs[c])) / (children.Count - 1);
                    least = gain < least.Gain ? (node, gain) : least;
                }
            }
            tree.Cut(least.Node);
        }
    }
}
