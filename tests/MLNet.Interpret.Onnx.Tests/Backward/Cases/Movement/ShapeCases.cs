using MLNet.Interpret.Onnx.Tests.Backward.Checking;
using static MLNet.Interpret.Onnx.Tests.Backward.Checking.CaseInput;

namespace MLNet.Interpret.Onnx.Tests.Backward.Cases.Movement;

internal static class ShapeCases
{
    public static readonly GradientCase[] Rows =
    [
        Row("Reshape", "", In(2, 6), Longs(3, 4)),
        Row("Reshape", "keeps a size and works one out", In(2, 3, 4).Batched(), Longs(0, -1)),
        Row("Reshape", "splits the last axis", In(2, 12).Batched(), Longs(0, 3, 4)),
        Row("Reshape", "joins the batch", In(2, 3, 4).Batched(), Longs(-1, 4)),
        Row("Reshape", "allowzero", In(2, 3), Longs(3, 2)) with { Set = n => n.Set("allowzero", 1) },
        Row("Reshape", "to a scalar", In(1, 1), Longs()),
        Row("Reshape", "to a shape at run time", In(2, 3), Longs(3, 2).AtRunTime()),
        Row("Flatten", "", In(2, 3, 4).Batched()),
        Row("Flatten", "axis 0", In(2, 3).Batched()) with { Set = n => n.Set("axis", 0) },
        Row("Flatten", "axis -1", In(2, 3, 4).Batched()) with { Set = n => n.Set("axis", -1) },
        Row("Squeeze", "all axes of size one", In(1, 3, 1)),
        Row("Squeeze", "one axis", In(2, 1, 3, 1).Batched(), Longs(-1)),
        Row("Squeeze", "axes at run time", In(2, 1, 3, 1), Longs(1, 3).AtRunTime()),
        Row("Unsqueeze", "", In(2, 3).Batched(), Longs(1, -1)),
        Row("Transpose", "default", In(2, 3, 4).Batched()),
        Row("Transpose", "of three axes", In(2, 3, 4).Batched()) with { Set = n => n.Set("perm", [2, 0, 1]) },
        Row("Expand", "", In(3, 1), Longs(2, 3, 4)),
        Row("Expand", "to a smaller rank", In(2, 1, 3).Batched(), Longs(4, 1)),
        Row("Expand", "of nothing", In(2, 3), Longs(1, 1)),
        Row("Expand", "to a shape at run time", In(2, 1, 3).Batched(), Longs(2, 4, 3).AtRunTime()),
        Row("Tile", "", In(2, 3), Longs(2, 3)),
        Row("Tile", "one axis", In(2, 3, 2).Batched(), Longs(1, 2, 1)),
        Row("Tile", "of nothing", In(2, 3), Longs(1, 1)),
        Row("Tile", "repeats at run time", In(2, 3).Batched(), Longs(2, 2).AtRunTime()),
    ];

    private static GradientCase Row(string opType, string variant, params CaseInput[] inputs) =>
        new(opType, variant, inputs) { SecondOrder = SecondOrder.Zero, Step = 0.5 };
}
