namespace MLNet.Interpret.Onnx.Backward;

/// <summary>The class of each row that is explained, and the gradient to start from: one at its score, zero elsewhere.</summary>
/// <param name="Target">The class, Int64[batch].</param>
/// <param name="Seed">The gradient, of the scores' shape.</param>
/// <param name="Score">The class's score, [batch].</param>
internal readonly record struct TargetSeed(Value Target, Value Seed, Value Score)
{
    /// <summary>Adds the nodes.</summary>
    /// <param name="scores">The scores: [batch], [batch, classes], or with more dimensions, over which classes are counted.</param>
    /// <param name="shape">Their shape.</param>
    /// <param name="given">The class of each row, negative for that of the highest score; null for that of the highest score in every row.</param>
    /// <param name="leader">The row whose highest score decides for each row, Int64[batch]; null for the row itself.</param>
    public static TargetSeed Emit(Value scores, TensorShape shape, Value? given, Value? leader)
    {
        GraphBuilder g = scores.Graph;
        Value flat = shape.Rank switch
        {
            1 => scores.Unsqueeze(1),
            2 => scores,
            _ => scores.Reshape(0, -1),
        };
        Value best = g.Node("ArgMax", flat).With("axis", 1).With("keepdims", 1).Out(ElementType.Int64);
        if (leader is { } rows)
        {
            best = g.Node("Gather", best, rows).With("axis", 0L).Out();
        }
        Value target = best;
        if (given is { } classes)
        {
            Value column = classes.Unsqueeze(1);
            target = g.Where(column < 0, best, column);
        }

        bool counted = shape.Skip(1).All(d => d.IsKnown);
        Value all = counted
            ? g.Constant(OnnxTensor.Of(Range(shape.Product(1, shape.Rank)), 1, shape.Product(1, shape.Rank)), "classes")
            : g.Node("Range", g.LongScalar(0), flat.ShapeOf().Slice([1], [2], [0]).Squeeze(0), g.LongScalar(1)).Out(ElementType.Int64).Unsqueeze(0);
        Value seed = target.EqualTo(all).Cast(scores.Element);
        if (shape.Rank != 2)
        {
            seed = shape.Rank == 1 ? seed.Squeeze(1) : seed.Reshape(scores.ShapeOf());
        }
        // GatherElements fails where a class is out of range, which would otherwise give a gradient of zeros.
        Value score = g.Node("GatherElements", flat, target).With("axis", 1).Out().Squeeze(1);
        return new TargetSeed(target.Squeeze(1), seed, score);
    }

    private static long[] Range(long count)
    {
        long[] range = new long[count];
        for (int i = 0; i < range.Length; i++)
        {
            range[i] = i;
        }
        return range;
    }
}
