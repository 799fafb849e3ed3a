using System.Numerics.Tensors;
using MLNet.Interpret.SurrogateTrees;

namespace MLNet.Interpret.Rules;

/// <summary>Grows one tree that gives the scores of several: each leaf of one goes on with what the next asks there that is not yet known.</summary>
internal sealed class SurrogateMerger(TreeSurrogate surrogate, int maximumLeaves)
{
    private readonly List<TreeNode> _nodes = [];
    private int _leaves;

    /// <summary>The tree.</summary>
    /// <param name="examples">Rows, which give the nodes their counts; null for none.</param>
    public DecisionTree Grow(Examples? examples)
    {
        Grow(Region.Everything, 0, 0, new double[surrogate.Outputs], examples, examples is null ? [] : [.. Enumerable.Range(0, examples.Count)]);
        return new DecisionTree(surrogate.Features, _nodes);
    }

    /// <summary>The same tree with each subtree that predicts one class as a leaf of the mean, in which that class is the likeliest too.</summary>
    public static DecisionTree JoinAlike(DecisionTree tree)
    {
        List<TreeNode> nodes = [];
        Visit(0);
        return new DecisionTree(tree.Features, nodes);

        void Visit(int node)
        {
            int at = nodes.Count;
            TreeNode source = tree.Nodes[node];
            nodes.Add(source with { Leaf = -1 });
            if (source.IsLeaf)
            {
                return;
            }
            int[] children = new int[source.Children.Count];
            for (int b = 0; b < children.Length; b++)
            {
                children[b] = nodes.Count;
                Visit(source.Children[b]);
            }
            int label = TreeSurrogate.ArgMax(nodes[children[0]].Value);
            if (children.All(c => nodes[c].IsLeaf && TreeSurrogate.ArgMax(nodes[c].Value) == label))
            {
                nodes.RemoveRange(at + 1, nodes.Count - at - 1);
                nodes[at] = nodes[at] with { Test = null, Children = [] };
                return;
            }
            nodes[at] = nodes[at] with { Children = children };
        }
    }

    private int Grow(Region region, int member, int node, double[] scores, Examples? examples, List<int> rows)
    {
        SurrogateMember at = surrogate.Members[member];
        while (at.Tree.Nodes[node].Test is { } asked && Answer(region, asked) is { } known)
        {
            node = at.Tree.Nodes[node].Children[known];
        }
        TreeNode source = at.Tree.Nodes[node];
        if (source.Test is not { } test)
        {
            double[] sum = [.. scores];
            for (int i = 0; i < source.Value.Count; i++)
            {
                sum[(at.Output ?? 0) + i] += source.Value[i];
            }
            return member + 1 < surrogate.Members.Count ? Grow(region, member + 1, 0, sum, examples, rows) : AddLeaf(sum, rows.Count);
        }
        int place = _nodes.Count;
        _nodes.Add(null!);
        ILookup<int, int> sides = rows.ToLookup(r => test.Branch(examples!.Row(r)));
        int[] children = new int[source.Children.Count];
        for (int b = 0; b < children.Length; b++)
        {
            // A category that cannot come here keeps its branch, but nothing is asked on it.
            children[b] = region.With(TreeRules.ConditionOf(test, b, surrogate.Features)) is { } narrowed
                ? Grow(narrowed, member, source.Children[b], scores, examples, [.. sides[b]])
                : AddLeaf([.. scores], 0);
        }
        _nodes[place] = new TreeNode { Test = test, Children = children, Value = Mean(children), Count = children.Sum(c => _nodes[c].Count) };
        return place;
    }

    /// <summary>The branch that all rows of a region take; null where they may take several.</summary>
    private int? Answer(Region region, TreeTest test)
    {
        for (int b = 0; b < test.Branches; b++)
        {
            if (region.Decides(TreeRules.ConditionOf(test, b, surrogate.Features)) == true)
            {
                return b;
            }
        }
        return null;
    }

    private int AddLeaf(double[] value, int count)
    {
        if (++_leaves > maximumLeaves)
        {
            throw new InvalidOperationException(
                $"The surrogate's {surrogate.Members.Count} trees cut each other into more than {maximumLeaves} leaves of one tree; learn smaller ones, or one for all classes, as CART does.");
        }
        _nodes.Add(new TreeNode { Value = value, Count = count });
        return _nodes.Count - 1;
    }

    private double[] Mean(int[] children)
    {
        double[] mean = new double[surrogate.Outputs];
        double count = children.Sum(c => _nodes[c].Count);
        foreach (int child in children)
        {
            double share = count > 0 ? _nodes[child].Count / count : 1.0 / children.Length;
            TensorPrimitives.MultiplyAdd<double>([.. _nodes[child].Value], share, mean, mean);
        }
        return mean;
    }
}
