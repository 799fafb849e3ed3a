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
    public static string ToDot(this DecisionTree tree, IReadOnlyList<string> classes, IReadOnlyList<NodeFidelity>? measured = null) =>
        Draw([new MemberDrawing(null, new TreeDrawing(tree, classes, measured))]);

    /// <summary>All trees of a surrogate as one DOT graph: a single one as such, several each in a frame under the name of what it gives.</summary>
    /// <param name="surrogate">The surrogate, in the units that are to be read.</param>
    /// <param name="examples">Rows and what the model says of them, on which nodes are measured; null for what they were grown from.</param>
    /// <exception cref="ArgumentException">The data do not fit the surrogate.</exception>
    public static string ToDot(this TreeSurrogate surrogate, Examples? examples = null) => Draw(MemberDrawing.Of(surrogate, examples));

    private static string Draw(IReadOnlyList<MemberDrawing> members)
    {
        StringBuilder dot = new("digraph surrogate {\n  node [shape=box, style=\"rounded,filled\", fillcolor=white, fontname=\"Helvetica\"];\n  edge [fontname=\"Helvetica\"];\n");
        foreach ((int index, MemberDrawing member) in members.Index())
        {
            if (member.Heading is not { } heading)
            {
                AddNodes(dot, member.Drawing, "n");
                continue;
            }
            dot.Append($"  subgraph cluster_{index} {{\n  label={Quote(heading)}; fontname=\"Helvetica\"; color=\"#9aa5b1\";\n");
            AddNodes(dot, member.Drawing, $"t{index}n");
            dot.Append("  }\n");
        }
        return dot.Append("}\n").ToString();
    }

    private static void AddNodes(StringBuilder dot, TreeDrawing drawing, string name)
    {
        DecisionTree tree = drawing.Tree;
        for (int i = 0; i < tree.Nodes.Count; i++)
        {
            TreeNode node = tree.Nodes[i];
            string values = drawing.IsClassification
                ? string.Join(", ", drawing.Classes.Select((c, k) => $"{c} {TreeWords.Percent(drawing.Mean(i)[k])}"))
                : $"mean {TreeWords.Number(drawing.Mean(i)[0])}";
            string[] lines = [node.Test is { } test ? TreeWords.Question(test, tree.Features) : drawing.Prediction(i), drawing.Rows(i), values, .. drawing.FidelityText(i) is { } text ? [text] : Array.Empty<string>()];
            dot.Append($"  {name}{i} [label={Quote(string.Join('\n', lines))}");
            dot.Append(node.IsLeaf && drawing.IsClassification ? $", color={Quote(TreeDrawing.Colour(TreeSurrogate.ArgMax(node.Value)))}, penwidth=2];\n" : "];\n");
            for (int b = 0; b < node.Children.Count; b++)
            {
                dot.Append($"  {name}{i} -> {name}{node.Children[b]} [label={Quote(TreeWords.Answer(node.Test!, b, tree.Features))}];\n");
            }
        }
    }

    // Backslashes double, or \N in a name would become the node's.
    private static string Quote(string text) => $"\"{text.Replace("\\", "\\\\").Replace("\"", "\\\"").Replace("\n", "\\n")}\"";
}
