using MLNet.Interpret.Onnx.Tests.Backward.Checking;
using static MLNet.Interpret.Onnx.Tests.Backward.Checking.CaseInput;

namespace MLNet.Interpret.Onnx.Tests.Backward.Cases.Windows;

/// <summary>Inputs of the maximum are far enough from each other that no difference changes which is the largest.</summary>
internal static class PoolingCases
{
    public static readonly GradientCase[] Rows =
    [
        Max("windows side by side", [2, 3, 4, 6], [2, 2], n => n.Set("strides", [2, 2])),
        Max("windows side by side, last row never read", [2, 2, 5, 7], [2, 3], n => n.Set("strides", [2, 3])),
        Max("windows side by side, ceil_mode", [2, 2, 5, 7], [2, 3], n => n.Set("strides", [2, 3]).Set("ceil_mode", 1)),
        Max("windows with gaps", [1, 2, 5, 7], [1, 2], n => n.Set("strides", [2, 3])),
        Max("windows of one", [1, 2, 4, 3], [1, 1], n => n.Set("strides", [2, 2])),
        Max("overlapping", [2, 2, 5, 6], [3, 3], n => n.Set("strides", [2, 2])),
        Max("overlapping, padded", [2, 2, 6, 5], [3, 3], n => n.Set("strides", [2, 2]).Set("pads", [1, 1, 1, 1])),
        Max("overlapping, ceil_mode", [1, 2, 6, 6], [3, 3], n => n.Set("strides", [2, 2]).Set("ceil_mode", 1)),
        Max("stride 1, asymmetric pads", [1, 2, 4, 5], [3, 2], n => n.Set("pads", [0, 1, 2, 0])),
        Max("side by side, padded", [1, 2, 4, 4], [2, 2], n => n.Set("strides", [2, 2]).Set("pads", [1, 0, 1, 0])),
        Max("dilated", [1, 2, 6, 7], [2, 3], n => n.Set("dilations", [3, 2]).Set("pads", [1, 1, 1, 0])),
        Max("side by side, 16 channels", [1, 16, 2, 4], [2, 2], n => n.Set("strides", [2, 2])),
        Max("overlapping, 16 channels", [1, 16, 3, 5], [3, 3], n => n.Set("strides", [1, 2])),
        Max("SAME_UPPER", [1, 2, 5, 6], [2, 3], n => n.Set("auto_pad", "SAME_UPPER").Set("strides", [2, 2])),
        Max("SAME_LOWER", [1, 2, 5, 6], [2, 3], n => n.Set("auto_pad", "SAME_LOWER").Set("strides", [2, 2])),
        Max("a window of many taps", [1, 2, 8, 8], [7, 7], n => n.Set("pads", [3, 3, 3, 3])),
        Max("1-D", [2, 3, 7], [3], n => n.Set("strides", [2])),
        Max("3-D", [1, 2, 4, 4, 5], [2, 2, 2], n => n.Set("strides", [2, 2, 2])),
        Max("3-D, overlapping", [1, 2, 3, 4, 4], [2, 3, 2], n => n.Set("strides", [1, 2, 1])),
        new("MaxPool", "places given too", In(2, 2, 4, 5).Distinct(-6, 6).Batched())
        {
            Outputs = 2,
            Set = n => n.Set("kernel_shape", [2, 2]).Set("strides", [2, 2]),
            SecondOrder = SecondOrder.Zero,
        },
        new("MaxUnpool", "", In(1, 2, 2, 2), Tensor(OnnxTensor.Of([1L, 7, 8, 10, 17, 19, 30, 28], 1, 2, 2, 2)))
        {
            Set = n => n.Set("kernel_shape", [2, 2]).Set("strides", [2, 2]),
            SecondOrder = SecondOrder.Zero,
        },

        Average("windows side by side", [2, 3, 4, 6], [2, 2], n => n.Set("strides", [2, 2])),
        Average("windows side by side, last row never read", [2, 2, 5, 7], [2, 3], n => n.Set("strides", [2, 3])),
        Average("windows side by side, ceil_mode", [2, 2, 5, 7], [2, 3], n => n.Set("strides", [2, 3]).Set("ceil_mode", 1)),
        Average("windows with gaps", [1, 2, 5, 7], [1, 2], n => n.Set("strides", [2, 3])),
        Average("overlapping, pads not counted", [2, 2, 6, 5], [3, 3], n => n.Set("strides", [2, 2]).Set("pads", [1, 1, 1, 1])),
        Average("overlapping, pads counted", [2, 2, 6, 5], [3, 3], n => n.Set("strides", [2, 2]).Set("pads", [1, 1, 1, 1]).Set("count_include_pad", 1)),
        Average("stride 1, pads not counted", [1, 2, 4, 5], [3, 3], n => n.Set("pads", [1, 1, 1, 1])),
        Average("stride 1, asymmetric pads counted", [1, 2, 4, 5], [3, 2], n => n.Set("pads", [0, 1, 2, 0]).Set("count_include_pad", 1)),
        Average("ceil_mode, pads not counted", [1, 2, 6, 5], [3, 2], n => n.Set("strides", [2, 2]).Set("pads", [1, 0, 1, 0]).Set("ceil_mode", 1)),
        Average("ceil_mode, pads counted", [1, 2, 6, 5], [3, 2], n => n.Set("strides", [2, 2]).Set("pads", [1, 0, 1, 0]).Set("ceil_mode", 1).Set("count_include_pad", 1)),
        Average("dilated", [1, 2, 6, 7], [2, 3], n => n.Set("dilations", [3, 2]).Set("pads", [1, 1, 1, 0])) with { Opset = 19 },
        Average("dilated, pads counted", [1, 2, 6, 7], [2, 3], n => n.Set("dilations", [3, 2]).Set("pads", [1, 1, 1, 0]).Set("count_include_pad", 1)) with { Opset = 19 },
        Average("ceil_mode, pads counted, operator set 19", [1, 2, 6, 5], [3, 2], n => n.Set("strides", [2, 2]).Set("pads", [1, 0, 1, 0]).Set("ceil_mode", 1).Set("count_include_pad", 1)) with { Opset = 19 },
        Average("ceil_mode without pads, pads counted", [1, 2, 6, 5], [3, 2], n => n.Set("strides", [2, 2]).Set("ceil_mode", 1).Set("count_include_pad", 1)),
        Average("ceil_mode without pads, dilated, pads counted", [1, 1, 8, 7], [3, 2], n => n.Set("strides", [2, 3]).Set("dilations", [2, 1]).Set("ceil_mode", 1).Set("count_include_pad", 1)) with { Opset = 22 },
        Average("SAME_UPPER", [1, 2, 5, 6], [2, 3], n => n.Set("auto_pad", "SAME_UPPER").Set("strides", [2, 2])),
        Average("SAME_LOWER", [1, 2, 5, 6], [2, 3], n => n.Set("auto_pad", "SAME_LOWER").Set("strides", [2, 2])),
        Average("1-D", [2, 3, 7], [3], n => n.Set("strides", [2])),
        Average("3-D", [1, 2, 4, 4, 5], [2, 2, 2], n => n.Set("strides", [2, 2, 2])),
        Average("3-D, overlapping", [1, 2, 3, 4, 4], [2, 3, 2], n => n.Set("strides", [1, 2, 1])),

        // A norm bends the more the nearer to zero it is, and differences are the less exact.
        Norm("p = 2, overlapping", 2, [3, 3], n => n.Set("strides", [2, 2]).Set("pads", [1, 1, 1, 1])),
        Norm("p = 1", 1, [2, 2], n => n.Set("strides", [2, 2])),
        Norm("p = 3", 3, [2, 2], n => n.Set("strides", [2, 2])),
        new("LpPool", "1-D", In(2, 2, 7).AwayFrom(0.25, 0).Batched()) { Set = n => n.Set("kernel_shape", [3]).Set("strides", [2]) },

        new("GlobalAveragePool", "", In(2, 3, 4, 5).Batched()) { SecondOrder = SecondOrder.Zero },
        new("GlobalAveragePool", "1-D", In(2, 3, 4).Batched()) { SecondOrder = SecondOrder.Zero },
        new("GlobalMaxPool", "", In(2, 3, 4, 5).Distinct(-6, 6).Batched()) { SecondOrder = SecondOrder.Zero, Step = 1.0 / 64 },
        new("GlobalMaxPool", "3-D", In(2, 2, 2, 3, 2).Distinct(-6, 6).Batched()) { SecondOrder = SecondOrder.Zero, Step = 1.0 / 64 },
        new("GlobalLpPool", "p = 2", In(2, 2, 3, 2).AwayFrom(0.25, 0).Batched()),
        new("GlobalLpPool", "p = 3", In(2, 2, 3, 2).AwayFrom(0.25, 0).Batched()) { Set = n => n.Set("p", 3) },
    ];

    private static GradientCase Max(string variant, long[] shape, long[] kernel, Action<OnnxNode> set) => new("MaxPool", variant, In(shape).Distinct(-6, 6).Batched())
    {
        Set = n => set(n.Set("kernel_shape", kernel)),
        SecondOrder = SecondOrder.Zero,
    };

    private static GradientCase Average(string variant, long[] shape, long[] kernel, Action<OnnxNode> set) => new("AveragePool", variant, In(shape).Batched())
    {
        Set = n => set(n.Set("kernel_shape", kernel)),
        SecondOrder = SecondOrder.Zero,
        Step = 0.5,
    };

    private static GradientCase Norm(string variant, long p, long[] kernel, Action<OnnxNode> set) => new("LpPool", variant, In(1, 2, 5, 4).AwayFrom(0.5, 0).Batched())
    {
        Set = n => set(n.Set("kernel_shape", kernel).Set("p", p)),
        SecondOrder = p == 1 ? SecondOrder.Zero : SecondOrder.Exists,
    };
}
