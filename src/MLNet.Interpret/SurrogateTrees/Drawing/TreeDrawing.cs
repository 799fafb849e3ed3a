namespace MLNet.Interpret.SurrogateTrees;

/// <summary>A tree that is to be drawn: what its nodes show.</summary>
internal sealed class TreeDrawing
{
    // Okabe and Ito's colours, which those who do not see all colours can tell apart; the pale yellow is left out.
    private static readonly string[] s_colours = ["#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#7a7a7a"];

    private readonly DecisionTree _tree;
    private readonly IReadOnlyList<string> _classes;
    private readonly IReadOnlyList<NodeFidelity>? _measured;

    public TreeDrawing(DecisionTree tree, IReadOnlyList<string> classes, IReadOnlyList<NodeFidelity>? measured)
    {
        ArgumentNullException.ThrowIfNull(tree);
        ArgumentNullException.ThrowIfNull(classes);
        if (tree.Outputs != Math.Max(classes.Count, 1))
        {
            throw new ArgumentException($"There are {classes.Count} names of classes, but a leaf of the tree has {tree.Outputs} values.", nameof(classes));
        }
        if (measured is not null && measured.Count != tree.Nodes.Count)
        {
            throw new ArgumentException($"{measured.Count} nodes were measured; the tree has {tree.Nodes.Count}.", nameof(measured));
        }
        (_tree, _classes, _measured) = (tree, classes, measured);
        Least = tree.Nodes.Min(n => n.Value[0]);
        Most = tree.Nodes.Max(n => n.Value[0]);
    }

    public DecisionTree Tree => _tree;

    public IReadOnlyList<string> Classes => _classes;

    public bool IsClassification => _classes.Count > 0;

    /// <summary>The least number that a node predicts.</summary>
    public double Least { get; }

    /// <summary>The largest number that a node predicts.</summary>
    public double Most { get; }

    public double Count(int node) => _measured?[node].Count ?? _tree.Nodes[node].Count;

    public IReadOnlyList<double> Mean(int node) => _measured?[node].Mean ?? _tree.Nodes[node].Value;

    /// <summary>The fidelity at a node; null where it was not measured, or there are no rows to measure it on.</summary>
    public double? Fidelity(int node) => _measured?[node] is { Count: > 0 } m ? m.Fidelity : null;

    public string? FidelityText(int node) => Fidelity(node) is { } f ? $"fidelity {TreeWords.Percent(f)}" : null;

    public string Prediction(int node) => IsClassification ? _classes[TreeSurrogate.ArgMax(_tree.Nodes[node].Value)] : TreeWords.Number(_tree.Nodes[node].Value[0]);

    /// <summary>The share of all rows that comes to a node.</summary>
    public double Share(int node) => Count(0) > 0 ? Count(node) / Count(0) : 0;

    public string Rows(int node) => FormattableString.Invariant($"{Count(node):0.#} {(Count(node) == 1 ? "row" : "rows")}");

    /// <summary>The tree in words, a line for each branch.</summary>
    public string Describe() => _tree.ToText(n => IsClassification ? _classes[TreeSurrogate.ArgMax(n.Value)] : TreeWords.Number(n.Value[0]));

    public static string Colour(int index) => s_colours[index % s_colours.Length];
}
