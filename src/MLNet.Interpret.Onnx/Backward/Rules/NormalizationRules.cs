namespace MLNet.Interpret.Onnx.Backward.Rules;

/// <summary>Normalisations of values by their statistics, and by statistics that were learnt.</summary>
internal static class NormalizationRules
{
    public static void AddTo(RuleTable table) => table
        .Row("BatchNormalization", BatchNormalization)
        .Row("InstanceNormalization", InstanceNormalization)
        .Row("GroupNormalization", GroupNormalization)
        .Row("LayerNormalization", LayerNormalization)
        .Row("RMSNormalization", RootMeanSquareNormalization)
        .Row("LpNormalization", LpNormalization)
        .Row("LRN", LocalResponseNormalization)
        .Row("Softmax", n => [Softmax(n)])
        .Row("LogSoftmax", n => [n.DY() - n.Y().Exp() * n.DY().ReduceSum([n.Node.Int("axis", -1)])]);

    private static Value Softmax(BackwardNode n)
    {
        Value weighted = n.DY() * n.Y();
        return weighted - n.Y() * weighted.ReduceSum([n.Node.Int("axis", -1)]);
    }

    /// <summary>Values less their mean, divided by their standard deviation.</summary>
    /// <param name="Result">The values so normalised.</param>
    /// <param name="Scale">One divided by the standard deviation.</param>
    /// <param name="Axes">The axes that the statistics are over.</param>
    private readonly record struct Standardized(Value Result, Value Scale, long[] Axes)
    {
        public static Standardized Of(Value x, double epsilon, long[] axes)
        {
            Value centred = x - x.ReduceMean(axes);
            Value scale = 1 / ((centred * centred).ReduceMean(axes) + epsilon).Sqrt();
            return new(centred * scale, scale, axes);
        }

        /// <summary>The gradient of the values, from that of the result: what would shift or stretch all of them is taken out.</summary>
        public Value Backward(Value gradient) =>
            (gradient - gradient.ReduceMean(Axes) - Result * (gradient * Result).ReduceMean(Axes)) * Scale;
    }

    private static IReadOnlyList<Value?> BatchNormalization(BackwardNode n)
    {
        if (n.Node.Int("training_mode", 0) != 0)
        {
            throw n.Unsupported("it is in training mode (training_mode = 1), where an exported network has learnt statistics");
        }
        int rank = n.ShapeX().Rank;
        long[] others = [.. Enumerable.Range(0, rank).Where(i => i != 1).Select(i => (long)i)];
        Value PerChannel(Value v) => rank > 2 ? v.Reshape([-1, .. Enumerable.Repeat(1L, rank - 2)]) : v;

        Value dy = n.DY();
        Value inverse = 1 / (n.X(4) + n.Node.Float("epsilon", 1e-5f)).Sqrt();
        Value slope = n.X(1) * inverse;
        Value? sum = n.Needs(2) || n.Needs(3) ? dy.ReduceSum(others, keepDims: false) : null;
        Value? moment = n.Needs(1) || n.Needs(4) ? (dy * (n.X() - PerChannel(n.X(3)))).ReduceSum(others, keepDims: false) * inverse : null;
        return
        [
            n.Needs(0) ? BeforeMasks(dy, PerChannel(slope)) : null,
            moment,
            sum,
            n.Needs(3) ? -(sum!.Value * slope) : null,
            n.Needs(4) ? moment!.Value * slope * inverse * -0.5 : null,
        ];
    }

    /// <summary>
    /// A gradient times a constant, which goes before the masks that the gradient comes out of: there it meets the convolution that the
    /// gradient is from, into whose kernel ONNX Runtime folds it. A mask is zeros and ones, so the order changes nothing.
    /// </summary>
    private static Value BeforeMasks(Value gradient, Value constant)
    {
        OnnxModel model = gradient.Graph.Model;
        return From(gradient.Name) is { Domain: "", OpType: "Mul" } product && From(product.Inputs[1]) is { Domain: "", OpType: "HardSigmoid" } mask && Ramps.IsStep(mask.Float("alpha", 0.2f))
            ? BeforeMasks(gradient with { Name = product.Inputs[0] }, constant) * (gradient with { Name = product.Inputs[1] })
            : gradient * constant;

        OnnxNode? From(string value) => model.Nodes.FindLast(n => n.Outputs[0] == value);
    }

    private static IReadOnlyList<Value?> InstanceNormalization(BackwardNode n)
    {
        int rank = n.ShapeX().Rank;
        long[] spatial = [.. Enumerable.Range(2, rank - 2).Select(i => (long)i)];
        Standardized standardized = Standardized.Of(n.X(), n.Node.Float("epsilon", 1e-5f), spatial);
        Value scale = n.X(1).Reshape([-1, .. Enumerable.Repeat(1L, rank - 2)]);
        long[] others = [0, .. spatial];
        return
        [
            n.Needs(0) ? standardized.Backward(n.DY() * scale) : null,
            n.Needs(1) ? (n.DY() * standardized.Result).ReduceSum(others, keepDims: false) : null,
            n.Needs(2) ? n.DY().ReduceSum(others, keepDims: false) : null,
        ];
    }

    private static IReadOnlyList<Value?> GroupNormalization(BackwardNode n)
    {
        TensorShape shape = n.ShapeX();
        long groups = n.Node.Int("num_groups", 1);
        if (shape[1] is not { IsKnown: true, Value: var channels })
        {
            throw n.Unsupported("the number of its channels is not known");
        }
        // [N, groups, channels of a group, all positions]; scale and bias were per group before operator set 21.
        Value Grouped(Value v) => v.Reshape(0, groups, channels / groups, -1);
        bool perGroup = n.Graph.Model.Opset < 21;
        long[] scaleShape = perGroup ? [groups, 1, 1] : [groups, channels / groups, 1];
        long[] scaleAxes = perGroup ? [0, 2, 3] : [0, 3];
        long scaleCount = perGroup ? groups : channels;

        Value dy = Grouped(n.DY());
        Standardized standardized = Standardized.Of(Grouped(n.X()), n.Node.Float("epsilon", 1e-5f), [2, 3]);
        return
        [
            n.Needs(0) ? standardized.Backward(dy * n.X(1).Reshape(scaleShape)).Reshape(n.ShapeValueX()) : null,
            n.Needs(1) ? (dy * standardized.Result).ReduceSum(scaleAxes).Reshape(scaleCount) : null,
            n.Needs(2) ? dy.ReduceSum(scaleAxes).Reshape(scaleCount) : null,
        ];
    }

    private static IReadOnlyList<Value?> LayerNormalization(BackwardNode n)
    {
        TensorShape shape = n.ShapeX();
        long[] axes = AxesFromFirst(n);
        Standardized standardized = Standardized.Of(n.X(), n.Node.Float("epsilon", 1e-5f), axes);
        Value? dx = null;
        if (n.Needs(0))
        {
            dx = n.HasDY() ? standardized.Backward(n.DY() * n.X(1)) : null;
            dx = Add(dx, StatisticsOfLayer(n, standardized));
        }
        return
        [
            dx,
            n.Needs(1) && n.HasDY() ? n.Unbroadcast(n.DY() * standardized.Result, shape, 1) : null,
            n.Needs(2) && n.HasDY() ? n.Unbroadcast(n.DY(), shape, 2) : null,
        ];
    }

    /// <summary>The axes from the one that the node names to the last.</summary>
    private static long[] AxesFromFirst(BackwardNode n)
    {
        TensorShape shape = n.ShapeX();
        int first = shape.Axis(n.Node.Int("axis", -1));
        return [.. Enumerable.Range(first, shape.Rank - first).Select(i => (long)i)];
    }

    private static IReadOnlyList<Value?> RootMeanSquareNormalization(BackwardNode n)
    {
        TensorShape shape = n.ShapeX();
        long[] axes = AxesFromFirst(n);
        Value x = n.X(), inverse = 1 / ((x * x).ReduceMean(axes) + n.Node.Float("epsilon", 1e-5f)).Sqrt(), result = x * inverse;
        Value? dx = null;
        if (n.Needs(0))
        {
            Value scaled = n.DY() * n.X(1);
            dx = (scaled - result * (scaled * result).ReduceMean(axes)) * inverse;
        }
        return [dx, n.Needs(1) ? n.Unbroadcast(n.DY() * result, shape, 1) : null];
    }

    /// <summary>What arrives at the mean and at one divided by the standard deviation, where they are used as outputs.</summary>
    private static Value? StatisticsOfLayer(BackwardNode n, Standardized standardized)
    {
        Value result = standardized.Result;
        Value count = result.SizeAs(result.Element) / standardized.Scale.SizeAs(result.Element);
        Value? shift = n.HasDY(1) ? n.DY(1).Cast(result.Element) / count : null;
        Value? stretch = n.HasDY(2)
            ? -(result * (n.DY(2).Cast(result.Element) * standardized.Scale * standardized.Scale / count))
            : null;
        return shift is { } s && stretch is null ? s.Expand(n.ShapeValueX()) : Add(shift, stretch);
    }

    private static Value? Add(Value? a, Value? b) => a is { } x && b is { } y ? x + y : a ?? b;

    private static IReadOnlyList<Value?> LpNormalization(BackwardNode n)
    {
        long axis = n.Node.Int("axis", -1);
        bool absolute = n.Node.Int("p", 2) == 1;
        Value norm = n.Graph.Add(absolute ? "ReduceL1" : "ReduceL2", n.X(), n.Graph.Longs(axis));
        // Zeros, which have no direction, get the gradient zero.
        Value inverse = norm.Sign() / n.Graph.Where(norm.EqualTo(norm.Like(0)), norm.Like(1), norm);
        Value along = (n.DY() * n.Y()).ReduceSum([axis]);
        return [(n.DY() - (absolute ? n.X().Sign() : n.Y()) * along) * inverse];
    }

    private static IReadOnlyList<Value?> LocalResponseNormalization(BackwardNode n)
    {
        long size = n.Node.Int("size", 1);
        float alpha = n.Node.Float("alpha", 1e-4f);
        float beta = n.Node.Float("beta", 0.75f);
        Value shape = n.ShapeValueX();

        // The mean over neighbouring channels, of which there are none outside, as pooling of a picture of channels by positions. The size is odd.
        Value Neighbours(Value v) => n.Graph.Node("AveragePool", v.Reshape([0, 1, n.ShapeX()[1].Value, -1]))
            .With("kernel_shape", [size, 1]).With("pads", [size / 2, 0, size / 2, 0]).With("count_include_pad", 1).Out().Reshape(shape);

        Value sum = Neighbours(n.X() * n.X()) * alpha + n.Node.Float("bias", 1);
        Value through = Neighbours(n.DY() * n.Y() / sum);
        return [n.DY() * sum.Pow(sum.Like(-beta)) - n.X() * through * (2.0 * alpha * beta)];
    }
}
