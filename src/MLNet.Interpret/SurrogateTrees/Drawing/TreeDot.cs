using System.Text;

namespace MLNet.Interpret.SurrogateTrees;

/// <summary>Trees in the language of Graphviz.</summary>
public static class TreeDot
{
    /// <summary>The tree as a DOT graph: each node with what it asks or predicts, its rows, the class shares or the mean, and its fidelity.</summary>
    /// <param name="tree">The tree, in the units that are to be read (see <see cref="OriginalUnits"/>).</param>
    /// <param name="classes">The names of the classes; none where a number is predicted.</param>
    /// <param name="measured">What comes to each node on data (<see cref="NodeFidelity.Measure"/>); null for what it was grown from.</param>
    /// <exception cref="ArgumentException">There are not as many classes as a leaf has values.</exception>
    public static string ToDot(this DecisionTree tree, IReadOnlyList<string> classes, IReadOnlyList<NodeFidelity>? measured = null)
    {
        TreeDrawing drawing = new(tree, classes, measured);
        StringBuilder dot = new("digraph surrogate {\n  node [shape=box, style=\"rounded,filled\", fillcolor=white, fontname=\"Helvetica\"];\n  edge [fontname=\"Helvetica\"];\n");
        for (int i = 0; i < tree.Nodes.Count; i++)
        {
            TreeNode node = tree.Nodes[i];
            string values = drawing.IsClassification
                ? string.Join(", ", classes.Select((c, k) => $"{c} {TreeWords.Percent(drawing.Mean(i)[k])}"))
                : $"mean {TreeWords.Number(drawing.Mean(i)[0])}";
            string[] lines = [node.Test is { } test ? TreeWords.Question(test, tree.Features) : drawing.Prediction(i), drawing.Rows(i), values, .. drawing.FidelityText(i) is { } text ? [text] : Array.Empty<string>()];
            dot.Append($"  n{i} [label={Quote(string.Join('\n', lines))}");
            dot.Append(node.IsLeaf && drawing.IsClassification ? $", color={Quote(TreeDrawing.Colour(TreeSurrogate.ArgMax(node.Value)))}, penwidth=2];\n" : "];\n");
            for (int b = 0; b < node.Children.Count; b++)
            {
                dot.Append($"  n{i} -> n{node.Children[b]} [label={Quote(TreeWords.Answer(node.Test!, b, tree.Features))}];\n");
            }
        }
        return dot.Append("}\n").ToString();
    }

    // Backslashes double, or \N in a name would become the node's.
    private static string Quote(string text) => $"\"{text.Replace("\\", "\\\\").Replace("\"", "\\\"").Replace("\n", "\\n")}\"";
}
