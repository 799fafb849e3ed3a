using MLNet.Interpret.Onnx.Tests.Backward.Checking;
using static MLNet.Interpret.Onnx.Tests.Backward.Checking.CaseInput;

namespace MLNet.Interpret.Onnx.Tests.Backward.Cases;

internal static class ActivationCases
{
    public static readonly GradientCase[] Rows =
    [
        new("Sigmoid", "", In(3, 4).Batched()),
        new("Tanh", "", In(3, 4).Batched()),
    ];
}
