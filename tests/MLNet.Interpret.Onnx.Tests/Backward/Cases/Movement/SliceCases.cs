using MLNet.Interpret.Onnx.Tests.Backward.Checking;
using static MLNet.Interpret.Onnx.Tests.Backward.Checking.CaseInput;

namespace MLNet.Interpret.Onnx.Tests.Backward.Cases.Movement;

internal static class SliceCases
{
    public static readonly GradientCase[] Rows =
    [
        Row("two axes", In(4, 5), Longs(1, 0), Longs(3, 4)),
        Row("axes and steps", In(2, 5, 6).Batched(), Longs(1, 0), Longs(5, 6), Longs(-1, 1), Longs(2, 3)),
        Row("step past the end", In(2, 7).Batched(), Longs(0), Longs(7), Longs(1), Longs(3)),
        Row("step, with sizes behind it", In(2, 5, 3).Batched(), Longs(1), Longs(1000), Longs(1), Longs(2)),
        Row("negative start and end", In(2, 6).Batched(), Longs(-4), Longs(-1), Longs(1)),
        Row("far ends", In(2, 6).Batched(), Longs(-100), Longs(long.MaxValue), Longs(1)),
        Row("backwards", In(2, 6).Batched(), Longs(-1), Longs(long.MinValue), Longs(1), Longs(-1)),
        Row("backwards, step 2, one axis of two", In(5, 6), Longs(100, 1), Longs(0, 6), Longs(1, 0), Longs(-2, 1)),
        Row("one element", In(2, 4).Batched(), Longs(2), Longs(3), Longs(1)),
        Row("along the batch", In(4, 3).Batched(), Longs(1), Longs(3), Longs(0)),
        Row("along the batch from its end, backwards", In(4, 3).Batched(), Longs(-1), Longs(long.MinValue), Longs(0), Longs(-2)),
        Row("two unknown sizes behind a step", In(2, 4, 3).Batched(), Longs(0), Longs(4), Longs(1), Longs(2)),
        Row("bounds at run time", In(4, 5), Longs(1, -1).AtRunTime(), Longs(4, -5).AtRunTime(), Longs(0, 1).AtRunTime(), Longs(2, -2).AtRunTime()),
    ];

    private static GradientCase Row(string variant, params CaseInput[] inputs) =>
        new("Slice", variant, inputs) { SecondOrder = SecondOrder.Zero, Step = 0.5 };
}
