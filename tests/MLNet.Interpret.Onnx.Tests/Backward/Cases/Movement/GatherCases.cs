using MLNet.Interpret.Onnx.Tests.Backward.Checking;
using static MLNet.Interpret.Onnx.Tests.Backward.Checking.CaseInput;

namespace MLNet.Interpret.Onnx.Tests.Backward.Cases.Movement;

internal static class GatherCases
{
    public static readonly GradientCase[] Rows =
    [
        Row("Gather", "one element", In(2, 5, 3).Batched(), LongScalar(-2)) with { Set = Axis(1) },
        Row("Gather", "a run", In(2, 5).Batched(), Longs(1, 2, 3)) with { Set = Axis(-1) },
        Row("Gather", "some, out of order", In(2, 5, 2).Batched(), Longs(4, 0, -3)) with { Set = Axis(1) },
        Row("Gather", "a permutation", In(2, 4).Batched(), Longs(2, 0, 3, 1)) with { Set = Axis(1) },
        Row("Gather", "repeated", In(2, 4, 3).Batched(), Longs(1, 1, -1, 0, 1)) with { Set = Axis(1) },
        Row("Gather", "rank 2", In(3, 2, 4).Batched(), Indices([2, 3], 0, 1, 1, 0, -1, 0)) with { Set = Axis(1) },
        Row("Gather", "rank 2, none twice", In(2, 4, 3).Batched(), Indices([2, 2], 3, 1, 0, 2)) with { Set = Axis(1) },
        Row("Gather", "rows at run time", Weight(5, 3), Indices([2, 2], 4, 0, 4, -5).AtRunTime()),
        Row("Gather", "along the batch", In(4, 3).Batched(), LongScalar(2)),
        Row("Gather", "along the batch, rank 2 at run time", In(4, 3).Batched(), Indices([2, 2], 3, 0, 3, -4).AtRunTime()),
        Row("Gather", "32-bit indices", In(3, 4).Batched(), Ints([3], 0, 2, 0).AtRunTime()) with { Set = Axis(1) },
        Row("GatherElements", "", In(2, 3).Batched(), Indices([2, 2], 0, 0, -1, 1)) with { Set = Axis(1) },
        Row("GatherElements", "fewer than the input along other axes", In(4, 3), Indices([2, 2], 0, 0, -1, 1).AtRunTime()),
        Row("GatherND", "elements", In(2, 3), Indices([3, 2], 0, 1, 1, -1, 0, 1)),
        Row("GatherND", "rows", In(3, 2), Indices([2, 2, 1], 0, 2, 2, -1)),
        Row("GatherND", "batch_dims 1", In(2, 3, 2).Batched(), Indices([2, 2, 1], 0, 2, 1, 1)) with { Set = n => n.Set("batch_dims", 1) },
        Row("Compress", "axis", In(3, 4).Batched(), Bools([4], true, false, true, false)) with { Set = Axis(1) },
        Row("Compress", "flat, at run time", In(2, 3), Bools([5], true, false, true, true, false).AtRunTime()),
        Row("TopK", "largest", In(3, 5).Distinct().Batched(), Longs(2)) with { Outputs = 2 },
        Row("TopK", "smallest, axis 0", In(4, 3).Distinct(), Longs(2).AtRunTime()) with { Outputs = 2, Set = n => n.Set("axis", 0).Set("largest", 0).Set("sorted", 0) },
    ];

    internal static CaseInput Indices(long[] shape, params long[] values) => Tensor(OnnxTensor.Of(values, shape));

    internal static Action<OnnxNode> Axis(long axis) => n => n.Set("axis", axis);

    private static CaseInput Ints(long[] shape, params int[] values) =>
        Tensor(OnnxTensor.Raw(ElementType.Int32, System.Runtime.InteropServices.MemoryMarshal.AsBytes<int>(values), shape));

    // A step smaller than half the distance of any two elements keeps the order that TopK sees.
    private static GradientCase Row(string opType, string variant, params CaseInput[] inputs) =>
        new(opType, variant, inputs) { SecondOrder = SecondOrder.Zero, Step = opType == "TopK" ? 1.0 / 32 : 0.5 };
}
