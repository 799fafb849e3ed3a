namespace MLNet.Interpret.Onnx.Backward;

/// <summary>Undoes broadcasting on gradients.</summary>
internal static class Broadcasting
{
    /// <summary>Sums <paramref name="gradient"/> from one shape down to another that was broadcast to it.</summary>
    /// <remarks>Where names and numbers do not tell which axes were broadcast, the sizes are compared at run time.</remarks>
    public static Value Undo(Value gradient, TensorShape from, TensorShape to, Func<Value> shapeAtRunTime)
    {
        int extra = from.Rank - to.Rank;
        List<long> axes = [];
        for (int i = 0; i < from.Rank; i++)
        {
            if (i < extra)
            {
                axes.Add(i);
            }
            else if (to[i - extra] is { IsKnown: true, Value: not 1 } || from[i].Value == 1 || to[i - extra].SurelyEquals(from[i]))
            {
                continue;
            }
            else if (to[i - extra].Value == 1)
            {
                axes.Add(i);
            }
            else
            {
                return UndoAtRunTime(gradient, extra, shapeAtRunTime());
            }
        }
        if (axes.Count == 0)
        {
            return gradient;
        }
        if (extra == 0)
        {
            return gradient.ReduceSum([.. axes]);
        }
        if (axes.Count == extra)
        {
            return gradient.ReduceSum([.. axes], keepDims: false);
        }
        Value sum = gradient.ReduceSum([.. axes]);
        return to.IsStatic ? sum.Reshape(to.Sizes) : sum.Reshape(shapeAtRunTime());
    }

    private static Value UndoAtRunTime(Value gradient, int extra, Value shape)
    {
        GraphBuilder g = gradient.Graph;
        long[] ones = new long[extra];
        Array.Fill(ones, 1);
        Value aligned = extra == 0 ? shape : g.Concat([g.Longs(ones), shape], 0);
        Value reduced = g.Node("NonZero", aligned.EqualTo(gradient.ShapeOf()).Not()).Out(ElementType.Int64).Reshape(-1);
        // With no axes ONNX Runtime sums an empty tensor over all of them, so there is always one more.
        Value sum = g.Node("ReduceSum", gradient.Unsqueeze([0]), g.Concat([g.Longs(0), reduced + 1], 0)).With("keepdims", 1).Out();
        return extra == 0 ? sum.Squeeze([0]) : g.Node("Reshape", sum, shape).With("allowzero", 1).Out();
    }
}
