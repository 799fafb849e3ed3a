namespace MLNet.Interpret.Onnx;

/// <summary>
/// Softmax and its relatives, which before operator set 13 took all axes from one on together, and since then take one axis alone.
/// </summary>
internal static class SoftmaxRows
{
    public static void AddTo(RaiseTable table) =>
        table.Before(13, "Softmax", OverRows).Before(13, "LogSoftmax", OverRows).Before(13, "Hardmax", OverRows);

    private static void OverRows(OldNode n)
    {
        long axis = n.Node.Int("axis", 1);
        if (n.Type(0)?.Shape is { } shape && shape.Axis(axis) == shape.Rank - 1)
        {
            n.Node.Set("axis", -1);
            n.Keep();
            return;
        }
        Value x = n.X();
        Value rows = n.Graph.Node("Flatten", x).With("axis", axis).Out();
        Value result = n.Graph.Node(n.Node.OpType, rows).With("axis", -1).Out();
        Value back = n.Type(0)?.Shape is { IsStatic: true } known ? n.Graph.Longs(known.Sizes) : x.ShapeOf();
        n.Replace(result.Reshape(back));
    }
}
