using MLNet.Interpret.Onnx.Tests.Backward.Checking;
using static MLNet.Interpret.Onnx.Tests.Backward.Checking.CaseInput;

namespace MLNet.Interpret.Onnx.Tests.Backward.Cases.Movement;

internal static class ScatterCases
{
    public static readonly GradientCase[] Rows =
    [
        Linear("ScatterElements", "", In(3, 4).Batched(), GatherCases.Indices([3, 2], 0, 1, 3, 2, -1, 0), In(3, 2).Batched()) with { Set = GatherCases.Axis(1) },
        Linear("ScatterElements", "into a constant, axis 0", Weight(4, 3).NotDifferentiable(), GatherCases.Indices([2, 2], 0, 3, 2, -3).AtRunTime(), In(2, 2)),
        Linear("ScatterElements", "add, repeated", In(3, 4).Batched(), GatherCases.Indices([3, 3], 0, 0, 1, 3, 3, 3, -1, 0, 3), In(3, 3).Batched()) with { Set = Reduction("add", 1) },
        Products("ScatterElements", "mul, repeated", GatherCases.Indices([3, 3], 0, 0, 1, 3, 3, 3, -1, 0, 3), In(3, 3)),
        Extremes("ScatterElements", "max, repeated", "max", GatherCases.Indices([3, 3], 0, 0, 1, 3, 3, 3, -1, 0, 3), [3, 3]),
        Extremes("ScatterElements", "min, repeated", "min", GatherCases.Indices([3, 3], 0, 0, 1, 3, 3, 3, -1, 0, 3), [3, 3]),
        Linear("ScatterND", "elements", In(3, 4), GatherCases.Indices([2, 2], 0, 1, 2, -1), In(2)),
        Linear("ScatterND", "rows", In(4, 3), GatherCases.Indices([2, 1], 3, 0).AtRunTime(), In(2, 3)),
        Linear("ScatterND", "add, repeated rows", In(4, 3), GatherCases.Indices([3, 1], 3, 0, 3), In(3, 3)) with { Set = Reduction("add") },
        Products("ScatterND", "mul, repeated", GatherCases.Indices([3, 1], 2, 0, 2), In(3, 4)),
        Extremes("ScatterND", "max, repeated", "max", GatherCases.Indices([3, 1], 2, 0, 2), [3, 4]),
        Extremes("ScatterND", "min, repeated", "min", GatherCases.Indices([3, 1], 2, 0, 2), [3, 4]),
    ];

    private static Action<OnnxNode> Reduction(string reduction, long? axis = null) =>
        n => (axis is { } a ? n.Set("axis", a) : n).Set("reduction", reduction);

    private static long? AxisOf(string opType) => opType == "ScatterElements" ? 1 : null;

    private static GradientCase Linear(string opType, string variant, params CaseInput[] inputs) =>
        new(opType, variant, inputs) { SecondOrder = SecondOrder.Zero, Step = 0.5 };

    private static GradientCase Products(string opType, string variant, CaseInput indices, CaseInput updates) =>
        new(opType, variant, In(3, 4), indices, updates.AwayFrom(0.25, 0)) { Set = Reduction("mul", AxisOf(opType)) };

    // Updates near the middle of the data's range make each win somewhere; a step of 1/64 is too short to change who wins.
    private static GradientCase Extremes(string opType, string variant, string reduction, CaseInput indices, long[] updates) =>
        new(opType, variant, In(3, 4).Distinct(-1.5, 1.5), indices, In(updates).Distinct(-1.0, 1.1))
        {
            Set = Reduction(reduction, AxisOf(opType)), SecondOrder = SecondOrder.Zero, Step = 1.0 / 256,
        };
}
