using MLNet.Interpret.Onnx.Tests.Backward.Checking;
using static MLNet.Interpret.Onnx.Tests.Backward.Checking.CaseInput;

namespace MLNet.Interpret.Onnx.Tests.Backward.Cases;

internal static class ArithmeticCases
{
    public static readonly GradientCase[] Rows =
    [
        new("Add", "", In(2, 3).Batched(), In(2, 3).Batched()) { SecondOrder = SecondOrder.Zero },
        new("Add", "row broadcast", In(2, 3).Batched(), Weight(3)) { SecondOrder = SecondOrder.Zero },
        new("Add", "both broadcast", In(2, 1, 3).Batched(), In(4, 1)) { SecondOrder = SecondOrder.Zero },
        new("Add", "scalar", In(2, 3).Batched(), Weight()) { SecondOrder = SecondOrder.Zero },
        new("Sub", "", In(2, 3).Batched(), In(2, 3).Batched()) { SecondOrder = SecondOrder.Zero },
        new("Sub", "both broadcast", In(3), Weight(2, 1)) { SecondOrder = SecondOrder.Zero },
        new("Mul", "", In(2, 3).Batched(), In(2, 3).Batched()),
        new("Mul", "channel broadcast", In(2, 3, 2, 2).Batched(), Weight(3, 1, 1)),
        new("Mul", "scalar", Weight(), In(2, 3).Batched()),
        new("Div", "", In(2, 3).Batched(), In(2, 3).Range(0.5, 2).Batched()),
        new("Div", "both broadcast", In(1, 3), Weight(2, 1).Range(-2, -0.5)),
        new("Div", "of a constant", Weight(), In(2, 3).Range(0.5, 2).Batched()),
        // The quotients stay between whole numbers, where the remainder jumps.
        new("Mod", "fmod", In(4).Values(1.3125, -1.3125, 2.75, -0.5), In(4).Values(0.5, 0.5, -2, 2))
        {
            Set = n => n.Set("fmod", 1), SecondOrder = SecondOrder.Zero,
        },
        new("Neg", "", In(2, 3).Batched()) { SecondOrder = SecondOrder.Zero },
        new("Abs", "", In(2, 3).AwayFrom(0.25, 0).Batched()) { SecondOrder = SecondOrder.Zero },
        new("Reciprocal", "", In(2, 3).Range(-2, 2).AwayFrom(0.5, 0).Batched()),
        new("Sqrt", "", In(2, 3).Range(0.5, 2).Batched()),
        new("Exp", "", In(2, 3).Batched()),
        new("Log", "", In(2, 3).Range(0.5, 2).Batched()),
        new("Pow", "square", In(2, 3).Batched(), Power(2)),
        new("Pow", "cube", In(2, 3).Batched(), Power(3)),
        new("Pow", "fourth", In(2, 3).Batched(), Power(4)),
        new("Pow", "root", In(2, 3).Range(0.5, 2).Batched(), Power(0.5)),
        new("Pow", "one", In(2, 3).Batched(), Power(1)) { SecondOrder = SecondOrder.Zero },
        new("Pow", "zero", In(2, 3).Batched(), Power(0)) { SecondOrder = SecondOrder.Zero },
        new("Pow", "inverse", In(2, 3).Range(-2, 2).AwayFrom(0.5, 0).Batched(), Power(-1)),
        new("Pow", "-1.5", In(2, 3).Range(0.5, 2).Batched(), Power(-1.5)),
        new("Pow", "integer exponent", In(2, 3).Batched(), Longs(3)),
        new("Pow", "integer exponents, zero at zero", In(4).Values(0, 0, -0.75, 1.5), Longs(0, 2, 2, 3)),
        new("Pow", "both differentiable", In(2, 3).Range(0.5, 2).Batched(), Weight(3)),
        new("Pow", "of zero", In(3).Values(0, 0.5, 1.5), In(3).Values(2, 2, 3)) { Step = 1.0 / 4096 },
        new("Sum", "of one", In(2, 3)) { SecondOrder = SecondOrder.Zero },
        new("Sum", "of three, broadcast", In(2, 3).Batched(), Weight(3), In(2, 1).Batched()) { SecondOrder = SecondOrder.Zero },
        new("Mean", "of one", In(2, 3)) { SecondOrder = SecondOrder.Zero },
        new("Mean", "of three, broadcast", In(2, 3).Batched(), Weight(3), In(2, 1).Batched()) { SecondOrder = SecondOrder.Zero },
        new("Max", "of one", In(2, 3)) { SecondOrder = SecondOrder.Zero },
        new("Max", "of two", In(2, 3).Range(0, 1).AwayFrom(0.25, 0.5).Batched(), Weight(3).Values(0.5, 0.5, 0.5)) { SecondOrder = SecondOrder.Zero },
        new("Max", "of three, broadcast", In(2, 3).Values(0, 1, 2, 2, 1, 0).Batched(), Weight(3).Values(0.5, 0.5, 2.5), In(2, 1).Values(1.5, -0.5))
        {
            SecondOrder = SecondOrder.Zero,
        },
        new("Min", "of two", In(2, 3).Range(0, 1).AwayFrom(0.25, 0.5).Batched(), Weight(3).Values(0.5, 0.5, 0.5)) { SecondOrder = SecondOrder.Zero },
        new("Min", "of three, broadcast", In(2, 3).Values(0, 1, 2, 2, 1, 0).Batched(), Weight(3).Values(0.5, 0.5, 2.5), In(2, 1).Values(1.5, -0.5))
        {
            SecondOrder = SecondOrder.Zero,
        },
        new("CumSum", "", In(2, 4).Batched(), LongScalar(1)) { SecondOrder = SecondOrder.Zero },
        new("CumSum", "exclusive", In(2, 4).Batched(), LongScalar(-1)) { Set = n => n.Set("exclusive", 1), SecondOrder = SecondOrder.Zero },
        new("CumSum", "reverse", In(3, 2).Batched(), LongScalar(0)) { Set = n => n.Set("reverse", 1), SecondOrder = SecondOrder.Zero },
        new("CumSum", "exclusive, reverse", In(2, 4), LongScalar(1))
        {
            Set = n => n.Set("exclusive", 1).Set("reverse", 1), SecondOrder = SecondOrder.Zero,
        },
        new("CumProd", "", In(2, 4).Batched(), LongScalar(1)) { Opset = 26 },
        new("CumProd", "zeros", In(2, 4).Values(0, 0.5, -1.5, 1, 1.25, 0, 0, -0.75), LongScalar(-1)) { Opset = 26 },
        new("CumProd", "exclusive", In(2, 5).Batched(), LongScalar(-1)) { Opset = 26, Set = n => n.Set("exclusive", 1) },
        new("CumProd", "reverse", In(3, 2), LongScalar(0)) { Opset = 26, Set = n => n.Set("reverse", 1) },
        new("CumProd", "exclusive, reverse", In(2, 4, 2).Batched(), LongScalar(1)) { Opset = 26, Set = n => n.Set("exclusive", 1).Set("reverse", 1) },
        new("CumProd", "of one", In(2, 1), LongScalar(1)) { Opset = 26, SecondOrder = SecondOrder.Zero },
    ];

    private static CaseInput Power(double exponent) => Weight().Values(exponent).NotDifferentiable();
}
