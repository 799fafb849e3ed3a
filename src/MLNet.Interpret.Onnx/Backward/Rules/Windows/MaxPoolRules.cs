using MLNet.Interpret.Onnx.Backward.Rules.Movement;

namespace MLNet.Interpret.Onnx.Backward.Rules.Windows;

/// <summary>Pooling by the maximum. Where several elements of a window are the largest, the gradient goes to the first.</summary>
internal static class MaxPoolRules
{
    /// <summary>Up to so many taps a window's winner is found by comparing them one by one, which takes nodes for each.</summary>
    private const int MostTapsCompared = 32;

    public static void AddTo(RuleTable table) => table
        .Row("MaxPool", n => [n.HasDY() ? MaxPool(n) : null])
        .Row("MaxUnpool", n => [n.Graph.Node("Gather", n.DY().Reshape(-1), n.X(1)).With("axis", 0).Out()])
        .Elementwise("GlobalMaxPool", GlobalMaxPool);

    private static Value MaxPool(BackwardNode n)
    {
        if (n.Node.Int("storage_order", 0) != 0)
        {
            throw n.Unsupported("its attribute 'storage_order' is 1, column by column");
        }
        WindowGeometry w = WindowGeometry.Of(n, n.Node.Ints("kernel_shape")!);
        if (NeighbourMaxima.CanFind(n, w))
        {
            return NeighbourMaxima.Spread(n, w, n.DY());
        }
        if (w.Taps > MostTapsCompared)
        {
            NodeInProgress again = n.Graph.Node("MaxPool", n.X()).WithAll(n.Node);
            again.Out();
            Value places = again.Out(ElementType.Int64);
            return n.ReshapeToX(n.ZerosOfX().Reshape(-1).ScatterElements(places.Reshape(-1), n.DY().Reshape(-1), 0, "add"), new TensorShape(-1));
        }
        MaxPoolWinners winners = new(n, w);
        return w.IsTiling && n.DY().CanRepeat() ? winners.Tile(n.DY()) : winners.Scatter(n.DY());
    }

    private static Value GlobalMaxPool(BackwardNode n)
    {
        long positions = n.ShapeX().Spatial(n).Aggregate(1L, (a, b) => a * b);
        Value winner = n.Graph.Node("ArgMax", n.X().Reshape(0, 0, positions)).With("axis", 2).Out(ElementType.Int64);
        Value places = n.Graph.Longs([.. Enumerable.Range(0, (int)positions).Select(i => (long)i)]);
        Value mask = winner.EqualTo(places).Cast(n.X().Element);
        return n.ReshapeToX(n.DY().Reshape(0, 0, 1) * mask, new TensorShape(-1));
    }
}
