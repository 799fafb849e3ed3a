namespace MLNet.Interpret.SurrogateTrees;

/// <summary>A tree as it grows: nodes are added as leaves, and leaves are split.</summary>
internal sealed class TreeBuilder(IReadOnlyList<TreeFeature> features)
{
    private readonly List<TreeNode> _nodes = [];

    /// <summary>The number of leaves.</summary>
    public int Leaves { get; private set; }

    /// <summary>Adds a leaf, which becomes the root or is named as a child later.</summary>
    public int Add(IReadOnlyList<double> value, double count)
    {
        _nodes.Add(new TreeNode { Value = value, Count = count });
        Leaves = _nodes.Count == 1 ? 1 : Leaves;
        return _nodes.Count - 1;
    }

    public TreeNode this[int node] => _nodes[node];

    public void Split(int node, TreeTest test, params int[] children)
    {
        _nodes[node] = _nodes[node] with { Test = test, Children = children };
        Leaves += children.Length - 1;
    }

    /// <summary>Makes a node a leaf again; what hung below it has no tests any more either.</summary>
    public void Cut(int node)
    {
        Leaves += 1 - LeavesBelow(node);
        Clear(node);

        void Clear(int cut)
        {
            foreach (int child in _nodes[cut].Children)
            {
                Clear(child);
            }
            _nodes[cut] = _nodes[cut] with { Test = null, Children = [] };
        }
    }

    public int LeavesBelow(int node) => _nodes[node].IsLeaf ? 1 : _nodes[node].Children.Sum(LeavesBelow);

    /// <summary>The nodes that hang on the root, each before its children.</summary>
    public DecisionTree ToTree()
    {
        List<TreeNode> kept = [];
        Visit(0);
        return new DecisionTree(features, kept);

        int Visit(int node)
        {
            int at = kept.Count;
            kept.Add(_nodes[node]);
            kept[at] = _nodes[node] with { Children = [.. _nodes[node].Children.Select(Visit)] };
            return at;
        }
    }
}
