namespace MLNet.Interpret.Onnx;

/// <summary>Operators that later sets do not have, as those that took their place.</summary>
internal static class RetiredRows
{
    public static void AddTo(RaiseTable table) =>
        table.Before(18, "Scatter", n =>
            {
                n.Node.OpType = "ScatterElements";
                n.Keep();
            })
            .Before(9, "Scan", n => throw n.Unsupported("its batch axis and sequence lengths were taken out of later sets"))
            .Before(18, "Affine", n => n.Replace(n.X() * n.Number(n.Node.Float("alpha", 1)) + n.Number(n.Node.Float("beta", 0))))
            .Before(18, "ScaledTanh", n => Scaled(n, "Tanh"))
            .Before(18, "ParametricSoftplus", n => Scaled(n, "Softplus"))
            .Before(18, "Crop", Crop)
            .Before(18, "ImageScaler", ImageScaler)
            .Always("MeanVarianceNormalization", MeanVariance);

    private static void Scaled(OldNode n, string function) =>
        n.Replace(n.Graph.Add(function, n.X() * n.Number(n.Node.Float("beta", 1))) * n.Number(n.Node.Float("alpha", 1)));

    /// <summary>Takes a border (left, top, right, bottom) off, or a part of a given height and width.</summary>
    private static void Crop(OldNode n)
    {
        if (n.Node.Ints("border") is not [var left, var top, var right, var bottom])
        {
            throw n.Unsupported("it has no border of four numbers");
        }
        long[] ends = n.Node.Ints("scale") is [var height, var width]
            ? [top + height, left + width]
            : [bottom == 0 ? long.MaxValue : -bottom, right == 0 ? long.MaxValue : -right];
        n.Replace(n.X().Slice([top, left], ends, [2, 3]));
    }

    private static void ImageScaler(OldNode n)
    {
        float[] bias = n.Node.Floats("bias") ?? [];
        Value perChannel = n.Graph.Constant(OnnxTensor.Of(bias, bias.Length, 1, 1), "bias");
        n.Replace(n.X() * n.Number(n.Node.Float("scale", 1)) + perChannel);
    }

    /// <summary>Not retired, but ONNX Runtime works out no shapes behind it. Before operator set 9 the axes were given by a flag.</summary>
    private static void MeanVariance(OldNode n)
    {
        long[] axes = n.Opset >= 9 ? n.Node.Ints("axes") ?? [0, 2, 3]
            : n.Node.Int("across_channels", 0) != 0 ? [0, 1, 2, 3]
            : [0, 2, 3];
        Value centred = n.X() - n.X().ReduceMean(axes);
        n.Replace(n.Node.Int("normalize_variance", 1) == 0
            ? centred
            : centred / ((centred * centred).ReduceMean(axes).Sqrt() + n.Number(1e-9f)));
    }
}
