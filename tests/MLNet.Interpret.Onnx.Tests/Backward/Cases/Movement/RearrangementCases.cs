using MLNet.Interpret.Onnx.Tests.Backward.Checking;
using static MLNet.Interpret.Onnx.Tests.Backward.Checking.CaseInput;

namespace MLNet.Interpret.Onnx.Tests.Backward.Cases.Movement;

internal static class RearrangementCases
{
    public static readonly GradientCase[] Rows =
    [
        Row("Where", "", Bools([2, 3], true, false, true, false, false, true), In(2, 3).Batched(), In(2, 3).Batched()),
        Row("Where", "all broadcast", Bools([2, 1, 1], true, false), In(3, 1), Weight(4)),
        Row("Where", "the condition is the largest, at run time", Bools([2, 3], true, false, true, false, false, true).AtRunTime(), In(1, 3), Weight()),
        Row("Trilu", "upper", In(2, 3, 4).Batched()),
        Row("Trilu", "lower, k", In(4, 3), LongScalar(-1)) with { Set = n => n.Set("upper", 0) },
        Row("ReverseSequence", "time first", In(4, 3, 2), Longs(4, 2, 1)),
        Row("ReverseSequence", "batch first", In(3, 4, 2).Batched(), Longs(4, 2, 3)) with { Set = n => n.Set("batch_axis", 0).Set("time_axis", 1) },
        Row("DepthToSpace", "depth, column, row", In(2, 8, 2, 3).Batched()) with { Set = n => n.Set("blocksize", 2) },
        Row("DepthToSpace", "column, row, depth", In(2, 8, 2, 3).Batched()) with { Set = n => n.Set("blocksize", 2).Set("mode", "CRD") },
        Row("SpaceToDepth", "", In(2, 2, 4, 6).Batched()) with { Set = n => n.Set("blocksize", 2) },
        Row("Col2Im", "overlapping", In(2, 8, 6).Batched(), Longs(3, 4), Longs(2, 2)),
        Row("Col2Im", "strides, pads, dilations", In(2, 12, 9).Batched(), Longs(5, 6), Longs(2, 3)) with
        {
            Set = n => n.Set("strides", [2, 1]).Set("pads", [1, 0, 1, 1]).Set("dilations", [1, 2]),
        },
    ];

    private static GradientCase Row(string opType, string variant, params CaseInput[] inputs) =>
        new(opType, variant, inputs) { SecondOrder = SecondOrder.Zero, Step = 0.5 };
}
