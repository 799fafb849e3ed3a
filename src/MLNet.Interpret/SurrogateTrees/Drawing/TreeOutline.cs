using System.Text;
using MLNet.Interpret.Drawing;

namespace MLNet.Interpret.SurrogateTrees;

/// <summary>Trees as lists within lists, for narrow screens and for readers who listen.</summary>
public static class TreeOutline
{
    /// <summary>
    /// The tree as HTML: a list (<c>ul</c>) of the answers to what a node asks, and within each what is asked next, or what the leaf predicts. That stands
    /// in <c>strong</c> with the number of the class as <c>data-class</c>, and its rows, with their fidelity where it was measured, in <c>small</c>.
    /// </summary>
    /// <param name="tree">The tree, in the units that are to be read (see <see cref="OriginalUnits"/>).</param>
    /// <param name="classes">The names of the classes; none where a number is predicted.</param>
    /// <param name="measured">What comes to each node on data (<see cref="NodeFidelity.Measure"/>); null for what it was grown from.</param>
    /// <exception cref="ArgumentException">There are not as many classes as a leaf has values.</exception>
    public static string ToHtmlList(this DecisionTree tree, IReadOnlyList<string> classes, IReadOnlyList<NodeFidelity>? measured = null)
    {
        TreeDrawing drawing = new(tree, classes, measured);
        StringBuilder html = new();
        if (tree.Nodes[0].IsLeaf)
        {
            return $"<p>{Leaf(0)}</p>\n";
        }
        Visit(0);
        return html.ToString();

        void Visit(int node)
        {
            html.Append("<ul>\n");
            foreach ((int branch, int child) in tree.Nodes[node].Children.Index())
            {
                TreeTest test = tree.Nodes[node].Test!;
                html.Append($"<li>{SvgCanvas.Escape($"{TreeWords.Question(test, tree.Features)} {TreeWords.Answer(test, branch, tree.Features)}")}");
                if (tree.Nodes[child].IsLeaf)
                {
                    html.Append($": {Leaf(child)}");
                }
                else
                {
                    html.Append('\n');
                    Visit(child);
                }
                html.Append("</li>\n");
            }
            html.Append("</ul>\n");
        }

        string Leaf(int node)
        {
            string fidelity = drawing.FidelityText(node) is { } text ? $", {text}" : "";
            string number = drawing.IsClassification ? $" data-class=\"{TreeSurrogate.ArgMax(tree.Nodes[node].Value)}\"" : "";
            return $"<strong{number}>{SvgCanvas.Escape(drawing.Prediction(node))}</strong> <small>{drawing.Rows(node)}{fidelity}</small>";
        }
    }
}
