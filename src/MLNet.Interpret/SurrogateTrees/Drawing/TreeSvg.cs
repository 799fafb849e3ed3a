using System.Globalization;
using System.Net;
using System.Text;

namespace MLNet.Interpret.SurrogateTrees;

/// <summary>Trees as pictures.</summary>
public static class TreeSvg
{
    /// <summary>
    /// The tree as an SVG file that needs nothing else: each node with what it asks or predicts, its class shares as a bar (or its mean between the
    /// least and the largest), its rows, and its fidelity as a ring; branches as wide as the share of rows that takes them. Pointing at a node tells more.
    /// </summary>
    /// <param name="tree">The tree, in the units that are to be read (see <see cref="OriginalUnits"/>).</param>
    /// <param name="classes">The names of the classes; none where a number is predicted.</param>
    /// <param name="measured">What comes to each node on data (<see cref="NodeFidelity.Measure"/>); null for what it was grown from.</param>
    /// <param name="title">What stands above it; null for nothing.</param>
    /// <exception cref="ArgumentException">There are not as many classes as a leaf has values.</exception>
    public static string ToSvg(this DecisionTree tree, IReadOnlyList<string> classes, IReadOnlyList<NodeFidelity>? measured = null, string? title = null) =>
        new Writer(tree, classes, new TreeDrawing(tree, classes, measured), title).Write();

    private sealed class Writer(DecisionTree tree, IReadOnlyList<string> classes, TreeDrawing drawing, string? title)
    {
        private const double Width = 196, Height = 78, Across = Width + 24, Down = Height + 64, Margin = 28;

        private readonly StringBuilder _svg = new();
        private readonly TreeLayout _layout = TreeLayout.Of(tree);
        private double _left, _top;

        public string Write()
        {
            double[] legend = [.. classes.Select(c => 34 + TextWidth(c, 12.5))];
            double wide = Math.Max(_layout.X.Max() * Across + Width, 420), total = wide + 2 * Margin;
            int lines = Wrap(legend, wide).Count;
            _top = Margin + (title is null ? 0 : 34) + (lines > 0 ? lines * 22 + 14 : 0);
            _left = (total - _layout.X.Max() * Across) / 2;
            double height = _top + tree.Depth * Down + Height + Margin + (drawing.Fidelity(0) is null ? 0 : 26);
            Add($"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {total:0.#} {height:0.#}" width="{total:0.#}" height="{height:0.#}" font-family="Inter, 'Segoe UI', system-ui, 'Helvetica Neue', Arial, sans-serif" font-size="12.5" fill="#1f2933" role="img">""");
            Add($"""<rect width="100%" height="100%" fill="#ffffff"/>""");
            if (title is not null)
            {
                Add($"""<title>{Escape(title)}</title><text x="{Margin}" y="{Margin + 16}" font-size="19" font-weight="650">{Escape(title)}</text>""");
            }
            WriteLegend(legend, wide);
            for (int i = 0; i < tree.Nodes.Count; i++)
            {
                WriteBranches(i);
            }
            for (int i = 0; i < tree.Nodes.Count; i++)
            {
                WriteNode(i);
            }
            if (drawing.Fidelity(0) is not null)
            {
                Ring(Margin + 8, height - Margin, 0.96);
                string what = drawing.IsClassification ? "share of a node's rows of which the tree says what the model says" : "how much of the model's number the tree explains at a node";
                Add($"""<text x="{Margin + 22}" y="{height - Margin + 4:0.#}" font-size="11.5" fill="#616e7c">Fidelity: {what}</text>""");
            }
            return _svg.Append("</svg>\n").ToString();
        }

        private void WriteLegend(double[] widths, double wide)
        {
            double y = Margin + (title is null ? 6 : 40);
            foreach (int[] line in Wrap(widths, wide))
            {
                double x = Margin;
                foreach (int c in line)
                {
                    Add($"""<rect x="{x:0.#}" y="{y:0.#}" width="12" height="12" rx="3" fill="{drawing.Colour(c)}"/><text x="{x + 18:0.#}" y="{y + 10.5:0.#}" fill="#3e4c59">{Escape(classes[c])}</text>""");
                    x += widths[c];
                }
                y += 22;
            }
        }

        private void WriteBranches(int node)
        {
            (double x, double y) = (Centre(node), Top(node) + Height);
            foreach ((int branch, int child) in tree.Nodes[node].Children.Index())
            {
                (double toX, double toY) = (Centre(child), Top(child));
                double middle = (y + toY) / 2 - 6;
                Add($"""<path d="M{x:0.#} {y:0.#}C{x:0.#} {middle:0.#} {toX:0.#} {middle - 8:0.#} {toX:0.#} {toY:0.#}" fill="none" stroke="#cbd2d9" stroke-width="{1.5 + 12 * drawing.Share(child):0.##}"/>""");
            }
            foreach ((int branch, int child) in tree.Nodes[node].Children.Index())
            {
                string whole = TreeWords.Answer(tree.Nodes[node].Test!, branch, tree.Features), answer = Fit(whole, Across - 22, 12);
                double half = TextWidth(answer, 12) / 2 + 9, at = Top(child) - 21;
                Add($"""<g><title>{Escape(whole)}</title><rect x="{Centre(child) - half:0.#}" y="{at - 11:0.#}" width="{2 * half:0.#}" height="22" rx="11" fill="#f5f7fa" stroke="#cbd2d9"/><text x="{Centre(child):0.#}" y="{at + 4:0.#}" font-size="12" text-anchor="middle" fill="#3e4c59">{Escape(answer)}</text></g>""");
            }
        }

        private void WriteNode(int node)
        {
            (double x, double y) = (Centre(node) - Width / 2, Top(node));
            TreeNode at = tree.Nodes[node];
            string heading = at.Test is { } test ? TreeWords.Question(test, tree.Features) : drawing.Prediction(node);
            string fill = at.IsLeaf ? LeafColour(node) : "#ffffff";
            Add($"""<g><title>{Escape(Details(node, heading))}</title>""");
            Add($"""<rect x="{x:0.#}" y="{y + 2:0.#}" width="{Width}" height="{Height}" rx="10" fill="#1f2933" opacity="0.07"/><rect x="{x:0.#}" y="{y:0.#}" width="{Width}" height="{Height}" rx="10" fill="#ffffff" stroke="{(at.IsLeaf ? fill : "#9aa5b1")}" stroke-width="1.4"/>""");
            if (at.IsLeaf)
            {
                Add($"""<path d="M{x:0.#} {y + 28:0.#}v-18a10 10 0 0 1 10 -10h{Width - 20}a10 10 0 0 1 10 10v18z" fill="{fill}"/>""");
            }
            Add($"""<text x="{Centre(node):0.#}" y="{y + 19:0.#}" font-size="13.5" font-weight="650" text-anchor="middle" fill="{(at.IsLeaf ? TextOn(fill) : "#1f2933")}">{Escape(Fit(heading, Width - 20, 14.4))}</text>""");
            WriteBar(node, x + 12, y + 37, Width - 24);
            Add($"""<text x="{x + 12:0.#}" y="{y + 66:0.#}" font-size="11.5" fill="#616e7c">{Rows(node)} · {drawing.Share(node):0 %}</text>""");
            if (drawing.Fidelity(node) is { } fidelity)
            {
                Add($"""<text x="{x + Width - 30:0.#}" y="{y + 66:0.#}" font-size="11.5" text-anchor="end" fill="#3e4c59">{TreeWords.Percent(fidelity)}</text>""");
                Ring(x + Width - 18, y + 62, fidelity);
            }
            Add($"</g>");
        }

        private void WriteBar(int node, double x, double y, double width)
        {
            IReadOnlyList<double> mean = drawing.Mean(node);
            if (!drawing.IsClassification)
            {
                double at = Math.Clamp(Relative(mean[0]), 0, 1) * width;
                Add($"""<rect x="{x:0.#}" y="{y + 3:0.#}" width="{width}" height="4" rx="2" fill="#e4e7eb"/><rect x="{x:0.#}" y="{y + 3:0.#}" width="{at:0.#}" height="4" rx="2" fill="#8fb4d9"/><circle cx="{x + at:0.#}" cy="{y + 5:0.#}" r="5" fill="#0b5394"/>""");
                return;
            }
            Add($"""<clipPath id="bar{node}"><rect x="{x:0.#}" y="{y:0.#}" width="{width}" height="10" rx="5"/></clipPath><g clip-path="url(#bar{node})"><rect x="{x:0.#}" y="{y:0.#}" width="{width}" height="10" fill="#e4e7eb"/>""");
            double total = mean.Sum(m => Math.Max(m, 0)), from = x;
            for (int c = 0; c < mean.Count && total > 0; c++)
            {
                double part = Math.Max(mean[c], 0) / total * width;
                Add($"""<rect x="{from:0.##}" y="{y:0.#}" width="{part:0.##}" height="10" fill="{drawing.Colour(c)}"/>""");
                from += part;
            }
            Add($"</g>");
        }

        private void Ring(double x, double y, double share)
        {
            double round = 2 * Math.PI * 5.5, part = Math.Clamp(share, 0, 1) * round;
            Add($"""<circle cx="{x:0.#}" cy="{y:0.#}" r="5.5" fill="none" stroke="#e4e7eb" stroke-width="3"/><circle cx="{x:0.#}" cy="{y:0.#}" r="5.5" fill="none" stroke="{(share >= 0.95 ? "#2d9d6f" : share >= 0.8 ? "#d99a1c" : "#c8442f")}" stroke-width="3" stroke-dasharray="{part:0.##} {round:0.##}" transform="rotate(-90 {x:0.#} {y:0.#})"/>""");
        }

        private string Details(int node, string heading)
        {
            IEnumerable<string> values = drawing.IsClassification
                ? classes.Select((c, k) => $"{c}: {TreeWords.Percent(drawing.Mean(node)[k])}")
                : [$"mean {TreeWords.Number(drawing.Mean(node)[0])}"];
            return string.Join('\n', ((IEnumerable<string?>)[heading, $"{drawing.Rows(node)} ({TreeWords.Percent(drawing.Share(node))})", .. values, drawing.FidelityText(node)]).OfType<string>());
        }

        /// <summary>The number of rows in few letters.</summary>
        private string Rows(int node) => drawing.Count(node) switch
        {
            >= 1e6 and var c => string.Create(CultureInfo.InvariantCulture, $"{c / 1e6:0.##}M rows"),
            >= 1e5 and var c => string.Create(CultureInfo.InvariantCulture, $"{c / 1e3:0}k rows"),
            _ => drawing.Rows(node),
        };

        private string LeafColour(int node) => drawing.IsClassification
            ? drawing.Colour(TreeSurrogate.ArgMax(tree.Nodes[node].Value))
            : Mix((214, 228, 242), (11, 83, 148), Relative(tree.Nodes[node].Value[0]));

        private double Relative(double value) => drawing.Most > drawing.Least ? (value - drawing.Least) / (drawing.Most - drawing.Least) : 0.5;

        private double Centre(int node) => _left + _layout.X[node] * Across;

        private double Top(int node) => _top + _layout.Level[node] * Down;

        private void Add(FormattableString text) => _svg.Append(text.ToString(CultureInfo.InvariantCulture)).Append('\n');

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

        private static string Mix((int R, int G, int B) a, (int R, int G, int B) b, double share)
        {
            int Between(int from, int to) => (int)Math.Round(from + share * (to - from));
            return $"#{Between(a.R, b.R):x2}{Between(a.G, b.G):x2}{Between(a.B, b.B):x2}";
        }

        /// <summary>White on dark, near-black on light, by the luminance of sRGB.</summary>
        private static string TextOn(string colour)
        {
            double Part(int at) => Math.Pow(int.Parse(colour.AsSpan(at, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture) / 255.0, 2.2);
            return 0.2126 * Part(1) + 0.7152 * Part(3) + 0.0722 * Part(5) > 0.36 ? "#1f2933" : "#ffffff";
        }

        /// <summary>About how wide a text is: letters of these fonts are 0.56 of their size on average.</summary>
        private static double TextWidth(string text, double size) => 0.56 * size * text.Length;

        private static string Fit(string text, double width, double size)
        {
            int most = Math.Max((int)(width / (0.56 * size)), 2);
            return text.Length <= most ? text : text[..(most - 1)] + "…";
        }

        private static string Escape(string text) => WebUtility.HtmlEncode(new string([.. text.Where(c => !char.IsControl(c) || c is '\n' or '\t')]));
    }
}
