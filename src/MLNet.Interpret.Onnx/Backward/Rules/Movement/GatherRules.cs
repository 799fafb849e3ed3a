namespace MLNet.Interpret.Onnx.Backward.Rules.Movement;

/// <summary>Operators that pick elements by index.</summary>
internal static class GatherRules
{
    public static void AddTo(RuleTable table) => table
        .Row("Gather", n => [Gather(n)])
        .Row("GatherElements", n => [n.ZerosOfX().ScatterElements(n.X(1), n.DY(), n.Node.Int("axis", 0), "add")])
        .Row("GatherND", n => [Positions.SendBack(n, p => n.Graph.Node("GatherND", p, n.X(1)).WithAll(n.Node).Out())])
        .Row("Compress", n => [Positions.SendBack(n, p => n.Graph.Node("Compress", p, n.X(1)).WithAll(n.Node).Out())])
        .Row("TopK", n => [n.HasDY(0) ? n.ZerosOfX().ScatterElements(n.Y(1), n.DY(0), n.Node.Int("axis", -1), "none") : null])
        .Row("Unique", n => [n.HasDY(0) ? Unique(n) : null]);

    /// <summary>Of equal elements, or slices, it is the first that is given, and so that gets the gradient.</summary>
    private static Value Unique(BackwardNode n)
    {
        List<string> outputs = n.Node.Outputs;
        if (!n.Node.HasOutput(1))
        {
            string places = n.Graph.FreshName("first");
            outputs.RemoveRange(1, Math.Min(1, outputs.Count - 1));
            outputs.Insert(1, places);
        }
        Value first = n.Graph.Existing(outputs[1], ElementType.Int64), dy = n.DY();
        if (!n.Node.Has("axis"))
        {
            return Positions.Scatter(n, n.ZerosOfX(), first, dy, "none");
        }
        TensorShape x = n.ShapeX();
        int axis = x.Axis(n.Node.Int("axis", 0));
        long[] along = new long[x.Rank];
        Array.Fill(along, 1);
        along[axis] = -1;
        return n.ZerosOfX().ScatterElements(first.Reshape(along).Expand(dy.ShapeOf()), dy, axis, "none");
    }

    private static Value Gather(BackwardNode n)
    {
        TensorShape x = n.ShapeX();
        int axis = x.Axis(n.Node.Int("axis", 0));
        Value dy = Collapsed(n, axis);
        if (x[axis].IsKnown && n.ConstantX(1)?.ToLongs() is { Length: > 0 } indices && Places(indices, x[axis].Value) is { } places)
        {
            return PutBack(dy, x.Rank, axis, places, indices.Length);
        }
        long[] along = new long[x.Rank];
        Array.Fill(along, 1);
        along[axis] = -1;
        return n.ZerosOfX().ScatterElements(n.X(1).Reshape(along).Expand(dy.ShapeOf()), dy, axis, "add");
    }

    /// <summary>The gradient with the axes of the indices made one, in the place of the axis that was gathered from.</summary>
    private static Value Collapsed(BackwardNode n, int axis)
    {
        TensorShape x = n.ShapeX(), indices = n.ShapeX(1);
        switch (indices.Rank)
        {
            case 0:
                return n.DY().Unsqueeze(axis);
            case 1:
                return n.DY();
        }
        long[] sizes = new long[x.Rank];
        int unknown = 0;
        for (int i = 0; i < sizes.Length; i++)
        {
            // A zero keeps a size that stands before the axis, where gradient and input agree.
            sizes[i] = i == axis ? indices.IsStatic ? indices.ElementCount : -1 : i < axis && !x[i].IsKnown ? 0 : x[i].Value;
            unknown += sizes[i] < 0 ? 1 : 0;
        }
        if (unknown <= 1)
        {
            return n.DY().Reshape(sizes);
        }
        Value shape = n.X().ShapeOf();
        return n.DY().Reshape(n.Graph.Concat(
            [shape.Slice([0], [axis], [0]), n.Graph.Longs(-1), shape.Slice([axis + 1], [x.Rank], [0])], 0));
    }

    /// <summary>For each position of the axis the place in the gradient that belongs there, or -1; null where one is picked twice.</summary>
    private static long[]? Places(long[] indices, long size)
    {
        long[] places = new long[size];
        Array.Fill(places, -1);
        for (int k = 0; k < indices.Length; k++)
        {
            long i = indices[k] < 0 ? indices[k] + size : indices[k];
            if (i < 0 || i >= size || places[i] >= 0)
            {
                return null;
            }
            places[i] = k;
        }
        return places;
    }

    private static Value PutBack(Value dy, int rank, int axis, long[] places, int count)
    {
        int first = places.IndexOf(0);
        if (places.AsSpan(first).StartsWith([.. Enumerable.Range(0, count).Select(k => (long)k)]))
        {
            return dy.PadWithZeros(rank, [first], [places.Length - first - count], [axis]);
        }
        // What was not picked gets a zero, which stands behind the gradient.
        Value known = count == places.Length ? dy : dy.PadWithZeros(rank, [0], [1], [axis]);
        long[] from = Array.ConvertAll(places, p => p < 0 ? count : p);
        return dy.Graph.Node("Gather", known, dy.Graph.Longs(from)).With("axis", axis).Out();
    }
}
