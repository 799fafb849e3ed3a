using MLNet.Interpret.Onnx.Tests.Backward.Checking;
using static MLNet.Interpret.Onnx.Tests.Backward.Checking.CaseInput;

namespace MLNet.Interpret.Onnx.Tests.Backward.Cases.Windows;

/// <summary>Deformable convolutions have kinks where an offset leads to a pixel, between which they are linear in every input.</summary>
internal static class DeformableCases
{
    public static readonly GradientCase[] Rows =
    [
        Deform("3x3", In(2, 2, 5, 4).Batched(), Weight(3, 2, 3, 3), Offsets(2, 18, 3, 2)),
        Deform("bias and mask, padded", In(2, 2, 4, 3).Batched(), Weight(2, 2, 2, 2), Offsets(2, 8, 5, 4), Weight(2), In(2, 4, 5, 4).Batched()) with { Set = n => n.Set("pads", [1, 1, 1, 1]) },
        Deform("mask, no bias, strided, dilated, padded at the end", In(1, 2, 5, 6), Weight(2, 2, 2, 2), Offsets(1, 8, 2, 3), Missing(), In(1, 4, 2, 3)) with
        {
            Set = n => n.Set("strides", [2, 2]).Set("dilations", [2, 1]).Set("pads", [0, 0, 1, 1]),
        },
        Deform("groups", In(2, 4, 3, 4).Batched(), Weight(4, 2, 2, 3), Offsets(2, 12, 2, 2), Weight(4)) with { Set = n => n.Set("group", 2) },
        Deform("groups of offsets", In(2, 4, 3, 3).Batched(), Weight(2, 4, 2, 2), Offsets(2, 16, 2, 2), Missing(), In(2, 8, 2, 2).Batched()) with { Set = n => n.Set("offset_group", 2) },
        Deform("groups of both", In(1, 4, 3, 3).Batched(), Weight(2, 2, 2, 2), Offsets(1, 16, 2, 2)) with { Set = n => n.Set("offset_group", 2).Set("group", 2), Opset = 19, FloatOnly = true },
        Deform("one tap, kernel at run time", In(1, 2, 3, 3), In(2, 2, 1, 1), Offsets(1, 2, 3, 3)),
    ];

    private static CaseInput Offsets(params long[] shape) => In(shape).Range(-1.8, 1.8).AwayFrom(0.2, -2, -1, 0, 1, 2).Batched();

    private static GradientCase Deform(string variant, params CaseInput[] inputs) => new("DeformConv", variant, inputs) { Opset = 22, Step = 1.0 / 16 };
}
