using MLNet.Interpret.Onnx.Tests.Backward.Checking;
using static MLNet.Interpret.Onnx.Tests.Backward.Checking.CaseInput;

namespace MLNet.Interpret.Onnx.Tests.Backward.Cases;

internal static class TrigonometricCases
{
    public static readonly GradientCase[] Rows =
    [
        Of("Sin"), Of("Cos"), Of("Atan"), Of("Sinh"), Of("Cosh"), Of("Asinh"), Of("Erf"),
        NearPole("Tan", -1, 1), NearPole("Asin", -0.5, 0.5), NearPole("Acos", -0.5, 0.5), NearPole("Acosh", 2, 3), NearPole("Atanh", -0.5, 0.5),
    ];

    private static GradientCase Of(string opType, double low = -1.5, double high = 1.5) => new(opType, "", In(2, 5).Range(low, high).Batched());

    // Higher derivatives grow towards the pole, and the error of the differences with them.
    private static GradientCase NearPole(string opType, double low, double high) => Of(opType, low, high) with { Step = 1.0 / 64 };
}
