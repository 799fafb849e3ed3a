namespace MLNet.Interpret.SurrogateTrees;

/// <summary>A tree whose leaves name actions. Several threads may use it at once.</summary>
public sealed class TreePolicy : IPolicy
{
    private readonly int _width;
    private readonly int[] _actions;

    /// <summary>The policy of a tree.</summary>
    /// <param name="tree">A tree with a value for each action in a leaf; the highest is chosen.</param>
    public TreePolicy(DecisionTree tree)
    {
        ArgumentNullException.ThrowIfNull(tree);
        Tree = tree;
        _width = tree.Features.Count;
        _actions = new int[tree.Leaves];
        for (int leaf = 0; leaf < _actions.Length; leaf++)
        {
            _actions[leaf] = TreeSurrogate.ArgMax(tree.Leaf(leaf).Value);
        }
    }

    /// <summary>The tree.</summary>
    public DecisionTree Tree { get; }

    /// <inheritdoc/>
    public void Act(ReadOnlySpan<float> states, Span<int> actions, CancellationToken cancellation = default)
    {
        for (int i = 0; i < actions.Length; i++)
        {
            actions[i] = _actions[Tree.FindLeaf(states.Slice(i * _width, _width))];
        }
    }
}
