using MLNet.Interpret.Onnx.Tests.Backward.Checking;
using static MLNet.Interpret.Onnx.Tests.Backward.Checking.CaseInput;

namespace MLNet.Interpret.Onnx.Tests.Backward.Cases;

internal static class ReductionCases
{
    public static readonly GradientCase[] Rows =
    [
        .. Variants("ReduceSum", SecondOrder.Zero, (-1.5, 1.5)),
        .. Variants("ReduceMean", SecondOrder.Zero, (-1.5, 1.5)),
        .. Variants("ReduceSumSquare", SecondOrder.Exists, (-1.5, 1.5)),
        .. Variants("ReduceL1", SecondOrder.Zero, (0.5, 1.5)),
        .. Variants("ReduceL2", SecondOrder.Exists, (0.5, 1.5)),
        .. Variants("ReduceLogSum", SecondOrder.Exists, (0.5, 1.5)),
        .. Variants("ReduceLogSumExp", SecondOrder.Exists, (-1.5, 1.5)),
        .. Variants("ReduceMax", SecondOrder.Zero, null),
        .. Variants("ReduceMin", SecondOrder.Zero, null),
        .. Variants("ReduceProd", SecondOrder.Exists, (0.5, 1.5)),
        new("ReduceL1", "negative elements", In(2, 6).AwayFrom(0.25, 0), Longs(1)) { SecondOrder = SecondOrder.Zero },
        new("ReduceL2", "negative elements", In(2, 6), Longs(1)),
        new("ReduceProd", "a zero", In(2, 4).Values(1, 0, 2, -3, 0.5, 0.25, 4, -1), Longs(1)) { Step = 0.5 },
        new("ReduceProd", "two zeros", In(2, 4).Values(1, 0, 0, -3, 0.5, 0.25, 4, -1), Longs(1)) { Step = 0.5 },
        new("ReduceProd", "of one", In(2, 1), Longs(1)) { SecondOrder = SecondOrder.Zero },
        new("ReduceProd", "of seven", In(7, 2).Range(0.5, 1.5), Longs(0)),
    ];

    private static IEnumerable<GradientCase> Variants(string opType, SecondOrder secondOrder, (double Low, double High)? range)
    {
        CaseInput Of(params long[] shape) => range is { } r ? In(shape).Range(r.Low, r.High) : In(shape).Distinct(-3, 3);

        yield return new(opType, "all", Of(2, 4)) { SecondOrder = secondOrder };
        yield return new(opType, "all, axes dropped", Of(2, 4)) { Set = n => n.Set("keepdims", 0), SecondOrder = secondOrder };
        yield return new(opType, "last axis", Of(2, 5).Batched(), Longs(-1)) { SecondOrder = secondOrder };
        yield return new(opType, "axes 1 and 3 dropped", Of(2, 3, 2, 2).Batched(), Longs(3, 1))
        {
            Set = n => n.Set("keepdims", 0), SecondOrder = secondOrder,
        };
        if (opType is not "ReduceProd")
        {
            yield return new(opType, "over the batch", Of(3, 2).Batched(), Longs(0)) { SecondOrder = secondOrder };
        }
        yield return new(opType, "no axes, nothing to do", Of(2, 4).Batched(), Longs())
        {
            Set = n => n.Set("noop_with_empty_axes", 1), SecondOrder = opType is "ReduceSumSquare" or "ReduceLogSum" ? SecondOrder.Exists : SecondOrder.Zero,
        };
    }
}
