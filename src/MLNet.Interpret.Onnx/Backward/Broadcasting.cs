namespace MLNet.Interpret.Onnx.Backward;

/// <summary>Undoes broadcasting on gradients.</summary>
internal static class Broadcasting
{
    /// <summary>Sums <paramref name="gradient"/> from one shape down to another that was broadcast to it.</summary>
    public static Value Undo(Value gradient, TensorShape from, TensorShape to, Func<Value> shapeAtRunTime, OnnxNode node)
    {
        int extra = from.Rank - to.Rank;
        List<long> axes = [];
        for (int i = 0; i < from.Rank; i++)
        {
            if (i < extra)
            {
                axes.Add(i);
            }
            else if (!to[i - extra].SurelyEquals(from[i]))
            {
                if (to[i - extra] is not { Value: 1 } && from[i].Value != 1)
                {
                    throw new NotSupportedException(
                        $"The gradient of {node.Label} is not supported: axis {i} is broadcast from {to} to {from}, sizes that are not both known. Fix the batch size.");
                }
                axes.Add(i);
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
}
