namespace MLNet.Interpret.Onnx.Backward.Rules.Windows;

/// <summary>Filters of a few taps along one axis of images, the same for every channel, and maxima along one axis.</summary>
/// <remarks>As depthwise convolutions and pools they stay in ONNX Runtime's blocked layout, which a slice or a pad does not.</remarks>
internal static class AxisFilter
{
    private const int FullBlock = 16;

    /// <summary>Whether images of these channels are filtered in the blocked layout.</summary>
    public static bool CanFilter(Value value, TensorShape shape) =>
        value.Element == ElementType.Float && shape.Rank == 4 && shape[1].IsKnown && shape[1].Value % FullBlock == 0;

    /// <summary>Weighted sums of neighbours, plus a number; what lies outside of the image is zero.</summary>
    /// <param name="images">Images of two spatial axes.</param>
    /// <param name="channels">How many channels they have.</param>
    /// <param name="axis">The spatial axis, from 0.</param>
    /// <param name="weights">A weight for each tap.</param>
    /// <param name="begin">Zeros before the first element.</param>
    /// <param name="end">Zeros after the last.</param>
    /// <param name="stride">The distance from one sum to the next.</param>
    /// <param name="offset">What is added to each sum.</param>
    public static Value Filter(
        this Value images, long channels, int axis, ReadOnlySpan<float> weights, long begin = 0, long end = 0, long stride = 1, float offset = 0)
    {
        GraphBuilder g = images.Graph;
        float[] all = new float[channels * weights.Length];
        for (int i = 0; i < all.Length; i++)
        {
            all[i] = weights[i % weights.Length];
        }
        long[] taps = Along(axis, weights.Length, 1);
        Value kernel = g.Constant(OnnxTensor.Of(all, [channels, 1, .. taps]), "taps");
        return (offset == 0 ? g.Node("Conv", images, kernel) : g.Node("Conv", images, kernel, PerChannel(offset)))
            .With("group", channels)
            .With("kernel_shape", taps)
            .With("strides", Along(axis, stride, 1))
            .With("pads", [.. Along(axis, begin, 0), .. Along(axis, end, 0)])
            .Out();

        Value PerChannel(float number)
        {
            float[] numbers = new float[channels];
            Array.Fill(numbers, number);
            return g.Constant(OnnxTensor.Of(numbers, channels), "offset");
        }
    }

    /// <summary>The largest of some neighbours; what lies outside of the image is not counted.</summary>
    public static Value Largest(this Value images, int axis, long taps, long begin, long end, long stride = 1) => images.Graph
        .Node("MaxPool", images)
        .With("kernel_shape", Along(axis, taps, 1))
        .With("strides", Along(axis, stride, 1))
        .With("pads", [.. Along(axis, begin, 0), .. Along(axis, end, 0)])
        .Out();

    private static long[] Along(int axis, long number, long other) => axis == 0 ? [number, other] : [other, number];
}
