namespace MLNet.Interpret.Onnx.Backward.Rules.Movement;

/// <summary>Operators that put tensors together and take them apart.</summary>
internal static class JoinRules
{
    public static void AddTo(RuleTable table) => table
        .Row("Concat", Concat)
        .Row("Split", Split);

    private static IReadOnlyList<Value?> Concat(BackwardNode n)
    {
        int axis = n.ShapeY().Axis(n.Node.Int("axis", 0));
        Value?[] gradients = new Value?[n.InputCount];
        if (gradients.Length == 1)
        {
            return [n.DY()];
        }
        long[] sizes = new long[gradients.Length];
        int needed = 0;
        for (int k = 0; k < sizes.Length; k++)
        {
            sizes[k] = n.ShapeX(k)[axis].Value;
            needed += n.Needs(k) ? 1 : 0;
        }
        bool known = !sizes.Contains(-1);
        if (known && needed < sizes.Length)
        {
            long start = 0;
            for (int k = 0; k < sizes.Length; start += sizes[k++])
            {
                gradients[k] = n.Needs(k) ? n.DY().Slice([start], [start + sizes[k]], [axis]) : null;
            }
            return gradients;
        }

        GraphBuilder g = n.Graph;
        Value parts = known ? g.Longs(sizes) : g.Concat([.. Enumerable.Range(0, sizes.Length).Select(k => n.X(k).SizeOf(axis))], 0);
        NodeInProgress split = g.Node("Split", n.DY(), parts).With("axis", axis);
        for (int k = 0; k < gradients.Length; k++)
        {
            gradients[k] = split.Out();
        }
        return gradients;
    }

    private static IReadOnlyList<Value?> Split(BackwardNode n)
    {
        Value[] parts = new Value[n.Node.Outputs.Count];
        for (int k = 0; k < parts.Length; k++)
        {
            parts[k] = n.Node.HasOutput(k) ? n.DY(k) : throw n.Unsupported($"its output {k} has no name; give it one");
        }
        return [n.Graph.Concat(parts, n.Node.Int("axis", 0))];
    }
}
