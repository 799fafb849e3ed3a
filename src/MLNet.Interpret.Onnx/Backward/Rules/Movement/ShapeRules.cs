namespace MLNet.Interpret.Onnx.Backward.Rules.Movement;

/// <summary>Operators that change a tensor's shape, or repeat it.</summary>
internal static class ShapeRules
{
    public static void AddTo(RuleTable table) => table
        .Row("Reshape", SameElements)
        .Row("Flatten", SameElements)
        .Row("Squeeze", n => [n.Node.HasInput(1) ? n.Graph.Add("Unsqueeze", n.DY(), n.X(1)) : n.ReshapeToX(n.DY(), n.ShapeY())])
        .Row("Unsqueeze", n => [n.Graph.Add("Squeeze", n.DY(), n.X(1))])
        .Row("Transpose", Transpose)
        .Row("Expand", n => [n.Unbroadcast(n.DY(), n.ShapeY(), 0)])
        .Row("Tile", Tile);

    private static IReadOnlyList<Value?> SameElements(BackwardNode n) => [n.ReshapeToX(n.DY(), n.ShapeY())];

    private static IReadOnlyList<Value?> Transpose(BackwardNode n)
    {
        long[]? permutation = n.Node.Ints("perm");
        long[] back = new long[n.ShapeX().Rank];
        for (int i = 0; i < back.Length; i++)
        {
            back[permutation?[i] ?? back.Length - 1 - i] = i;
        }
        return [n.DY().Transpose(back)];
    }

    /// <summary>Splits every axis into its copies and its size, and sums over the copies.</summary>
    private static IReadOnlyList<Value?> Tile(BackwardNode n)
    {
        GraphBuilder g = n.Graph;
        TensorShape x = n.ShapeX();
        if (n.ConstantX(1)?.ToLongs() is { } repeats && x.IsStatic)
        {
            List<long> sizes = [], copies = [];
            for (int i = 0; i < repeats.Length; i++)
            {
                if (repeats[i] != 1)
                {
                    copies.Add(sizes.Count);
                    sizes.Add(repeats[i]);
                }
                sizes.Add(x[i].Value);
            }
            return [copies.Count == 0 ? n.DY() : n.DY().Reshape([.. sizes]).ReduceSum([.. copies], keepDims: false)];
        }
        long[] even = new long[x.Rank];
        for (int i = 0; i < even.Length; i++)
        {
            even[i] = 2 * i;
        }
        Value split = g.Concat([n.X(1).Unsqueeze(1), n.X().ShapeOf().Unsqueeze(1)], 1).Reshape(-1);
        return [n.DY().Reshape(split).ReduceSum(even, keepDims: false)];
    }
}
