using MLNet.Interpret.Onnx.Tests.Backward.Checking;
using static MLNet.Interpret.Onnx.Tests.Backward.Checking.CaseInput;

namespace MLNet.Interpret.Onnx.Tests.Backward.Cases.Movement;

internal static class JoinCases
{
    public static readonly GradientCase[] Rows =
    [
        Row("Concat", "channels", In(2, 3, 2).Batched(), In(2, 1, 2).Batched(), Weight(2, 2, 2).NotDifferentiable()) with { Set = n => n.Set("axis", 1) },
        Row("Concat", "last axis", In(2, 3).Batched(), In(2, 1).Batched()) with { Set = n => n.Set("axis", -1) },
        Row("Concat", "of one", In(2, 3)) with { Set = n => n.Set("axis", 0) },
        Row("Concat", "along the batch", In(2, 3).Batched(), Weight(1, 3), In(2, 3).Batched()) with { Set = n => n.Set("axis", 0) },
        Row("Split", "equal", In(2, 6).Batched()) with { Set = n => n.Set("axis", 1).Set("num_outputs", 3), Outputs = 3, Seeded = [0, 1, 2] },
        Row("Split", "num_outputs with a smaller rest", In(2, 5).Batched()) with { Set = n => n.Set("axis", -1).Set("num_outputs", 2), Outputs = 2, Seeded = [0, 1] },
        Row("Split", "sizes", In(2, 6).Batched(), Longs(1, 3, 2)) with { Set = n => n.Set("axis", 1), Outputs = 3, Seeded = [0, 1, 2] },
        Row("Split", "an output not used", In(2, 6).Batched(), Longs(1, 3, 2)) with { Set = n => n.Set("axis", 1), Outputs = 3, Seeded = [0, 2] },
        Row("Split", "along the batch", In(4, 2).Batched(), Longs(1, 3)) with { Outputs = 2, Seeded = [1] },
    ];

    private static GradientCase Row(string opType, string variant, params CaseInput[] inputs) =>
        new(opType, variant, inputs) { SecondOrder = SecondOrder.Zero, Step = 0.5 };
}
