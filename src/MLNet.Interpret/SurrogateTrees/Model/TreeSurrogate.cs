using System.Text.Json;

namespace MLNet.Interpret.SurrogateTrees;

/// <summary>A tree and what its values are added to.</summary>
/// <param name="Tree">The tree.</param>
/// <param name="Output">The score that it gives; null where each leaf has a value for every score.</param>
public sealed record SurrogateMember(DecisionTree Tree, int? Output = null);

/// <summary>A surrogate of a model: one tree, or several whose values add up. Several threads may use it at once.</summary>
public sealed class TreeSurrogate
{
    /// <summary>A surrogate.</summary>
    /// <param name="features">The features.</param>
    /// <param name="classes">The names of the classes; none where a number is predicted.</param>
    /// <param name="members">The trees.</param>
    public TreeSurrogate(IReadOnlyList<TreeFeature> features, IReadOnlyList<string> classes, IReadOnlyList<SurrogateMember> members)
    {
        Features = features;
        Classes = classes;
        Members = members.Count > 0 ? members : throw new ArgumentException("A surrogate has at least one tree.", nameof(members));
    }

    /// <summary>The features.</summary>
    public IReadOnlyList<TreeFeature> Features { get; }

    /// <summary>The names of the classes; none where a number is predicted.</summary>
    public IReadOnlyList<string> Classes { get; }

    /// <summary>The trees.</summary>
    public IReadOnlyList<SurrogateMember> Members { get; }

    /// <summary>The number of scores: one for each class, or 1.</summary>
    public int Outputs => Math.Max(Classes.Count, 1);

    /// <summary>The number of leaves of all trees.</summary>
    public int Leaves => Members.Sum(m => m.Tree.Leaves);

    /// <summary>The depth of the deepest tree.</summary>
    public int Depth => Members.Max(m => m.Tree.Depth);

    /// <summary>The only tree.</summary>
    /// <exception cref="InvalidOperationException">There are several.</exception>
    public DecisionTree Tree => Members.Count == 1
        ? Members[0].Tree
        : throw new InvalidOperationException($"This surrogate has {Members.Count} trees, one for each class or several that add up; look at Members.");

    /// <summary>The scores of a row.</summary>
    /// <param name="row">A value for each feature.</param>
    /// <param name="scores">Takes the scores.</param>
    public void Score(ReadOnlySpan<float> row, Span<double> scores)
    {
        scores.Clear();
        foreach (SurrogateMember member in Members)
        {
            member.Tree.AddValue(row, member.Output is { } output ? scores.Slice(output, 1) : scores);
        }
    }

    /// <summary>The tree that tells most of a prediction: the first that gives the predicted class's score.</summary>
    public DecisionTree TreeOf(int predicted) =>
        (Members.FirstOrDefault(m => m.Output == predicted || m.Output is null) ?? Members[0]).Tree;

    /// <summary>How faithful it is to what the model says of rows: the share of rows with the model's class, or R2 where a number is predicted.</summary>
    /// <param name="examples">The rows and what the model says of them.</param>
    public double Fidelity(Examples examples)
    {
        ArgumentNullException.ThrowIfNull(examples);
        double[] scores = new double[Outputs];
        int[] labels = Classes.Count > 0 ? examples.Labels() : [];
        double same = 0, error = 0, variance = 0, mean = examples.Targets.Average();
        for (int i = 0; i < examples.Count; i++)
        {
            Score(examples.Row(i), scores);
            if (Classes.Count > 0)
            {
                same += ArgMax(scores) == labels[i] ? 1 : 0;
                continue;
            }
            double target = examples.Target(i)[0];
            error += (scores[0] - target) * (scores[0] - target);
            variance += (target - mean) * (target - mean);
        }
        return Classes.Count > 0 ? same / examples.Count : 1 - error / variance;
    }

    /// <summary>The trees as text.</summary>
    public string ToText()
    {
        string Leaf(TreeNode node)
        {
            int best = ArgMax(node.Value);
            return node.Value.Count == Classes.Count
                ? FormattableString.Invariant($"{Classes[best]} ({node.Value[best]:0.###}, {node.Count:0.#} rows)")
                : FormattableString.Invariant($"{node.Value[0]:G5} ({node.Count:0.#} rows)");
        }
        return string.Join('\n', Members.Select(m => (m.Output is { } o && Classes.Count > 0 ? $"{Classes[o]}:\n" : "") + m.Tree.ToText(Leaf)));
    }

    /// <summary>The surrogate as JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(new SurrogateFile(Features, Classes, [.. Members.Select(m => new MemberFile(m.Output, m.Tree.Nodes))]));

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <exception cref="InvalidDataException">It is none.</exception>
    public static TreeSurrogate FromJson(string json)
    {
        try
        {
            SurrogateFile file = JsonSerializer.Deserialize<SurrogateFile>(json) ?? throw new JsonException("The text is null.");
            return new(file.Features, file.Classes, [.. file.Members.Select(m => new SurrogateMember(new DecisionTree(file.Features, m.Nodes), m.Output))]);
        }
        catch (Exception e) when (e is JsonException or ArgumentException or NotSupportedException)
        {
            throw new InvalidDataException($"This is no surrogate tree: {e.Message}", e);
        }
    }

    internal static int ArgMax(IReadOnlyList<double> values)
    {
        int best = 0;
        for (int i = 1; i < values.Count; i++)
        {
            best = values[i] > values[best] ? i : best;
        }
        return best;
    }

    private sealed record SurrogateFile(IReadOnlyList<TreeFeature> Features, IReadOnlyList<string> Classes, IReadOnlyList<MemberFile> Members);

    private sealed record MemberFile(int? Output, IReadOnlyList<TreeNode> Nodes);
}
