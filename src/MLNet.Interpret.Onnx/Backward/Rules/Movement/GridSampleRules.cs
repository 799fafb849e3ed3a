namespace MLNet.Interpret.Onnx.Backward.Rules.Movement;

/// <summary>Sampling at points of a grid, between pixels.</summary>
/// <remarks>
/// A point mixes a few pixels along each axis, its taps, with weights that are polynomials of how far it lies behind the first of them.
/// Shapes: N rows, C channels, P points, T taps along an axis, K taps of all axes together.
/// </remarks>
internal static class GridSampleRules
{
    // Row p holds the factors of the p-th power in each tap's weight. Cubic: Keys' convolution kernel with a = -3/4.
    private static readonly double[][] _nearest = [[1]];
    private static readonly double[][] _linear = [[1, 0], [-1, 1]];
    private static readonly double[][] _cubic = [[0, 1, 0, 0], [-0.75, 0, 0.75, 0], [1.5, -2.25, 1.5, -0.75], [-0.75, 1.25, -1.25, 0.75]];

    public static void AddTo(RuleTable table) => table.Row("GridSample", GridSample);

    /// <summary>The taps along one axis: pixels [N, T, P], weights, the weights' slopes, and the pixels for a step of one in the grid.</summary>
    private readonly record struct Taps(Value Pixels, Value Weights, Value Slopes, Value Scale);

    private static IReadOnlyList<Value?> GridSample(BackwardNode n)
    {
        double[][] powers = n.Node.Text("mode", "linear") switch
        {
            "nearest" => _nearest,
            "linear" or "bilinear" => _linear,
            "cubic" or "bicubic" => _cubic,
            string other => throw n.Unsupported($"its mode '{other}' is not one of nearest, linear, cubic"),
        };
        int axes = n.ShapeX().Rank - 2;
        Taps[] taps = new Taps[axes];
        for (int a = 0; a < axes; a++)
        {
            taps[a] = TapsOf(n, powers, a, axes);
        }

        long all = 1;
        Value pixels = taps[0].Pixels;
        for (int a = 1; a < axes; a++)
        {
            all *= powers[0].Length;
            pixels = (pixels.Unsqueeze(2) * Length(n, a) + taps[a].Pixels.Unsqueeze(1)).Reshape(0, all * powers[0].Length, -1);
        }
        all *= powers[0].Length;

        Value dy = n.DY().Reshape(0, 0, 1, -1);
        Value updates = (dy * Product(taps, -1, powers[0].Length).Unsqueeze(1)).Reshape(0, 0, -1);
        Value indices = pixels.Reshape(0, 1, -1).Expand(updates.ShapeOf());
        TensorShape x = n.ShapeX(), flat = new([x[0], x[1], -1]);
        Value? toX = n.Needs(0) ? n.ReshapeToX(n.ZerosOfX().Reshape(0, 0, -1).ScatterElements(indices, updates, 2, "add"), flat) : null;
        if (!n.Needs(1) || powers.Length == 1)
        {
            return [toX];
        }

        Value sampled = n.X().Reshape(0, 0, -1).GatherElements(indices, 2).Reshape(0, 0, all, -1);
        Value toWeights = (dy * sampled).ReduceSum([1], keepDims: false);
        Value[] toGrid = new Value[axes];
        for (int a = 0; a < axes; a++)
        {
            // The grid names the last axis first.
            toGrid[axes - 1 - a] = (toWeights * Product(taps, a, powers[0].Length)).ReduceSum([1]) * taps[a].Scale;
        }
        TensorShape points = new([n.ShapeX(1)[0], -1, axes]);
        return [toX, n.ReshapeToX(n.Graph.Concat(toGrid, 1).Transpose(0, 2, 1), points, 1)];
    }

    private static Value Length(BackwardNode n, int axis) =>
        n.ShapeX()[axis + 2] is { IsKnown: true } known ? n.Graph.Longs(known.Value) : n.X().SizeOf(axis + 2);

    private static Taps TapsOf(BackwardNode n, double[][] powers, int axis, int axes)
    {
        GraphBuilder g = n.Graph;
        bool aligned = n.Node.Int("align_corners", 0) != 0;
        Value length = Length(n, axis), zero = g.Longs(0), one = g.Longs(1);
        Value grid = g.Node("Gather", n.X(1), g.LongScalar(axes - 1 - axis)).With("axis", -1).Out().Reshape(0, 1, -1);
        Value scale = (aligned ? length - one : length).Cast(grid.Element) * 0.5;
        Value at = aligned ? (grid + 1) * scale : (grid + 1) * scale - 0.5;
        Value below = g.Add(powers.Length == 1 ? "Round" : "Floor", at);
        int taps = powers[0].Length;
        Value steps = g.Constant(OnnxTensor.Of([.. Enumerable.Range(0, taps).Select(t => (long)t - (taps - 1) / 2)], 1, taps, 1), "steps");
        Value pixels = below.Cast(ElementType.Int64) + steps;
        (Value weights, Value slopes) = Weigh(at - below, powers);

        switch (n.Node.Text("padding_mode", "zeros"))
        {
            case "zeros":
                Value inside = g.Where(pixels.AtLeast(zero).And(pixels < length), at.Like(1), at.Like(0));
                (weights, slopes) = (weights * inside, slopes * inside);
                break;
            case "reflection":
                // Without aligned corners the mirrors stand half a pixel outside, so that the outermost pixels repeat.
                Value turn = aligned ? length - one : length;
                Value period = g.Add("Max", turn + turn, one);
                Value along = g.Add("Mod", pixels, period);
                pixels = g.Add("Min", along, aligned ? period - along : period - one - along);
                break;
        }
        return new Taps(g.Add("Max", zero, g.Add("Min", pixels, length - one)), weights, slopes, scale);
    }

    /// <summary>The weights of the taps of points that lie a fraction behind a pixel, and their derivatives.</summary>
    private static (Value Weights, Value Slopes) Weigh(Value fraction, double[][] powers)
    {
        Value Factors(int power, double by = 1) => fraction.Graph.Constant(
            OnnxTensor.Of(fraction.Element, Array.ConvertAll(powers[power], c => c * by), 1, powers[power].Length, 1), "factors");

        int degree = powers.Length - 1;
        Value weights = Factors(degree), slopes = Factors(degree, degree);
        for (int p = degree - 1; p >= 0; p--)
        {
            weights = weights * fraction + Factors(p);
            slopes = p > 0 ? slopes * fraction + Factors(p, p) : slopes;
        }
        return (weights, slopes);
    }

    /// <summary>The weights of the taps of all axes, with the slopes in place of the weights of one of them.</summary>
    private static Value Product(Taps[] taps, int slope, long count)
    {
        Value product = slope == 0 ? taps[0].Slopes : taps[0].Weights;
        long all = count;
        for (int a = 1; a < taps.Length; a++)
        {
            all *= count;
            product = (product.Unsqueeze(2) * (slope == a ? taps[a].Slopes : taps[a].Weights).Unsqueeze(1)).Reshape(0, all, -1);
        }
        return product;
    }
}
