namespace MLNet.Interpret.SurrogateTrees;

/// <summary>One of a surrogate's trees that is to be drawn, and what stands above it.</summary>
/// <param name="Heading">What the tree gives; null where there is but one.</param>
/// <param name="Drawing">The tree.</param>
internal sealed record MemberDrawing(string? Heading, TreeDrawing Drawing)
{
    /// <summary>The trees of a surrogate.</summary>
    /// <param name="surrogate">The surrogate.</param>
    /// <param name="examples">The rows on which nodes are measured; null for what the trees were grown from.</param>
    public static IReadOnlyList<MemberDrawing> Of(TreeSurrogate surrogate, Examples? examples)
    {
        ArgumentNullException.ThrowIfNull(surrogate);
        if (surrogate.Members.Count == 1)
        {
            return [new(null, new TreeDrawing(surrogate.Tree, surrogate.Classes, examples is null ? null : NodeFidelity.Measure(surrogate.Tree, examples)))];
        }
        return [.. surrogate.Members.Select((member, at) =>
        {
            SurrogateMember[] alike = [.. surrogate.Members.Where(m => m.Output == member.Output)];
            string what = member.Output is { } output && surrogate.Classes.Count > 0 ? $"The score of {surrogate.Classes[output]}" : "The score";
            // A tree whose value is one of several summands cannot be held against the model by itself.
            IReadOnlyList<NodeFidelity>? measured = examples is null || alike.Length > 1 ? null : NodeFidelity.Measure(member.Tree, Only(examples, member.Output));
            IReadOnlyList<string> classes = member.Output is null ? surrogate.Classes : [];
            return new MemberDrawing(
                alike.Length > 1 ? $"{what}: {Array.IndexOf(alike, member) + 1} of {alike.Length} trees that are added" : what,
                new TreeDrawing(member.Tree, classes, measured));
        })];
    }

    /// <summary>The tree in words.</summary>
    public string Describe() => (Heading is null ? "" : $"{Heading}:\n") + Drawing.Describe();

    private static Examples Only(Examples examples, int? output)
    {
        if (output is not { } column)
        {
            return examples;
        }
        double[] targets = new double[examples.Count];
        for (int i = 0; i < targets.Length; i++)
        {
            targets[i] = examples.Target(i)[column];
        }
        return new(examples.Rows, examples.Width, targets, 1);
    }
}
