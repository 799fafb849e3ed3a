using System.Globalization;
using MLNet.Interpret.Drawing;
using static MLNet.Interpret.Drawing.SvgCanvas;

namespace MLNet.Interpret.SurrogateTrees;

/// <summary>The nodes and branches of one tree, as a part of a picture.</summary>
internal sealed class TreePicture
{
    private const double NodeWidth = 196, NodeHeight = 78, Across = NodeWidth + 24, Down = NodeHeight + 64;

    private readonly TreeDrawing _drawing;
    private readonly DecisionTree _tree;
    private readonly TreeLayout _layout;
    private readonly string _id;
    private SvgCanvas _svg = null!;
    private double _left, _top;

    /// <summary>A picture of a tree.</summary>
    /// <param name="drawing">The tree.</param>
    /// <param name="index">Which one of its file it is.</param>
    public TreePicture(TreeDrawing drawing, int index)
    {
        _drawing = drawing;
        _tree = drawing.Tree;
        _layout = TreeLayout.Of(_tree);
        Width = _layout.X.Max() * Across + NodeWidth;
        Height = _tree.Depth * Down + NodeHeight;
        // Identifiers are those of the whole page where pictures stand in one, so other trees have others.
        uint hash = 2166136261;
        foreach (char c in drawing.Describe())
        {
            hash = (hash ^ c) * 16777619;
        }
        _id = $"bar-{hash:x}-{index}";
    }

    public double Width { get; }

    public double Height { get; }

    /// <summary>Draws the tree with its upper left corner at a place.</summary>
    public void Write(SvgCanvas svg, double left, double top)
    {
        (_svg, _left, _top) = (svg, left + NodeWidth / 2, top);
        for (int i = 0; i < _tree.Nodes.Count; i++)
        {
            WriteBranches(i);
        }
        for (int i = 0; i < _tree.Nodes.Count; i++)
        {
            WriteNode(i);
        }
    }

    /// <summary>Draws a share as a part of a ring.</summary>
    public static void Ring(SvgCanvas svg, double x, double y, double share)
    {
        double round = 2 * Math.PI * 5.5, part = Math.Clamp(share, 0, 1) * round;
        svg.Add($"""<circle class="ring" cx="{x:0.#}" cy="{y:0.#}" r="5.5" fill="none" stroke="{Track}" stroke-width="3"/><circle cx="{x:0.#}" cy="{y:0.#}" r="5.5" fill="none" stroke="{(share >= 0.95 ? "#2d9d6f" : share >= 0.8 ? "#d99a1c" : "#c8442f")}" stroke-width="3" stroke-dasharray="{part:0.##} {round:0.##}" transform="rotate(-90 {x:0.#} {y:0.#})"/>""");
    }

    private void WriteBranches(int node)
    {
        (double x, double y) = (Centre(node), Top(node) + NodeHeight);
        foreach (int child in _tree.Nodes[node].Children)
        {
            (double toX, double toY) = (Centre(child), Top(child));
            double middle = (y + toY) / 2 - 6;
            _svg.Add($"""<path class="line" d="M{x:0.#} {y:0.#}C{x:0.#} {middle:0.#} {toX:0.#} {middle - 8:0.#} {toX:0.#} {toY:0.#}" fill="none" stroke="{Line}" stroke-width="{1.5 + 12 * _drawing.Share(child):0.##}"/>""");
        }
        foreach ((int branch, int child) in _tree.Nodes[node].Children.Index())
        {
            string whole = TreeWords.Answer(_tree.Nodes[node].Test!, branch, _tree.Features), answer = Fit(whole, Across - 22, 12);
            double half = TextWidth(answer, 12) / 2 + 9, at = Top(child) - 21;
            _svg.Add($"""<g><title>{Escape(whole)}</title><rect class="pill" x="{Centre(child) - half:0.#}" y="{at - 11:0.#}" width="{2 * half:0.#}" height="22" rx="11" fill="{Pill}" stroke="{Line}"/><text class="ink" x="{Centre(child):0.#}" y="{at + 4:0.#}" font-size="12" text-anchor="middle" fill="{Ink}">{Escape(answer)}</text></g>""");
        }
    }

    private void WriteNode(int node)
    {
        (double x, double y) = (Centre(node) - NodeWidth / 2, Top(node));
        TreeNode at = _tree.Nodes[node];
        string heading = at.Test is { } test ? TreeWords.Question(test, _tree.Features) : _drawing.Prediction(node);
        string fill = at.IsLeaf ? LeafColour(node) : Edge;
        _svg.Add($"""<g><title>{Escape(Details(node, heading))}</title>""");
        _svg.Add($"""<rect x="{x:0.#}" y="{y + 2:0.#}" width="{NodeWidth}" height="{NodeHeight}" rx="10" fill="#1f2933" opacity="0.07"/><rect class="card{(at.IsLeaf ? "" : " edge")}" x="{x:0.#}" y="{y:0.#}" width="{NodeWidth}" height="{NodeHeight}" rx="10" fill="#ffffff" stroke="{fill}" stroke-width="1.4"/>""");
        if (at.IsLeaf)
        {
            _svg.Add($"""<path d="M{x:0.#} {y + 28:0.#}v-18a10 10 0 0 1 10 -10h{NodeWidth - 20}a10 10 0 0 1 10 10v18z" fill="{fill}"/>""");
        }
        _svg.Add($"""<text {(at.IsLeaf ? "" : "class=\"ink\" ")}x="{Centre(node):0.#}" y="{y + 19:0.#}" font-size="13.5" font-weight="650" text-anchor="middle" fill="{(at.IsLeaf ? TextOn(fill) : Ink)}">{Escape(Fit(heading, NodeWidth - 20, 14.4))}</text>""");
        WriteBar(node, x + 12, y + 37, NodeWidth - 24);
        _svg.Add($"""<text class="soft" x="{x + 12:0.#}" y="{y + 66:0.#}" font-size="11.5" fill="{Soft}">{Rows(node)} · {_drawing.Share(node):0 %}</text>""");
        if (_drawing.Fidelity(node) is { } fidelity)
        {
            _svg.Add($"""<text class="soft" x="{x + NodeWidth - 30:0.#}" y="{y + 66:0.#}" font-size="11.5" text-anchor="end" fill="{Soft}">{TreeWords.Percent(fidelity)}</text>""");
            Ring(_svg, x + NodeWidth - 18, y + 62, fidelity);
        }
        _svg.Add($"</g>");
    }

    private void WriteBar(int node, double x, double y, double width)
    {
        IReadOnlyList<double> mean = _drawing.Mean(node);
        if (!_drawing.IsClassification)
        {
            double at = Math.Clamp(Relative(mean[0]), 0, 1) * width;
            _svg.Add($"""<rect class="track" x="{x:0.#}" y="{y + 3:0.#}" width="{width}" height="4" rx="2" fill="{Track}"/><rect x="{x:0.#}" y="{y + 3:0.#}" width="{at:0.#}" height="4" rx="2" fill="#8fb4d9"/><circle cx="{x + at:0.#}" cy="{y + 5:0.#}" r="5" fill="#0b5394"/>""");
            return;
        }
        string id = $"{_id}-{node}";
        _svg.Add($"""<clipPath id="{id}"><rect x="{x:0.#}" y="{y:0.#}" width="{width}" height="10" rx="5"/></clipPath><g clip-path="url(#{id})"><rect class="track" x="{x:0.#}" y="{y:0.#}" width="{width}" height="10" fill="{Track}"/>""");
        double total = mean.Sum(m => Math.Max(m, 0)), from = x;
        for (int c = 0; c < mean.Count && total > 0; c++)
        {
            double part = Math.Max(mean[c], 0) / total * width;
            _svg.Add($"""<rect x="{from:0.##}" y="{y:0.#}" width="{part:0.##}" height="10" fill="{TreeDrawing.Colour(c)}"/>""");
            from += part;
        }
        _svg.Add($"</g>");
    }

    private string Details(int node, string heading)
    {
        IEnumerable<string> values = _drawing.IsClassification
            ? _drawing.Classes.Select((c, k) => $"{c}: {TreeWords.Percent(_drawing.Mean(node)[k])}")
            : [$"mean {TreeWords.Number(_drawing.Mean(node)[0])}"];
        return string.Join('\n', ((IEnumerable<string?>)[heading, $"{_drawing.Rows(node)} ({TreeWords.Percent(_drawing.Share(node))})", .. values, _drawing.FidelityText(node)]).OfType<string>());
    }

    /// <summary>The number of rows in few letters.</summary>
    private string Rows(int node) => _drawing.Count(node) switch
    {
        >= 1e6 and var c => string.Create(CultureInfo.InvariantCulture, $"{c / 1e6:0.##}M rows"),
        >= 1e5 and var c => string.Create(CultureInfo.InvariantCulture, $"{c / 1e3:0}k rows"),
        _ => _drawing.Rows(node),
    };

    private string LeafColour(int node) => _drawing.IsClassification
        ? TreeDrawing.Colour(TreeSurrogate.ArgMax(_tree.Nodes[node].Value))
        : Mix((214, 228, 242), (11, 83, 148), Relative(_tree.Nodes[node].Value[0]));

    private double Relative(double value) => _drawing.Most > _drawing.Least ? (value - _drawing.Least) / (_drawing.Most - _drawing.Least) : 0.5;

    private double Centre(int node) => _left + _layout.X[node] * Across;

    private double Top(int node) => _top + _layout.Level[node] * Down;

    private static string Mix((int R, int G, int B) a, (int R, int G, int B) b, double share)
    {
        int Between(int from, int to) => (int)Math.Round(from + share * (to - from));
        return $"#{Between(a.R, b.R):x2}{Between(a.G, b.G):x2}{Between(a.B, b.B):x2}";
    }

    /// <summary>White on dark, near-black on light, by the luminance of sRGB.</summary>
    private static string TextOn(string colour)
    {
        double Part(int at) => Math.Pow(int.Parse(colour.AsSpan(at, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture) / 255.0, 2.2);
        return 0.2126 * Part(1) + 0.7152 * Part(3) + 0.0722 * Part(5) > 0.36 ? Ink : "#ffffff";
    }
}
