using MLNet.Interpret.Onnx.Tests.Backward.Checking;
using static MLNet.Interpret.Onnx.Tests.Backward.Checking.CaseInput;

namespace MLNet.Interpret.Onnx.Tests.Backward.Cases;

internal static class LinearCases
{
    public static readonly GradientCase[] Rows =
    [
        new("Gemm", "bias row", In(3, 4).Batched(), Weight(4, 5), Weight(5)),
        new("Gemm", "no bias, transB", In(3, 4).Batched(), Weight(5, 4)) { Set = n => n.Set("transB", 1) },
        new("Gemm", "alpha, beta, transA", In(4, 3), Weight(4, 5), Weight(3, 1))
        {
            Set = n => n.Set("transA", 1).Set("alpha", 0.5f).Set("beta", -2f),
        },
        new("Gemm", "transA, transB, scalar bias", In(4, 3), In(5, 4), Weight()) { Set = n => n.Set("transA", 1).Set("transB", 1) },
    ];
}
