using MLNet.Interpret.Onnx.Tests.Backward.Checking;
using static MLNet.Interpret.Onnx.Tests.Backward.Checking.CaseInput;

namespace MLNet.Interpret.Onnx.Tests.Backward.Cases.Movement;

internal static class PadCases
{
    public static readonly GradientCase[] Rows =
    [
        Row("constant", In(2, 3).Batched(), Longs(0, 1, 0, 2)),
        Row("constant, its value", In(2, 3), Longs(1, 1, 0, 2), Weight()),
        Row("constant, its value with cropping", In(2, 4), Longs(1, -1, 0, 2), Weight()),
        Row("constant, cropping", In(4, 5), Longs(1, -1, -2, 2)),
        Row("constant, axes", In(2, 3, 4).Batched(), Longs(1, 2, 0, -1), Missing(), Longs(-1, 1)),
        Row("constant, along the batch", In(2, 3).Batched(), Longs(1, 0, 1, 0)),
        Row("constant, pads and axes at run time", In(2, 3), Longs(1, 2, 3, -1).AtRunTime(), Missing(), Longs(0, 1).AtRunTime()),
        Row("reflect", In(2, 4, 5).Batched(), Longs(0, 1, 3, 0, 2, 4)) with { Set = Mode("reflect") },
        Row("reflect, axes", In(2, 3, 4).Batched(), Longs(2, 1), Missing(), Longs(-1)) with { Set = Mode("reflect") },
        Row("reflect, at run time", In(3, 4), Longs(1, 2, 2, 3).AtRunTime()) with { Set = Mode("reflect") },
        Row("reflect, along the batch", In(3, 2).Batched(), Longs(1, 0, 2, 0)) with { Set = Mode("reflect") },
        Row("edge", In(2, 3, 4).Batched(), Longs(0, 1, 2, 0, 2, 0)) with { Set = Mode("edge") },
        Row("edge, of one element", In(2, 1).Batched(), Longs(0, 2, 0, 1)) with { Set = Mode("edge") },
        Row("wrap", In(2, 3, 4).Batched(), Longs(0, 1, 2, 0, 2, 3)) with { Set = Mode("wrap"), Opset = 19 },
        Row("edge, cropping", In(2, 5).Batched(), Longs(0, -2, 0, 2)) with { Set = Mode("edge") },
        new("CenterCropPad", "", In(2, 5, 4).Batched(), Longs(3, 7)) { Set = n => n.Set("axes", [1, 2]), SecondOrder = SecondOrder.Zero, Step = 0.5 },
        new("CenterCropPad", "odd margins, all axes", In(2, 5), Longs(5, 2)) { SecondOrder = SecondOrder.Zero, Step = 0.5 },
    ];

    private static Action<OnnxNode> Mode(string mode) => n => n.Set("mode", mode);

    private static GradientCase Row(string variant, params CaseInput[] inputs) =>
        new("Pad", variant, inputs) { SecondOrder = SecondOrder.Zero, Step = 0.5 };
}
