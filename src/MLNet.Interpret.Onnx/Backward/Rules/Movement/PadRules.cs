namespace MLNet.Interpret.Onnx.Backward.Rules.Movement;

/// <summary>Padding and cropping.</summary>
internal static class PadRules
{
    public static void AddTo(RuleTable table) => table
        .Row("Pad", n => n.Node.Text("mode", "constant") == "constant" ? PadConstant(n) : [PadFromInput(n)])
        .Row("CenterCropPad", n => [CenterCropPad(n)]);

    private static IReadOnlyList<Value?> PadConstant(BackwardNode n)
    {
        Value kept = Cropped(n);
        if (!n.Needs(2))
        {
            return [kept];
        }
        Value constants = n.DY().ReduceSum([], keepDims: false) - kept.ReduceSum([], keepDims: false);
        return [kept, null, n.ReshapeToX(constants, new TensorShape(), 2)];
    }

    /// <summary>The gradient without what was padded.</summary>
    private static Value Cropped(BackwardNode n)
    {
        GraphBuilder g = n.Graph;
        bool areSome = n.Node.HasInput(3);
        if (n.ConstantX(1)?.ToLongs() is not { } pads || areSome && n.ConstantX(3) is null)
        {
            return areSome ? g.Add("Pad", n.DY(), -n.X(1), default, n.X(3)) : g.Add("Pad", n.DY(), -n.X(1));
        }
        int count = pads.Length / 2;
        long[] axes = n.LongsX(3) is { } given ? [.. given.Select(a => (long)n.ShapeX().Axis(a))] : [.. Enumerable.Range(0, count)];
        return n.DY().PadWithZeros(n.ShapeX().Rank, [.. pads[..count].Select(p => -p)], [.. pads[count..].Select(p => -p)], axes);
    }

    /// <summary>The modes that fill the margin with elements of the input: axis by axis, those elements get their copies' gradients too.</summary>
    private static Value PadFromInput(BackwardNode n)
    {
        TensorShape x = n.ShapeX();
        if (n.ConstantX(1)?.ToLongs() is not { } pads || n.Node.HasInput(3) && n.ConstantX(3) is null)
        {
            return ByPositions(n);
        }
        long[]? axes = n.LongsX(3);
        int count = pads.Length / 2;
        Value dy = n.DY();
        for (int k = 0; k < count; k++)
        {
            int axis = x.Axis(axes?[k] ?? k);
            if (pads[k] == 0 && pads[count + k] == 0)
            {
                continue;
            }
            if (!x[axis].IsKnown)
            {
                return ByPositions(n);
            }
            dy = GatherBack(dy, x.Rank, axis, Sources(n.Node.Text("mode", ""), x[axis].Value, pads[k], pads[count + k]), x[axis].Value);
        }
        return dy;
    }

    private static Value ByPositions(BackwardNode n) => Positions.SendBack(n, positions =>
    {
        GraphBuilder g = n.Graph;
        NodeInProgress pad = n.Node.HasInput(3) ? g.Node("Pad", positions, n.X(1), default, n.X(3)) : g.Node("Pad", positions, n.X(1));
        return pad.With("mode", n.Node.Text("mode", "")).Out();
    });

    /// <summary>For each position along a padded axis, the position that its element comes from.</summary>
    private static long[] Sources(string mode, long size, long begin, long end)
    {
        long[] sources = new long[begin + size + end];
        for (int j = 0; j < sources.Length; j++)
        {
            long i = j - begin;
            sources[j] = mode switch
            {
                "edge" => Math.Clamp(i, 0, size - 1),
                "wrap" => Modulo(i, size),
                _ when size == 1 => 0,
                _ => size - 1 - Math.Abs(size - 1 - Modulo(i, 2 * (size - 1))),
            };
        }
        return sources;
    }

    private static long Modulo(long a, long b) => (a % b + b) % b;

    /// <summary>Sums what lies along an axis into the positions named by <paramref name="sources"/>, one run of rising, falling or equal positions at a time.</summary>
    private static Value GatherBack(Value dy, int rank, int axis, long[] sources, long size)
    {
        GraphBuilder g = dy.Graph;
        List<Value> parts = [];
        for (int from = 0, to; from < sources.Length; from = to)
        {
            to = from + 1;
            long step = to < sources.Length ? sources[to] - sources[from] : 1;
            step = step is 0 or -1 ? step : 1;
            while (to < sources.Length && sources[to] - sources[to - 1] == step)
            {
                to++;
            }
            Value part = step == -1
                ? dy.Slice(g.Longs(to - 1), g.Longs(from == 0 ? long.MinValue : from - 1), g.Longs(axis), g.Longs(-1))
                : dy.Slice([from], [to], [axis]);
            part = step == 0 ? part.ReduceSum([axis]) : part;
            long first = step == -1 ? sources[to - 1] : sources[from];
            long length = step == 0 ? 1 : to - from;
            parts.Add(part.PadWithZeros(rank, [first], [size - first - length], [axis]));
        }
        return g.Sum(parts);
    }

    /// <summary>What was padded is cropped and what was cropped is padded, about the same centre.</summary>
    private static Value CenterCropPad(BackwardNode n)
    {
        GraphBuilder g = n.Graph;
        long[] axes = n.Node.Ints("axes") is { } given ? [.. given.Select(a => (long)n.ShapeX().Axis(a))] : [.. Enumerable.Range(0, n.ShapeX().Rank)];
        Value sizes = g.Concat([.. axes.Select(a => n.X().SizeOf((int)a))], 0);
        return g.Node("CenterCropPad", n.DY(), sizes).With("axes", axes).Out();
    }
}
