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
        long size = width / heads, part = n.Node.Int("rotary_embedding_dim", 0);
        Rotation rotation = new(heads, size, part > 0 ? part : size, isFlat, n.Node.Int("interleaved", 0) != 0);
        return rotation.Of(x(0), Angles(1), Angles(2));

        Value Angles(int input) => n.Node.HasInput(3) ? g.Node("Gather", x(input), x(3)).With("axis", 0L).Out() : x(input);
    }
}
