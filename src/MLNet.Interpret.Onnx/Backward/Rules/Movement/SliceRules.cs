namespace MLNet.Interpret.Onnx.Backward.Rules.Movement;

/// <summary>Slices.</summary>
internal static class SliceRules
{
    public static void AddTo(RuleTable table) => table.Row("Slice", n => [Ranges(n) is { } ranges ? PutBack(n, ranges) : SendBack(n)]);

    /// <summary>The elements that a slice takes along one axis: <c>Start</c>, <c>Start + Step</c>, ..., <c>Length</c> of them.</summary>
    private readonly record struct Taken(int Axis, long Size, long Start, long Step, long Length);

    /// <summary>What is taken of each axis, where all of it is known; otherwise null.</summary>
    private static List<Taken>? Ranges(BackwardNode n)
    {
        if (n.ConstantX(1)?.ToLongs() is not { } starts || n.ConstantX(2)?.ToLongs() is not { } ends
            || n.Node.HasInput(3) && n.ConstantX(3) is null || n.Node.HasInput(4) && n.ConstantX(4) is null)
        {
            return null;
        }
        TensorShape x = n.ShapeX();
        long[]? axes = n.LongsX(3), steps = n.LongsX(4);
        List<Taken> ranges = [];
        for (int k = 0; k < starts.Length; k++)
        {
            int axis = x.Axis(axes?[k] ?? k);
            if (!x[axis].IsKnown)
            {
                return null;
            }
            ranges.Add(Take(axis, x[axis].Value, starts[k], ends[k], steps?[k] ?? 1));
        }
        return ranges;
    }

    private static Taken Take(int axis, long size, long start, long end, long step)
    {
        long lowest = step > 0 ? 0 : -1, highest = step > 0 ? size : size - 1;
        start = Math.Clamp(start < 0 ? start + size : start, step > 0 ? 0 : Math.Min(0, highest), highest);
        end = Math.Clamp(end < 0 ? end + size : end, lowest, highest);
        long span = step > 0 ? end - start : start - end;
        long stride = Math.Abs(step);
        return new Taken(axis, size, start, step, Math.Max(0, (span + stride - 1) / stride));
    }

    /// <summary>Spreads the gradient out again, zeros between and around: a Pad, where all steps are 1.</summary>
    private static Value PutBack(BackwardNode n, List<Taken> ranges)
    {
        if (ranges.Exists(r => r.Length == 0))
        {
            return n.ZerosOfX();
        }
        Value dy = n.DY();
        List<Taken> backwards = ranges.FindAll(r => r.Step < 0);
        if (backwards.Count > 0)
        {
            GraphBuilder g = n.Graph;
            long[] axes = [.. backwards.Select(r => (long)r.Axis)];
            long[] ones = [.. axes.Select(_ => -1L)];
            dy = dy.Slice(g.Longs(ones), g.Longs([.. axes.Select(_ => long.MinValue)]), g.Longs(axes), g.Longs(ones));
            ranges = ranges.ConvertAll(r => r.Step < 0 ? r with { Start = r.Start + (r.Length - 1) * r.Step, Step = -r.Step } : r);
        }
        if (Spread(n, dy, ranges) is not { } spread)
        {
            return SendBack(n);
        }
        return spread.PadWithZeros(
            n.ShapeX().Rank,
            [.. ranges.Select(r => r.Start)],
            [.. ranges.Select(r => r.Size - r.Start - r.Length * r.Step)],
            [.. ranges.Select(r => (long)r.Axis)]);
    }

    /// <summary>Puts step - 1 zeros after each element; null where too many sizes are unknown for it.</summary>
    private static Value? Spread(BackwardNode n, Value dy, List<Taken> ranges)
    {
        TensorShape y = n.ShapeY();
        List<long> inner = [], zeros = [];
        long[] merged = new long[y.Rank];
        int unknown = 0;
        for (int i = 0; i < merged.Length; i++)
        {
            Taken strided = ranges.Find(r => r.Axis == i && r.Step > 1);
            if (strided.Step > 1)
            {
                inner.Add(i + 1 + inner.Count);
                zeros.Add(strided.Step - 1);
                merged[i] = strided.Length * strided.Step;
            }
            else if (y[i].IsKnown)
            {
                merged[i] = y[i].Value;
            }
            else if (inner.Count > 0)
            {
                merged[i] = -1;
                unknown++;
            }
        }
        return inner.Count == 0 ? dy
            : unknown > 1 ? null
            : dy.Unsqueeze([.. inner]).PadWithZeros(y.Rank + inner.Count, new long[inner.Count], [.. zeros], [.. inner]).Reshape(merged);
    }

    private static Value SendBack(BackwardNode n) => Positions.SendBack(n, positions =>
    {
        Value[] inputs = [positions, .. Enumerable.Range(1, n.InputCount - 1).Select(k => n.Node.HasInput(k) ? n.X(k) : default)];
        return n.Graph.Add("Slice", inputs);
    });
}
