using MLNet.Interpret.Onnx.Tests.Backward.Checking;
using static MLNet.Interpret.Onnx.Tests.Backward.Checking.CaseInput;

namespace MLNet.Interpret.Onnx.Tests.Backward.Cases.Windows;

/// <summary>Convolutions are linear in each of their inputs, so differences with a wide step are exact but for rounding.</summary>
internal static class ConvolutionCases
{
    public static readonly GradientCase[] Rows =
    [
        // One spatial axis.
        Conv("1-D", In(2, 3, 7).Batched(), Weight(4, 3, 3), Weight(4)),
        Conv("1-D, stride 2, a row never read", In(2, 2, 8).Batched(), Weight(3, 2, 3)) with { Set = n => n.Set("strides", [2]) },
        Conv("1-D, stride 3 wider than the kernel", In(2, 2, 9).Batched(), Weight(3, 2, 2)) with { Set = n => n.Set("strides", [3]) },
        Conv("1-D, dilated, asymmetric pads", In(1, 2, 6).Batched(), Weight(2, 2, 3)) with { Set = n => n.Set("dilations", [2]).Set("pads", [3, 1]) },

        // Two.
        Conv("3x3, padded", In(2, 2, 5, 4).Batched(), Weight(3, 2, 3, 3), Weight(3)) with { Set = n => n.Set("pads", [1, 1, 1, 1]) },
        Conv("1x1", In(2, 3, 4, 3).Batched(), Weight(2, 3, 1, 1), Weight(2)),
        Conv("kernel at run time", In(2, 2, 4, 4).Batched(), In(3, 2, 3, 3), In(3)) with { Set = n => n.Set("pads", [1, 1, 1, 1]) },
        Conv("5x3, padded beyond the kernel", In(1, 2, 5, 4).Batched(), Weight(2, 2, 2, 1)) with { Set = n => n.Set("pads", [3, 2, 2, 1]) },
        Conv("3x3, stride 2, sizes that divide", In(2, 2, 6, 5).Batched(), Weight(3, 2, 3, 3)) with { Set = n => n.Set("strides", [2, 2]).Set("pads", [1, 1, 1, 1]) },
        Conv("3x3, stride 2, no pads, last row never read", In(1, 2, 6, 8).Batched(), Weight(2, 2, 3, 3)) with { Set = n => n.Set("strides", [2, 2]) },
        Conv("1x1, stride 2", In(2, 2, 5, 6).Batched(), Weight(3, 2, 1, 1)) with { Set = n => n.Set("strides", [2, 2]) },
        Conv("strides 2 and 3, asymmetric pads", In(1, 2, 7, 8).Batched(), Weight(2, 2, 3, 3)) with { Set = n => n.Set("strides", [2, 3]).Set("pads", [0, 2, 1, 0]) },
        Conv("stride 2 and dilation 2", In(1, 2, 8, 7).Batched(), Weight(2, 2, 2, 3)) with { Set = n => n.Set("strides", [2, 2]).Set("dilations", [2, 2]).Set("pads", [1, 2, 1, 2]) },
        Conv("stride 1 on one axis, 2 on the other", In(1, 2, 5, 6).Batched(), Weight(2, 2, 3, 2)) with { Set = n => n.Set("strides", [1, 2]).Set("pads", [1, 0, 1, 0]) },
        Conv("SAME_UPPER, stride 2", In(1, 2, 6, 5).Batched(), Weight(2, 2, 3, 2)) with { Set = n => n.Set("auto_pad", "SAME_UPPER").Set("strides", [2, 2]) },
        Conv("SAME_LOWER, stride 2", In(1, 2, 6, 5).Batched(), Weight(2, 2, 3, 2)) with { Set = n => n.Set("auto_pad", "SAME_LOWER").Set("strides", [2, 2]) },
        Conv("SAME_UPPER", In(1, 2, 5, 4).Batched(), Weight(2, 2, 2, 3)) with { Set = n => n.Set("auto_pad", "SAME_UPPER") },
        Conv("SAME_LOWER", In(1, 2, 5, 4).Batched(), Weight(2, 2, 2, 3)) with { Set = n => n.Set("auto_pad", "SAME_LOWER") },
        Conv("VALID", In(1, 2, 5, 4).Batched(), Weight(2, 2, 2, 3)) with { Set = n => n.Set("auto_pad", "VALID") },

        // As many input channels as ONNX Runtime's blocked layout has in a block.
        Conv("16 channels", In(1, 16, 4, 3).Batched(), Weight(3, 16, 3, 3)) with { Set = n => n.Set("pads", [1, 1, 1, 1]) },
        Conv("16 channels, padded beyond the kernel", In(1, 16, 3, 2).Batched(), Weight(2, 16, 2, 1)) with { Set = n => n.Set("pads", [3, 2, 0, 1]) },
        Conv("16 channels, dilated, asymmetric pads", In(1, 16, 5, 4).Batched(), Weight(2, 16, 3, 2)) with { Set = n => n.Set("dilations", [2, 1]).Set("pads", [3, 0, 1, 1]) },
        Conv("16 channels, SAME_LOWER", In(1, 16, 3, 4).Batched(), Weight(2, 16, 2, 3)) with { Set = n => n.Set("auto_pad", "SAME_LOWER") },
        Conv("16 channels, 1-D", In(2, 16, 4).Batched(), Weight(2, 16, 3)),
        Conv("16 channels, 3-D", In(1, 16, 2, 3, 2).Batched(), Weight(2, 16, 2, 2, 2)) with { Set = n => n.Set("pads", [1, 0, 0, 0, 1, 0]) },

        // Groups.
        Conv("two groups", In(2, 4, 4, 4).Batched(), Weight(6, 2, 3, 3), Weight(6)) with { Set = n => n.Set("group", 2).Set("pads", [1, 1, 1, 1]) },
        Conv("two groups, stride 2", In(2, 4, 5, 4).Batched(), Weight(2, 2, 3, 3)) with { Set = n => n.Set("group", 2).Set("strides", [2, 2]).Set("pads", [1, 0, 0, 1]) },
        Conv("depthwise", In(2, 3, 5, 4).Batched(), Weight(3, 1, 3, 3), Weight(3)) with { Set = n => n.Set("group", 3).Set("pads", [1, 1, 1, 1]) },
        Conv("depthwise, stride 2", In(2, 3, 6, 5).Batched(), Weight(3, 1, 3, 3)) with { Set = n => n.Set("group", 3).Set("strides", [2, 2]).Set("pads", [1, 1, 1, 1]) },
        Conv("depthwise, two kernels a channel", In(2, 2, 4, 4).Batched(), Weight(4, 1, 3, 3)) with { Set = n => n.Set("group", 2).Set("pads", [1, 1, 1, 1]) },

        // Three.
        Conv("3-D", In(1, 2, 3, 4, 3).Batched(), Weight(2, 2, 2, 3, 2), Weight(2)) with { Set = n => n.Set("pads", [1, 1, 0, 0, 1, 1]) },
        Conv("3-D, strided", In(1, 2, 4, 5, 3).Batched(), Weight(2, 2, 2, 3, 2)) with { Set = n => n.Set("strides", [2, 2, 1]).Set("pads", [1, 1, 0, 0, 1, 1]) },

        // Transposed.
        Transposed("1-D, stride 2", In(2, 3, 4).Batched(), Weight(3, 2, 3), Weight(2)) with { Set = n => n.Set("strides", [2]) },
        Transposed("stride 1, padded", In(2, 2, 4, 3).Batched(), Weight(2, 3, 3, 3), Weight(3)) with { Set = n => n.Set("pads", [1, 1, 1, 1]) },
        Transposed("stride 2, asymmetric pads", In(1, 2, 3, 4).Batched(), Weight(2, 3, 3, 3)) with { Set = n => n.Set("strides", [2, 2]).Set("pads", [1, 0, 0, 2]) },
        Transposed("output padding", In(2, 2, 3, 3).Batched(), Weight(2, 2, 3, 3), Weight(2)) with { Set = n => n.Set("strides", [2, 2]).Set("pads", [1, 1, 1, 1]).Set("output_padding", [1, 1]) },
        Transposed("output padding, no pads", In(1, 2, 3, 2).Batched(), Weight(2, 2, 2, 2)) with { Set = n => n.Set("strides", [3, 2]).Set("output_padding", [2, 1]) },
        Transposed("output padding of a dilated kernel", In(1, 2, 3, 3).Batched(), Weight(2, 2, 2, 2)) with { Set = n => n.Set("strides", [3, 2]).Set("dilations", [2, 3]).Set("output_padding", [2, 1]) },
        Transposed("output shape", In(1, 2, 3, 4).Batched(), Weight(2, 2, 3, 3)) with { Set = n => n.Set("strides", [2, 2]).Set("output_shape", [6, 8]) },
        Transposed("output shape, SAME_UPPER", In(1, 2, 3, 4).Batched(), Weight(2, 2, 3, 3)) with { Set = n => n.Set("strides", [2, 2]).Set("auto_pad", "SAME_UPPER").Set("output_shape", [6, 8]) },
        Transposed("output shape larger than the windows reach", In(1, 2, 3, 3).Batched(), Weight(2, 2, 2, 2), Weight(2)) with { Set = n => n.Set("strides", [2, 2]).Set("output_shape", [7, 6]) },
        Transposed("SAME_UPPER", In(1, 2, 3, 4).Batched(), Weight(2, 2, 3, 4)) with { Set = n => n.Set("strides", [2, 2]).Set("auto_pad", "SAME_UPPER") },
        Transposed("SAME_LOWER", In(1, 2, 3, 4).Batched(), Weight(2, 2, 3, 4)) with { Set = n => n.Set("strides", [2, 2]).Set("auto_pad", "SAME_LOWER") },
        Transposed("VALID", In(1, 2, 3, 2).Batched(), Weight(2, 2, 3, 2)) with { Set = n => n.Set("strides", [2, 2]).Set("auto_pad", "VALID") },
        Transposed("two groups, dilated", In(2, 4, 3, 3).Batched(), Weight(4, 3, 2, 2), Weight(6)) with { Set = n => n.Set("group", 2).Set("dilations", [2, 1]).Set("pads", [1, 0, 0, 1]) },
        Transposed("depthwise, stride 2", In(2, 3, 3, 3).Batched(), Weight(3, 1, 3, 3)) with { Set = n => n.Set("group", 3).Set("strides", [2, 2]).Set("pads", [1, 1, 1, 1]) },
        Transposed("3-D", In(1, 2, 2, 3, 2).Batched(), Weight(2, 2, 2, 3, 2)) with { Set = n => n.Set("strides", [2, 1, 2]).Set("pads", [0, 1, 0, 1, 0, 1]) },
    ];

    private static GradientCase Conv(string variant, params CaseInput[] inputs) => new("Conv", variant, inputs) { Step = 0.5 };

    private static GradientCase Transposed(string variant, params CaseInput[] inputs) => new("ConvTranspose", variant, inputs) { Step = 0.5 };
}
