namespace MLNet.Interpret.SurrogateTrees;

/// <summary>Trees without the tests that no action hangs on.</summary>
internal static class SameActions
{
    /// <summary>The same policy, with a leaf in place of every test below which all leaves name one action: a split may well lower impurity and change nothing.</summary>
    public static DecisionTree Merge(DecisionTree tree)
    {
        TreeBuilder merged = new(tree.Features);
        foreach (TreeNode node in tree.Nodes)
        {
            merged.Add(node.Value, node.Count);
        }
        int?[] action = new int?[tree.Nodes.Count];
        // Children stand behind their parents.
        for (int i = action.Length - 1; i >= 0; i--)
        {
            IReadOnlyList<int> children = tree.Nodes[i].Children;
            action[i] = children.Count == 0 ? TreeSurrogate.ArgMax(tree.Nodes[i].Value)
                : children.All(c => action[c] is not null && action[c] == action[children[0]]) ? action[children[0]]
                : null;
            if (children.Count > 0 && action[i] is null)
            {
                merged.Split(i, tree.Nodes[i].Test!, [.. children]);
            }
        }
        return merged.ToTree();
    }
}
