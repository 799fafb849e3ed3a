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
            .Before(18, "Affine", n => n.Replace(n.X() * n.Node.Float("alpha", 1) + n.Node.Float("beta", 0)))
            .Before(18, "ScaledTanh", n => n.Replace(n.Graph.Add("Tanh", n.X() * n.Node.Float("beta", 1)) * n.Node.Float("alpha", 1)))
            .Before(18, "ParametricSoftplus", n => n.Replace(n.Graph.Add("Softplus", n.X() * n.Node.Float("beta", 1)) * n.Node.Float("alpha", 1)))
            .Before(18, "ImageScaler", ImageScaler)
            .Before(18, "MeanVarianceNormalization", n => MeanVariance(n));

    private static void ImageScaler(OldNode n)
    {
        float[] bias = n.Node.Floats("bias") ?? [];
        Value perChannel = n.Graph.Constant(OnnxTensor.Of(bias, bias.Length, 1, 1), "bias");
        n.Replace(n.X() * n.Node.Float("scale", 1) + perChannel);
    }

    /// <summary>Before operator set 9 the axes were given by a flag.</summary>
    private static void MeanVariance(OldNode n)
    {
        if (n.Opset < 9)
        {
            long[] axes = n.Node.Int("across_channels", 0) != 0 ? [0, 1, 2, 3] : [0, 2, 3];
            if (n.Node.Int("normalize_variance", 1) == 0)
            {
                Value x = n.X();
                n.Replace(x - n.Graph.Node("ReduceMean", x, n.Graph.Longs(axes)).Out());
                return;
            }
            n.Node.Remove("across_channels").Remove("normalize_variance").Set("axes", axes);
        }
        n.Keep();
    }
}
