using System.Text;

namespace MLNet.Interpret.SurrogateTrees;

/// <summary>A decision tree that does not change. Several threads may use it at once.</summary>
/// <remarks>Where a test cannot be answered, a row goes down every branch, in the proportion of the examples that the tree was grown from.</remarks>
public sealed class DecisionTree
{
    private readonly int[] _leafNodes;

    /// <summary>A tree of nodes.</summary>
    /// <param name="features">What the tests ask about.</param>
    /// <param name="nodes">The nodes, each before its children; the first is the root.</param>
    /// <exception cref="ArgumentException">The nodes form no tree.</exception>
    public DecisionTree(IReadOnlyList<TreeFeature> features, IReadOnlyList<TreeNode> nodes)
    {
        ArgumentNullException.ThrowIfNull(features);
        ArgumentNullException.ThrowIfNull(nodes);
        Check(nodes);
        Features = features;
        List<int> leaves = [];
        int depth = 0, outputs = nodes[0].Value.Count;
        TreeNode[] numbered = [.. nodes];
        Visit(0, 0);
        Nodes = numbered;
        _leafNodes = [.. leaves];
        Depth = depth;
        Outputs = outputs;

        void Visit(int node, int level)
        {
            depth = Math.Max(depth, level);
            if (numbered[node].IsLeaf)
            {
                numbered[node] = numbered[node] with { Leaf = leaves.Count };
                leaves.Add(node);
            }
            foreach (int child in numbered[node].Children)
            {
                Visit(child, level + 1);
            }
        }
    }

    /// <summary>What the tests ask about.</summary>
    public IReadOnlyList<TreeFeature> Features { get; }

    /// <summary>The nodes; the first is the root.</summary>
    public IReadOnlyList<TreeNode> Nodes { get; }

    /// <summary>The number of values of a leaf.</summary>
    public int Outputs { get; }

    /// <summary>The number of leaves.</summary>
    public int Leaves => _leafNodes.Length;

    /// <summary>The number of tests on the longest way to a leaf.</summary>
    public int Depth { get; }

    /// <summary>The number of single conditions in all tests: one for a threshold, one for each branch of a category, n for m of n.</summary>
    public int Terms => Nodes.Sum(n => n.Test switch
    {
        null => 0,
        MOfNTest test => test.Literals.Count,
        CategoricalTest { Branches: > 2 } test => test.Branches,
        _ => 1,
    });

    /// <summary>The node of a leaf.</summary>
    public TreeNode Leaf(int leaf) => Nodes[_leafNodes[leaf]];

    /// <summary>The leaf that a row ends in; where values are missing, the one that most of it ends in.</summary>
    /// <param name="row">A value for each feature.</param>
    public int FindLeaf(ReadOnlySpan<float> row)
    {
        int node = 0;
        while (Nodes[node].Test is { } test)
        {
            int branch = test.Branch(row);
            if (branch < 0)
            {
                return Heaviest(row, node, 1).Leaf;
            }
            node = Nodes[node].Children[branch];
        }
        return Nodes[node].Leaf;
    }

    /// <summary>Adds a row's value, times a weight, to sums.</summary>
    /// <param name="row">A value for each feature.</param>
    /// <param name="sums">The sums, as many as a leaf has values.</param>
    /// <param name="weight">The weight.</param>
    public void AddValue(ReadOnlySpan<float> row, Span<double> sums, double weight = 1) => AddValue(row, 0, sums, weight);

    /// <summary>The answers on the way to a leaf, as in "petal width &lt;= 0.8 and sepal length &gt; 5".</summary>
    public string DescribePath(int leaf)
    {
        List<string> answers = [];
        int target = _leafNodes[leaf], node = 0;
        while (node != target)
        {
            // Children stand in order of their subtrees, so the last one that starts at or before the leaf holds it.
            int branch = 0;
            for (int b = 1; b < Nodes[node].Children.Count; b++)
            {
                branch = FirstLeaf(Nodes[node].Children[b]) <= leaf ? b : branch;
            }
            answers.Add(Nodes[node].Test!.Describe(branch, Features));
            node = Nodes[node].Children[branch];
        }
        return answers.Count == 0 ? "always" : string.Join(" and ", answers);
    }

    /// <summary>The tree as indented text, a line for each branch.</summary>
    /// <param name="describeLeaf">Says what a leaf predicts; null for its values.</param>
    public string ToText(Func<TreeNode, string>? describeLeaf = null)
    {
        StringBuilder text = new();
        describeLeaf ??= n => string.Join(" ", n.Value.Select(v => v.ToString("G4", System.Globalization.CultureInfo.InvariantCulture)));
        Write(0, 0);
        return text.ToString();

        void Write(int node, int level)
        {
            if (Nodes[node].Test is not { } test)
            {
                if (level == 0)
                {
                    text.Append(describeLeaf(Nodes[node])).Append('\n');
                }
                return;
            }
            for (int b = 0; b < test.Branches; b++)
            {
                TreeNode child = Nodes[Nodes[node].Children[b]];
                text.Insert(text.Length, "|   ", level).Append(test.Describe(b, Features))
                    .Append(child.IsLeaf ? $": {describeLeaf(child)}" : "").Append('\n');
                Write(Nodes[node].Children[b], level + 1);
            }
        }
    }

    private int FirstLeaf(int node)
    {
        while (!Nodes[node].IsLeaf)
        {
            node = Nodes[node].Children[0];
        }
        return Nodes[node].Leaf;
    }

    private void AddValue(ReadOnlySpan<float> row, int node, Span<double> sums, double weight)
    {
        while (Nodes[node].Test is { } test)
        {
            int branch = test.Branch(row);
            if (branch < 0)
            {
                foreach (int child in Nodes[node].Children)
                {
                    AddValue(row, child, sums, weight * Share(node, child));
                }
                return;
            }
            node = Nodes[node].Children[branch];
        }
        IReadOnlyList<double> value = Nodes[node].Value;
        for (int c = 0; c < sums.Length; c++)
        {
            sums[c] += weight * value[c];
        }
    }

    private (int Leaf, double Weight) Heaviest(ReadOnlySpan<float> row, int node, double weight)
    {
        if (Nodes[node].Test is not { } test)
        {
            return (Nodes[node].Leaf, weight);
        }
        int branch = test.Branch(row);
        if (branch >= 0)
        {
            return Heaviest(row, Nodes[node].Children[branch], weight);
        }
        (int Leaf, double Weight) best = (-1, -1);
        foreach (int child in Nodes[node].Children)
        {
            (int Leaf, double Weight) found = Heaviest(row, child, weight * Share(node, child));
            best = found.Weight > best.Weight ? found : best;
        }
        return best;
    }

    /// <summary>What part of a row goes to a child of a node whose test it cannot answer.</summary>
    internal double Share(int node, int child)
    {
        double sum = 0;
        foreach (int other in Nodes[node].Children)
        {
            sum += Nodes[other].Count;
        }
        return sum > 0 ? Nodes[child].Count / sum : 1.0 / Nodes[node].Children.Count;
    }

    private static void Check(IReadOnlyList<TreeNode> nodes)
    {
        bool[] reached = new bool[nodes.Count];
        for (int i = 0; i < nodes.Count; i++)
        {
            if (nodes[i].Value.Count != nodes[0].Value.Count)
            {
                throw new ArgumentException($"Node {i} has {nodes[i].Value.Count} values and the root {nodes[0].Value.Count}; all nodes have as many.", nameof(nodes));
            }
            if ((nodes[i].Test?.Branches ?? 0) != nodes[i].Children.Count)
            {
                throw new ArgumentException($"Node {i} has {nodes[i].Children.Count} children; its test has {nodes[i].Test?.Branches ?? 0} branches.", nameof(nodes));
            }
            foreach (int child in nodes[i].Children)
            {
                if (child <= i || child >= nodes.Count || reached[child])
                {
                    throw new ArgumentException($"Node {i} has the child {child}; each node but the first is the child of just one node before it.", nameof(nodes));
                }
                reached[child] = true;
            }
        }
        if (nodes.Count == 0 || reached.Skip(1).Contains(false))
        {
            throw new ArgumentException("A tree has a root, and every other node hangs below it.", nameof(nodes));
        }
    }
}
