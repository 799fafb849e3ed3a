namespace MLNet.Interpret.Onnx.Backward.Rules.Composite;

/// <summary>Deformable convolutions: each tap of each window is where an offset says, between pixels.</summary>
internal static class DeformableRules
{
    public static void AddTo(RuleTable table) => table.Defined("DeformConv", (n, g, x) => [DeformConv(n, g, x)]);

    private static Value DeformConv(BackwardNode n, GraphBuilder g, Func<int, Value> x)
    {
        TensorShape image = n.ShapeX(), kernel = n.ShapeX(1), result = n.ShapeY();
        if (image.Rank != 4)
        {
            throw n.Unsupported($"its input has the shape {image}; ONNX Runtime has it for images of two dimensions alone");
        }
        if (x(0).Element == ElementType.Double && n.Graph.Model.Opset < 20)
        {
            throw n.Unsupported("it is of double precision, in which its gradient needs operator set 20; export the network with opset_version=20");
        }
        if (!kernel.IsStatic || !image.Skip(1).Concat(result.Skip(2)).All(d => d.IsKnown))
        {
            throw n.Unsupported($"the size of its input {image} or of its kernel {kernel} is not known; fix it with Network.WithInputShape");
        }
        long channels = image[1].Value, groups = n.Node.Int("group", 1), offsetGroups = n.Node.Int("offset_group", 1);
        Dim rows = image[0], all = rows.IsKnown ? rows.Value * offsetGroups : new Dim(-1, offsetGroups == 1 ? rows.Symbol : $"{offsetGroups}*{rows.Symbol}");
        long taps = kernel.Product(2, 4), points = result[2].Value * result[3].Value, outputs = kernel[0].Value;

        // Where the taps are of all rows and groups of offsets, as a grid names places: between -1 and 1, the last axis of the image first.
        Value offsets = Reshaped(x(2), all, taps, 2, points);
        Value[] places = [Axis(1), Axis(0)];
        Value grid = g.Concat(places, -1);
        Value images = Reshaped(x(0), all, channels / offsetGroups, image[2].Value, image[3].Value);
        Value sampled = g.Node("GridSample", images, grid).With("mode", n.Graph.Model.Opset < 20 ? "bilinear" : "linear").Out();
        if (n.Node.HasInput(4))
        {
            sampled *= Reshaped(x(4), all, 1, taps, points);
        }
        Value windows = Reshaped(sampled, rows, groups, channels / groups * taps, points);
        Value product = x(1).Reshape(groups, outputs / groups, channels / groups * taps).MatMul(windows);
        product = Reshaped(product, rows, outputs, result[2].Value, result[3].Value);
        return n.Node.HasInput(3) ? product + x(3).Reshape(-1, 1, 1) : product;

        Value Reshaped(Value value, Dim first, params long[] others)
        {
            Value made = value.Reshape([-1, .. others]);
            g.Model.Stated[made.Name] = new TensorType(made.Element, new TensorShape([first, .. others.Select(d => new Dim(d))]));
            return made;
        }

        // Along one axis: [rows x groups of offsets, taps, points, 1].
        Value Axis(int axis)
        {
            long stride = n.Node.Ints("strides")?[axis] ?? 1, dilation = n.Node.Ints("dilations")?[axis] ?? 1, begin = n.Node.Ints("pads")?[axis] ?? 0;
            long size = image[axis + 2].Value, columns = kernel[3].Value, width = result[3].Value;
            double[] regular = new double[taps * points];
            for (long i = 0; i < regular.Length; i++)
            {
                (long tap, long point) = Math.DivRem(i, points);
                regular[i] = (axis == 0 ? point / width : point % width) * stride + (axis == 0 ? tap / columns : tap % columns) * dilation - begin;
            }
            Value at = offsets.Slice([axis], [axis + 1], [2]).Squeeze(2) + g.Constant(OnnxTensor.Of(offsets.Element, regular, 1, taps, points), "regular");
            return ((at * 2 + 1) / size - 1).Unsqueeze(3);
        }
    }
}
