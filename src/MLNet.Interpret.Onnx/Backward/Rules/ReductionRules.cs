namespace MLNet.Interpret.Onnx.Backward.Rules;

/// <summary>Reductions over axes.</summary>
internal static class ReductionRules
{
    public static void AddTo(RuleTable table) => table
        .Row("ReduceSum", n => [Kept(n, n.DY()).Expand(n.ShapeValueX())]);

    /// <summary>The axes that the node reduces, counted from the start; none at all is all of them, or none, as the node says.</summary>
    private static long[] Axes(BackwardNode n)
    {
        int rank = n.ShapeX().Rank;
        long[] given = n.LongsX(1) ?? [];
        return given.Length > 0 ? Array.ConvertAll(given, a => (long)n.ShapeX().Axis(a))
            : n.Node.Int("noop_with_empty_axes", 0) != 0 ? []
            : [.. Enumerable.Range(0, rank).Select(i => (long)i)];
    }

    /// <summary>A value of the output's shape with the reduced axes put back, as axes of size one.</summary>
    private static Value Kept(BackwardNode n, Value value) =>
        n.Node.Int("keepdims", 1) != 0 || Axes(n) is not { Length: > 0 } axes ? value : value.Unsqueeze(axes);
}
