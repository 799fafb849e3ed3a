namespace MLNet.Interpret.SurrogateTrees;

/// <summary>Where the nodes of a tree stand: one level below the other, subtrees as close as they can be, parents above the middle of their children.</summary>
/// <remarks>The contours of Reingold and Tilford, "Tidier Drawings of Trees" (1981), for any number of children.</remarks>
internal sealed class TreeLayout
{
    private readonly DecisionTree _tree;
    private readonly double[] _offsets;

    private TreeLayout(DecisionTree tree)
    {
        _tree = tree;
        _offsets = new double[tree.Nodes.Count];
        X = new double[tree.Nodes.Count];
        Level = new int[tree.Nodes.Count];
    }

    /// <summary>How far right each node stands, in widths of a node; the leftmost is at 0.</summary>
    public double[] X { get; }

    /// <summary>How far down each node stands, in levels.</summary>
    public int[] Level { get; }

    /// <summary>The place of each node.</summary>
    public static TreeLayout Of(DecisionTree tree)
    {
        TreeLayout layout = new(tree);
        layout.Contours(0);
        layout.Place(0, 0, 0);
        double least = layout.X.Min();
        for (int i = 0; i < layout.X.Length; i++)
        {
            layout.X[i] -= least;
        }
        return layout;
    }

    /// <summary>The leftmost and rightmost place on each level below a node, as seen from it.</summary>
    private List<(double Left, double Right)> Contours(int node)
    {
        List<(double Left, double Right)> all = [];
        IReadOnlyList<int> children = _tree.Nodes[node].Children;
        double[] at = new double[children.Count];
        for (int i = 0; i < children.Count; i++)
        {
            List<(double Left, double Right)> child = Contours(children[i]);
            for (int level = 0; level < Math.Min(all.Count, child.Count); level++)
            {
                at[i] = Math.Max(at[i], all[level].Right + 1 - child[level].Left);
            }
            for (int level = 0; level < child.Count; level++)
            {
                (double left, double right) = (child[level].Left + at[i], child[level].Right + at[i]);
                if (level < all.Count)
                {
                    all[level] = (Math.Min(all[level].Left, left), Math.Max(all[level].Right, right));
                }
                else
                {
                    all.Add((left, right));
                }
            }
        }
        double middle = children.Count > 0 ? (at[0] + at[^1]) / 2 : 0;
        for (int i = 0; i < children.Count; i++)
        {
            _offsets[children[i]] = at[i] - middle;
        }
        return [(0, 0), .. all.Select(c => (c.Left - middle, c.Right - middle))];
    }

    private void Place(int node, double x, int level)
    {
        (X[node], Level[node]) = (x, level);
        foreach (int child in _tree.Nodes[node].Children)
        {
            Place(child, x + _offsets[child], level + 1);
        }
    }
}
