namespace MLNet.Interpret.Onnx.Backward.Rules.Composite;

/// <summary>Rotations of pairs of elements by angles of their positions.</summary>
internal static class RotaryRules
{
    public static void AddTo(RuleTable table) => table.Row("RotaryEmbedding", RotaryEmbedding);

    private static IReadOnlyList<Value?> RotaryEmbedding(BackwardNode n)
    {
        if (n.Needs(1) || n.Needs(2))
        {
            return Definitions.Backward(n, (_, g, x) => [Rotated(n, g, x)]);
        }
        // A rotation is undone by its opposite.
        Value back = -n.X(2);
        NodeInProgress turned = n.Node.HasInput(3)
            ? n.Graph.Node("RotaryEmbedding", n.DY(), n.X(1), back, n.X(3))
            : n.Graph.Node("RotaryEmbedding", n.DY(), n.X(1), back);
        return [turned.WithAll(n.Node).Out()];
    }

    private static Value Rotated(BackwardNode n, GraphBuilder g, Func<int, Value> x)
    {
        TensorShape shape = n.ShapeX();
        bool isFlat = shape.Rank == 3;
        long heads = isFlat ? n.Node.Int("num_heads", 0) : 1;
        if (shape[^1] is not { IsKnown: true, Value: var width } || heads == 0)
        {
            throw n.Unsupported($"the number and the size of its heads are not known from its attribute 'num_heads' and the shape {shape} of its input");
        }
        long size = width / heads, turned = n.Node.Int("rotary_embedding_dim", 0) is > 0 and var part ? part : size, half = turned / 2;
        bool isInterleaved = n.Node.Int("interleaved", 0) != 0;

        // [batch, sequence, heads, size of a head], and the angles of all heads.
        Value all = isFlat ? x(0).Reshape(0, 0, heads, size) : x(0).Transpose(0, 2, 1, 3);
        Value cos = Angles(1), sin = Angles(2);
        Value first = isInterleaved ? Every(0) : Part(0, half), second = isInterleaved ? Every(1) : Part(half, turned);
        Value real = cos * first - sin * second, imaginary = sin * first + cos * second;
        Value result = isInterleaved
            ? g.Concat([real.Unsqueeze(-1), imaginary.Unsqueeze(-1)], -1).Reshape(0, 0, 0, turned)
            : g.Concat([real, imaginary], -1);
        result = turned == size ? result : g.Concat([result, Part(turned, size)], -1);
        return isFlat ? result.Reshape(0, 0, width) : result.Transpose(0, 2, 1, 3);

        Value Angles(int input) => (n.Node.HasInput(3) ? g.Node("Gather", x(input), x(3)).With("axis", 0L).Out() : x(input)).Unsqueeze(2);

        Value Part(long from, long to) => all.Slice([from], [to], [3]);

        Value Every(long from) => all.Slice(g.Longs(from), g.Longs(turned), g.Longs(3), g.Longs(2));
    }
}
