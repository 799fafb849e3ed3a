namespace MLNet.Interpret.Onnx.Backward.Rules.Composite;

/// <summary>What an attention node adds to its scores: numbers of its own, and what forbids keys to queries.</summary>
/// <remarks>
/// Keys are forbidden by a boolean mask, by minus infinity in one of numbers, by coming later than the query, and by the lengths of rows. A
/// forbidden key gets the lowest number there is, which no score changes, so that its weight and all that goes back from it are zero.
/// </remarks>
/// <param name="n">The node.</param>
/// <param name="g">The graph that the definition is built in.</param>
/// <param name="x">The node's inputs there.</param>
internal sealed class AttentionMask(BackwardNode n, GraphBuilder g, Func<int, Value> x)
{
    private const int Mask = 3, Past = 4, Lengths = 6;

    /// <summary>Numbers forbid from here on down: files write minus infinity, or the lowest number there is.</summary>
    private const float Forbidden = float.MinValue / 2;

    /// <summary>What is added to the scores, of a shape that broadcasts to theirs; null where it is nothing.</summary>
    /// <param name="query">The queries, [batch, heads, sequence, size].</param>
    /// <param name="key">The keys.</param>
    /// <param name="attends">1 for queries that may attend to any key, 0 for those whose result is zeros; null where there are none of these.</param>
    public Value? Bias(Value query, Value key, out Value? attends)
    {
        bool hasMask = n.Node.HasInput(Mask), isBoolean = hasMask && x(Mask).Element == ElementType.Bool, isFinite = hasMask && IsFinite(n.ConstantX(Mask));
        Value? numbers = hasMask && !isBoolean ? x(Mask) : null;
        Value? some = isBoolean ? x(Mask) : null;
        if (numbers is { } any && !isFinite)
        {
            some = any > Forbidden;
            numbers = g.Where(some.Value, any, any.Like(0));
        }
        Value keys = key.CountAlong(2);
        Value? lengths = n.Node.HasInput(Lengths) ? x(Lengths).Unsqueeze(1, 2, 3) : null;
        some = lengths is { } given ? And(some, keys < given) : some;
        bool canBeNone = some is not null;
        if (n.Node.Int("is_causal", 0) != 0)
        {
            // The last query stands where the last key does.
            Value queries = query.CountAlong(2).Unsqueeze(1);
            Value last = n.Node.HasInput(Past) ? queries + x(Past).SizeOf(2) : lengths is { } all ? queries + (all - query.SizeOf(2)) : queries;
            some = And(some, keys.AtMost(last));
        }
        attends = canBeNone ? g.Add("ReduceMax", some!.Value.Cast(query.Element), g.Longs(-1)) : null;
        Value? forbids = some is { } allowed ? g.Where(allowed, query.Like(0), query.Like(float.MinValue)) : null;
        return numbers is { } a && forbids is { } b ? a + b : numbers ?? forbids;
    }

    private static bool IsFinite(OnnxTensor? mask) => mask?.Element == ElementType.Float && Array.TrueForAll(mask.ToFloats(), v => v > Forbidden);

    private static Value And(Value? a, Value b) => a is { } both ? both.And(b) : b;
}
