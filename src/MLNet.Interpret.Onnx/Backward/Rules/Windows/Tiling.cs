using MLNet.Interpret.Onnx.Backward.Rules.Movement;

namespace MLNet.Interpret.Onnx.Backward.Rules.Windows;

/// <summary>Windows that lie side by side.</summary>
internal static class Tiling
{
    /// <summary>Whether ONNX Runtime resizes values of this type.</summary>
    public static bool CanRepeat(this Value value) => value.Element == ElementType.Float;

    /// <summary>Gives each window's value to all of its taps, those beyond the end included; channels become images of their own.</summary>
    public static Value Repeat(this Value value, WindowGeometry w) => value.Repeat(w.Small, w.Kernel);

    /// <summary>Repeats each element of images of some size a number of times along each axis; channels become images of their own.</summary>
    public static Value Repeat(this Value value, long[] sizes, long[] times)
    {
        // As images of one channel they are not taken into ONNX Runtime's blocked layout, out of which they would have to come again when they are larger.
        GraphBuilder g = value.Graph;
        Value scales = g.Constant(OnnxTensor.Of(Array.ConvertAll<long, float>([1, 1, .. times], t => t), times.Length + 2), "scales");
        return g.Node("Resize", value.Reshape([-1, 1, .. sizes]), default, scales)
            .With("mode", "nearest").With("coordinate_transformation_mode", "asymmetric").With("nearest_mode", "floor").Out();
    }

    /// <summary>Cuts off what windows cover beyond the end, or puts zeros where they do not reach.</summary>
    public static Value Fit(this Value value, WindowGeometry w, BackwardNode n) =>
        n.ReshapeToX(value.PadWithZeros(new long[w.Rank], [.. Enumerable.Range(0, w.Rank).Select(i => -w.End(i))], w.Axes), new TensorShape(-1));
}
