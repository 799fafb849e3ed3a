using MLNet.Interpret.Onnx.Tests.Backward.Checking;
using static MLNet.Interpret.Onnx.Tests.Backward.Checking.CaseInput;

namespace MLNet.Interpret.Onnx.Tests.Backward.Cases;

internal static class PassingCases
{
    public static readonly GradientCase[] Rows =
    [
        new("Identity", "", In(2, 3).Batched()) { SecondOrder = SecondOrder.Zero },
        new("Dropout", "", In(2, 3).Batched()) { SecondOrder = SecondOrder.Zero },
        new("Dropout", "with ratio and unused mask", In(2, 3).Batched(), Weight().Values(0.5).NotDifferentiable(), Bools([], false))
        {
            Outputs = 2, SecondOrder = SecondOrder.Zero,
        },
        new("Cast", "to float32", In(2, 3).Batched()) { Set = n => n.Set("to", (long)ElementType.Float), SecondOrder = SecondOrder.Zero, FloatOnly = true },
        new("CastLike", "", In(2, 3).Batched(), In(1).NotDifferentiable()) { SecondOrder = SecondOrder.Zero },
    ];
}
