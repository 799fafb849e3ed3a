using MLNet.Interpret.Onnx.Backward.Rules.Movement;

namespace MLNet.Interpret.Onnx.Backward.Rules;

/// <summary>Reductions over axes.</summary>
internal static class ReductionRules
{
    private const int LargestFactor = 4096;

    public static void AddTo(RuleTable table) => table
        .Row("ReduceSum", n => [Spread(n, Kept(n, n.DY()))])
        .Row("ReduceMean", n => [Spread(n, Kept(n, n.DY()), share: true)])
        .Row("ReduceSumSquare", n => [n.X() * (Kept(n, n.DY()) * 2)])
        .Row("ReduceL1", n => [n.X().Sign() * Kept(n, n.DY())])
        .Row("ReduceL2", ReduceL2)
        .Row("ReduceLogSum", n => [Spread(n, Kept(n, n.DY() / n.Y().Exp()))])
        .Row("ReduceLogSumExp", n => [(n.X() - Kept(n, n.Y())).Exp() * Kept(n, n.DY())])
        .Row("ReduceMax", Extreme)
        .Row("ReduceMin", Extreme)
        .Row("ReduceProd", ReduceProd);

    /// <summary>Elements that tie share the gradient evenly, as in PyTorch's amax and amin.</summary>
    private static IReadOnlyList<Value?> Extreme(BackwardNode n)
    {
        long[] axes = Axes(n);
        if (axes.Length == 0)
        {
            return [n.DY()];
        }
        if (Array.Exists(axes, a => n.ShapeX()[(int)a].Value == 0))
        {
            return [n.ZerosOfX()];
        }
        Value chosen = n.X().EqualTo(Kept(n, n.Y())).Cast(n.DY().Element);
        return [chosen * (Kept(n, n.DY()) / chosen.ReduceSum(axes))];
    }

    private static IReadOnlyList<Value?> ReduceL2(BackwardNode n)
    {
        // Where the norm is zero so is x, and the gradient is taken to be zero.
        Value y = n.Y();
        Value norm = n.Graph.Where(y.EqualTo(y.Like(0)), y.Like(1), y);
        return [n.X() * Kept(n, n.DY() / norm)];
    }

    /// <summary>The product of all other elements, exact where elements are zero: of those before times those after.</summary>
    private static IReadOnlyList<Value?> ReduceProd(BackwardNode n)
    {
        long[] axes = Axes(n);
        TensorShape shape = n.ShapeX();
        long[] order = [.. Enumerable.Range(0, shape.Rank).Select(i => (long)i).OrderBy(i => axes.Contains(i) ? 1 : 0)];
        int kept = shape.Rank - axes.Length;
        long count = 1;
        foreach (long axis in axes)
        {
            count *= shape[(int)axis].IsKnown ? shape[(int)axis].Value : throw n.Unsupported($"the size of the reduced axis {axis} is not known");
        }

        Value x = n.X().Transpose(order);
        Value rows = x.Reshape([.. Enumerable.Repeat(0L, kept), count]);
        Value others = RunningProducts.Of(rows, -1, count, exclusive: true, reverse: false) * RunningProducts.Of(rows, -1, count, exclusive: true, reverse: true);
        Value back = others.Reshape([.. Enumerable.Repeat(0L, kept), .. order[kept..].Select(i => shape[(int)i].Value)]);
        return [back.Transpose([.. order.Select((_, i) => (long)Array.IndexOf(order, (long)i))]) * Kept(n, n.DY())];
    }

    /// <summary>Gives a value to all elements that were reduced to it, or to each an equal share of it.</summary>
    private static Value Spread(BackwardNode n, Value value, bool share = false)
    {
        TensorShape shape = n.ShapeX();
        long[] axes = Axes(n), sizes = new long[shape.Rank];
        Array.Fill(sizes, 1);
        long count = 1;
        foreach (long axis in axes)
        {
            sizes[axis] = shape[(int)axis].Value;
            count = count < 0 ? count : count * sizes[axis];
        }
        if (axes.Length == 0 || count == 1)
        {
            return value;
        }
        if (count == 0)
        {
            return n.ZerosOfX();
        }
        if (count is > 0 and <= LargestFactor)
        {
            // A product broadcasts in half the time that Expand takes, and divides as well.
            double[] factor = new double[count];
            Array.Fill(factor, share ? 1.0 / count : 1);
            return value * n.Graph.Constant(OnnxTensor.Of(value.Element, factor, sizes), "share");
        }
        return (share ? value / Count(n) : value).Expand(n.ShapeValueX());
    }

    private static Value Count(BackwardNode n)
    {
        TensorShape shape = n.ShapeX();
        long[] axes = Axes(n);
        if (Array.TrueForAll(axes, a => shape[(int)a].IsKnown))
        {
            long count = 1;
            foreach (long axis in axes)
            {
                count *= shape[(int)axis].Value;
            }
            return n.DY().Like(count);
        }
        return n.X().SizeAs(n.DY().Element) / n.Y().SizeAs(n.DY().Element);
    }

    /// <summary>The axes that the node reduces, counted from the start; none at all is all of them, or none, as the node says.</summary>
    private static long[] Axes(BackwardNode n)
    {
        TensorShape shape = n.ShapeX();
        return n.LongsX(1) is { Length: > 0 } given ? Array.ConvertAll(given, a => (long)shape.Axis(a))
            : n.Node.Int("noop_with_empty_axes", 0) != 0 ? []
            : [.. Enumerable.Range(0, shape.Rank).Select(i => (long)i)];
    }

    /// <summary>A value of the output's shape with the reduced axes put back, as axes of size one.</summary>
    private static Value Kept(BackwardNode n, Value value) =>
        n.Node.Int("keepdims", 1) != 0 || Axes(n) is not { Length: > 0 } axes ? value : value.Unsqueeze(axes);
}
