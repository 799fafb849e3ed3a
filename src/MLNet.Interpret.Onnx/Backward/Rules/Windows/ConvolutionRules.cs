namespace MLNet.Interpret.Onnx.Backward.Rules.Windows;

/// <summary>Convolutions, of any number of spatial axes.</summary>
internal static class ConvolutionRules
{
    public static void AddTo(RuleTable table) => table
        .Row("Conv", Conv)
        .Row("ConvTranspose", ConvTranspose);

    private static IReadOnlyList<Value?> Conv(BackwardNode n)
    {
        WindowGeometry w = WindowGeometry.Of(n, Taps(n));
        long groups = n.Node.Int("group", 1);
        return
        [
            n.Needs(0) ? Convolution.Spread(n.DY(), n.X(1), n.ShapeX(1), w, groups) : null,
            n.Needs(1) ? Convolution.Kernel(n.X(0), n.ShapeX(0), n.DY(), w, groups) : null,
            n.Needs(2) ? BiasGradient(n, w) : null,
        ];
    }

    private static IReadOnlyList<Value?> ConvTranspose(BackwardNode n)
    {
        // Its kernel [input, output / groups, taps] is that of the convolution from its output to its input.
        WindowGeometry w = WindowGeometry.OfTransposed(n, Taps(n));
        long groups = n.Node.Int("group", 1);
        return
        [
            n.Needs(0) ? Convolution.Correlate(n.DY(), n.X(1), w, groups) : null,
            n.Needs(1) ? Convolution.Kernel(n.DY(), n.ShapeY(), n.X(0), w, groups) : null,
            n.Needs(2) ? BiasGradient(n, w) : null,
        ];
    }

    private static Value BiasGradient(BackwardNode n, WindowGeometry w) => n.DY().ReduceSum([0, .. w.Axes], keepDims: false);

    private static long[] Taps(BackwardNode n)
    {
        TensorShape kernel = n.ShapeX(1);
        long[] taps = new long[kernel.Rank - 2];
        for (int i = 0; i < taps.Length; i++)
        {
            taps[i] = kernel[i + 2] is { IsKnown: true, Value: var size } ? size : throw n.Unsupported($"the size of its kernel {kernel} is not known");
        }
        return taps;
    }
}
