using MLNet.Interpret.Drawing;
using static MLNet.Interpret.Drawing.SvgCanvas;

namespace MLNet.Interpret.SurrogateTrees;

/// <summary>Trees as pictures.</summary>
public static class TreeSvg
{
    private const double Margin = 28, LegendLine = 22, HeadingSpace = 34;

    /// <summary>
    /// The tree as an SVG file that needs nothing else: each node with what it asks or predicts, its class shares as a bar (or its mean between the
    /// least and the largest), its rows, and its fidelity as a ring; branches as wide as the share of rows that takes them. Pointing at a node tells more.
    /// It is dark where its reader's screen is.
    /// </summary>
    /// <param name="tree">The tree, in the units that are to be read (see <see cref="OriginalUnits"/>).</param>
    /// <param name="classes">The names of the classes; none where a number is predicted.</param>
    /// <param name="measured">What comes to each node on data (<see cref="NodeFidelity.Measure"/>); null for what it was grown from.</param>
    /// <param name="title">What stands above it; null for nothing.</param>
    /// <exception cref="ArgumentException">There are not as many classes as a leaf has values.</exception>
    public static string ToSvg(this DecisionTree tree, IReadOnlyList<string> classes, IReadOnlyList<NodeFidelity>? measured = null, string? title = null) =>
        Draw([new MemberDrawing(null, new TreeDrawing(tree, classes, measured))], classes, title);

    /// <summary>All trees of a surrogate as one SVG file: a single one as such, several below each other, each under the name of what it gives.</summary>
    /// <param name="surrogate">The surrogate, in the units that are to be read.</param>
    /// <param name="examples">Rows and what the model says of them, on which nodes are measured; null for what they were grown from.</param>
    /// <param name="title">What stands above it; null for nothing.</param>
    /// <exception cref="ArgumentException">The data do not fit the surrogate.</exception>
    public static string ToSvg(this TreeSurrogate surrogate, Examples? examples = null, string? title = null) =>
        Draw(MemberDrawing.Of(surrogate, examples), surrogate.Members.Count == 1 ? surrogate.Classes : [], title);

    private static string Draw(IReadOnlyList<MemberDrawing> members, IReadOnlyList<string> classes, string? title)
    {
        TreePicture[] pictures = [.. members.Select((m, i) => new TreePicture(m.Drawing, i))];
        double[] legend = [.. classes.Select(c => 34 + TextWidth(c, 12.5))];
        double wide = Math.Max(pictures.Max(p => p.Width), 420);
        List<int[]> lines = Wrap(legend, wide);
        double top = Margin + (title is null ? 0 : HeadingSpace) + (lines.Count > 0 ? lines.Count * LegendLine + 14 : 0);
        bool isMeasured = members.Any(m => m.Drawing.Fidelity(0) is not null);
        double height = top + pictures.Zip(members, (p, m) => p.Height + (m.Heading is null ? 0 : HeadingSpace)).Sum()
            + (pictures.Length - 1) * Margin + Margin + (isMeasured ? 26 : 0);
        SvgCanvas svg = new(wide + 2 * Margin, height, title, string.Join("\n\n", members.Select(m => m.Describe())));
        if (title is not null)
        {
            svg.Add($"""<text x="{Margin}" y="{Margin + 16}" font-size="19" font-weight="650">{Escape(title)}</text>""");
        }
        WriteLegend();
        foreach ((MemberDrawing member, TreePicture picture) in members.Zip(pictures))
        {
            if (member.Heading is { } heading)
            {
                svg.Add($"""<text x="{Margin}" y="{top + 14:0.#}" font-size="15" font-weight="650">{Escape(heading)}</text>""");
                top += HeadingSpace;
            }
            picture.Write(svg, Margin + (wide - picture.Width) / 2, top);
            top += picture.Height + Margin;
        }
        if (isMeasured)
        {
            TreePicture.Ring(svg, Margin + 8, height - Margin, 0.96);
            string what = members[0].Drawing.IsClassification ? "share of a node's rows of which the tree says what the model says" : "how much of the model's number the tree explains at a node";
            svg.Add($"""<text class="soft" x="{Margin + 22}" y="{height - Margin + 4:0.#}" font-size="11.5" fill="{Soft}">Fidelity: {what}</text>""");
        }
        return svg.Close();

        void WriteLegend()
        {
            double y = Margin + (title is null ? 6 : 40);
            foreach (int[] line in lines)
            {
                double x = Margin;
                foreach (int c in line)
                {
                    svg.Add($"""<rect x="{x:0.#}" y="{y:0.#}" width="12" height="12" rx="3" fill="{TreeDrawing.Colour(c)}"/><text class="soft" x="{x + 18:0.#}" y="{y + 10.5:0.#}" fill="{Soft}">{Escape(classes[c])}</text>""");
                    x += legend[c];
                }
                y += LegendLine;
            }
        }
    }

    private static List<int[]> Wrap(double[] widths, double wide)
    {
        List<int[]> lines = [];
        double used = double.PositiveInfinity;
        for (int i = 0; i < widths.Length; i++)
        {
            if (used + widths[i] > wide)
            {
                lines.Add([]);
                used = 0;
            }
            lines[^1] = [.. lines[^1], i];
            used += widths[i];
        }
        return lines;
    }
}
