namespace MLNet.Interpret.Onnx.Backward.Rules.Movement;

/// <summary>Operators that put elements into another order, choose between them, or mask them.</summary>
internal static class RearrangementRules
{
    public static void AddTo(RuleTable table) => table
        .Broadcasting("Where", n =>
        [
            null,
            n.Needs(1) ? n.Graph.Where(n.X(0), n.DY(), n.DY().Like(0)) : null,
            n.Needs(2) ? n.Graph.Where(n.X(0), n.DY().Like(0), n.DY()) : null,
        ])
        .Row("Trilu", n => [(n.Node.HasInput(1) ? n.Graph.Node("Trilu", n.DY(), n.X(1)) : n.Graph.Node("Trilu", n.DY())).WithAll(n.Node).Out()])
        .Row("ReverseSequence", n => [n.Graph.Node("ReverseSequence", n.DY(), n.X(1)).WithAll(n.Node).Out()])
        .Row("SpaceToDepth", n => [n.Graph.Node("DepthToSpace", n.DY()).With("blocksize", n.Node.Int("blocksize", 1)).Out()])
        .Row("DepthToSpace", DepthToSpace)
        .Row("Col2Im", Col2Im);

    private static IReadOnlyList<Value?> DepthToSpace(BackwardNode n)
    {
        GraphBuilder g = n.Graph;
        long block = n.Node.Int("blocksize", 1);
        Value blockMajor = g.Node("SpaceToDepth", n.DY()).With("blocksize", block).Out();
        if (n.Node.Text("mode", "DCR") == "DCR")
        {
            return [blockMajor];
        }
        long places = block * block;
        long depth = n.ShapeX()[1] is { IsKnown: true } channels
            ? channels.Value / places
            : throw n.Unsupported($"the number of channels of '{n.Node.Inputs[0]}' is not known");
        long[] order = new long[places * depth];
        for (int k = 0; k < order.Length; k++)
        {
            order[k] = k % places * depth + k / places;
        }
        return [g.Node("Gather", blockMajor, g.Longs(order)).With("axis", 1).Out()];
    }

    /// <summary>Cuts the patches out again: a convolution for each channel whose kernels each let one place of the patch through.</summary>
    private static IReadOnlyList<Value?> Col2Im(BackwardNode n)
    {
        GraphBuilder g = n.Graph;
        long[] block = n.LongsX(2)!;
        long places = block.Aggregate(1L, (product, size) => product * size);
        long channels = n.ShapeX()[1] is { IsKnown: true } columns
            ? columns.Value / places
            : throw n.Unsupported($"the number of rows of '{n.Node.Inputs[0]}' is not known");
        double[] kernels = new double[channels * places * places];
        for (long k = 0; k < channels * places; k++)
        {
            kernels[k * places + k % places] = 1;
        }
        Value kernel = g.Constant(OnnxTensor.Of(n.X().Element, kernels, [channels * places, 1, .. block]), "patch");
        Value patches = g.Node("Conv", n.DY(), kernel).WithAll(n.Node).With("group", channels).Out();
        return [patches.Reshape(0, channels * places, -1)];
    }
}
