using MLNet.Interpret.Onnx.Tests.Backward.Checking;
using static MLNet.Interpret.Onnx.Tests.Backward.Checking.CaseInput;

namespace MLNet.Interpret.Onnx.Tests.Backward.Cases;

internal static class ArithmeticCases
{
    public static readonly GradientCase[] Rows =
    [
        new("Add", "", In(2, 3).Batched(), In(2, 3).Batched()) { SecondOrder = SecondOrder.Zero },
        new("Add", "row broadcast", In(2, 3).Batched(), Weight(3)) { SecondOrder = SecondOrder.Zero },
        new("Sub", "", In(2, 3).Batched(), In(2, 3).Batched()) { SecondOrder = SecondOrder.Zero },
        new("Sub", "both broadcast", In(3), Weight(2, 1)) { SecondOrder = SecondOrder.Zero },
        new("Mul", "", In(2, 3).Batched(), In(2, 3).Batched()),
        new("Mul", "scalar", Weight(), In(2, 3).Batched()),
        new("Div", "", In(2, 3).Batched(), In(2, 3).Range(0.5, 2).Batched()),
        new("Div", "both broadcast", In(1, 3), Weight(2, 1).Range(-2, -0.5)),
        new("Neg", "", In(2, 3)) { SecondOrder = SecondOrder.Zero },
        new("Sum", "of one", In(2, 3)) { SecondOrder = SecondOrder.Zero },
        new("Sum", "of three, broadcast", In(2, 3).Batched(), Weight(3), In(2, 1).Batched()) { SecondOrder = SecondOrder.Zero },
    ];
}
