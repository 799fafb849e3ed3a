namespace MLNet.Interpret.SurrogateTrees;

/// <summary>What comes to a node of a tree on data, and how well the tree does there.</summary>
/// <param name="Count">The number of rows, or parts of rows where values are missing.</param>
/// <param name="Mean">The mean of what the model says of them: the share of each class, or the number.</param>
/// <param name="Fidelity">
/// For classes, the share of the rows of which the tree says what the model says. For a number, 1 - (mean squared difference from the model) /
/// (variance of the model's numbers on all rows). 1 where there are no rows.
/// </param>
public sealed record NodeFidelity(double Count, IReadOnlyList<double> Mean, double Fidelity)
{
    /// <summary>Measures each node of a tree.</summary>
    /// <param name="tree">A tree that gives all scores.</param>
    /// <param name="examples">Rows and what the model says of them.</param>
    /// <exception cref="ArgumentException">The data do not fit the tree.</exception>
    public static IReadOnlyList<NodeFidelity> Measure(DecisionTree tree, Examples examples)
    {
        ArgumentNullException.ThrowIfNull(tree);
        ArgumentNullException.ThrowIfNull(examples);
        if (examples.Width != tree.Features.Count || examples.Outputs != tree.Outputs || examples.Count == 0)
        {
            throw new ArgumentException(
                $"There are {examples.Count} rows of {examples.Width} features and {examples.Outputs} targets; the tree needs at least one row, of {tree.Features.Count} features and {tree.Outputs} targets.",
                nameof(examples));
        }
        bool isClassification = tree.Outputs > 1;
        double[] counts = new double[tree.Nodes.Count], lost = new double[tree.Nodes.Count], said = new double[tree.Outputs];
        double[][] sums = [.. tree.Nodes.Select(_ => new double[tree.Outputs])];
        int[] labels = examples.Labels();
        double square = 0, sum = 0;
        for (int row = 0; row < examples.Count; row++)
        {
            Array.Clear(said);
            tree.AddValue(examples.Row(row), said);
            double target = examples.Target(row)[0];
            (square, sum) = (square + target * target, sum + target);
            double loss = isClassification ? (TreeSurrogate.ArgMax(said) == labels[row] ? 0 : 1) : (said[0] - target) * (said[0] - target);
            Visit(0, 1, row, loss);
        }
        double mean = sum / examples.Count, scale = isClassification ? 1 : square / examples.Count - mean * mean;
        return [.. tree.Nodes.Index().Select(n => new NodeFidelity(
            counts[n.Index], counts[n.Index] > 0 ? [.. sums[n.Index].Select(s => s / counts[n.Index])] : n.Item.Value,
            counts[n.Index] > 0 && lost[n.Index] > 0 ? 1 - lost[n.Index] / counts[n.Index] / scale : 1))];

        void Visit(int node, double weight, int row, double loss)
        {
            counts[node] += weight;
            lost[node] += weight * loss;
            for (int i = 0; i < sums[node].Length; i++)
            {
                sums[node][i] += weight * examples.Target(row)[i];
            }
            TreeNode at = tree.Nodes[node];
            int branch = at.Test?.Branch(examples.Row(row)) ?? -1;
            for (int b = 0; b < at.Children.Count; b++)
            {
                if (branch < 0 || b == branch)
                {
                    Visit(at.Children[b], branch < 0 ? weight * tree.Share(node, at.Children[b]) : weight, row, loss);
                }
            }
        }
    }
}
