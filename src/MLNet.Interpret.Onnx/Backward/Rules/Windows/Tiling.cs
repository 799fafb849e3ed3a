using MLNet.Interpret.Onnx.Backward.Rules.Movement;

namespace MLNet.Interpret.Onnx.Backward.Rules.Windows;

/// <summary>Windows that lie side by side.</summary>
internal static class Tiling
{
    /// <summary>Whether ONNX Runtime resizes values of this type.</summary>
    public static bool CanRepeat(this Value value) => value.Element == ElementType.Float;

    /// <summary>Gives each window's value to all of its taps, those beyond the end included.</summary>
    public static Value Repeat(this Value value, WindowGeometry w)
    {
        GraphBuilder g = value.Graph;
        Value scales = g.Constant(OnnxTensor.Of(Array.ConvertAll<long, float>([1, 1, .. w.Kernel], k => k), w.Rank + 2), "scales");
        return g.Node("Resize", value, default, scales)
            .With("mode", "nearest").With("coordinate_transformation_mode", "asymmetric").With("nearest_mode", "floor").Out();
    }

    /// <summary>Cuts off what windows cover beyond the end, or puts zeros where they do not reach.</summary>
    public static Value Fit(this Value value, WindowGeometry w) =>
        value.PadWithZeros(new long[w.Rank], [.. Enumerable.Range(0, w.Rank).Select(i => -w.End(i))], w.Axes);
}
