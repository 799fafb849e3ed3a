using MLNet.Interpret.Onnx.Tests.Backward.Checking;
using static MLNet.Interpret.Onnx.Tests.Backward.Checking.CaseInput;

namespace MLNet.Interpret.Onnx.Tests.Backward.Cases;

internal static class LinearCases
{
    // Linear in each element of each operand: differences are exact but for rounding.
    public static readonly GradientCase[] Rows =
    [
        new("Gemm", "bias row", In(3, 4).Batched(), Weight(4, 5), Weight(5)) { Step = 0.5 },
        new("Gemm", "no bias, transB", In(3, 4).Batched(), Weight(5, 4)) { Set = n => n.Set("transB", 1), Step = 0.5 },
        new("Gemm", "alpha, beta, transA", In(4, 3), Weight(4, 5), Weight(3, 1))
        {
            Set = n => n.Set("transA", 1).Set("alpha", 0.5f).Set("beta", -2f), Step = 0.5,
        },
        new("Gemm", "transA, transB, scalar bias", In(4, 3), In(5, 4), Weight())
        {
            Set = n => n.Set("transA", 1).Set("transB", 1), Step = 0.5,
        },
        new("Gemm", "full bias", In(3, 4), In(4, 5), In(3, 5)) { Step = 0.5 },
        new("MatMul", "", In(3, 4).Batched(), Weight(4, 5)) { Step = 0.5 },
        new("MatMul", "batch by weight", In(2, 3, 4).Batched(), Weight(4, 5)) { Step = 0.5 },
        new("MatMul", "batch by batch", In(2, 3, 4).Batched(), In(2, 4, 5).Batched()) { Step = 0.5 },
        new("MatMul", "weight by batch", Weight(3, 4), In(2, 4, 5).Batched()) { Step = 0.5 },
        new("MatMul", "broadcast on both sides", In(2, 1, 3, 4), In(3, 4, 2)) { Step = 0.5 },
        new("MatMul", "heads", In(2, 3, 4, 5).Batched(), In(2, 3, 5, 4).Batched()) { Step = 0.5 },
        new("MatMul", "vector by matrix", In(4), Weight(4, 5)) { Step = 0.5 },
        new("MatMul", "matrix by vector", In(3, 4).Batched(), Weight(4)) { Step = 0.5 },
        new("MatMul", "vector by vector", In(4), In(4)) { Step = 0.5 },
        new("MatMul", "batch by vector", In(2, 3, 4).Batched(), Weight(4)) { Step = 0.5 },
        new("MatMul", "vector by batch", In(4), In(2, 4, 5).Batched()) { Step = 0.5 },
        Sums("ij,jk->ik", In(2, 3).Batched(), Weight(3, 4)),
        Sums("ij,jk", In(2, 3).Batched(), Weight(3, 4)),
        Sums("bi, ba -> ia", In(2, 3).Batched(), In(2, 4).Batched()),
        Sums("bhid,bhjd->bhij", In(2, 2, 3, 4).Batched(), In(2, 2, 5, 4).Batched()),
        Sums("ij->ji", In(2, 3).Batched()),
        Sums("ij->i", In(2, 3).Batched()),
        Sums("ij->j", In(2, 3).Batched()),
        Sums("ij->", In(2, 3)),
        Sums("ij,ij->", In(2, 3), In(2, 3)),
        Sums("i,j->ij", In(2), In(3)),
        Sums("ij,k->i", In(2, 3), In(4)),
        Sums("bi,ij,bj->b", In(2, 3).Batched(), Weight(3, 4), In(2, 4).Batched()),
        Sums("ii->i", In(3, 3)),
        Sums("ii", In(3, 3)),
        Sums("bii->b", In(2, 3, 3).Batched()),
        Sums("iji,j->ij", In(2, 3, 2), In(3)),
        Sums("...ij,...jk->...ik", In(2, 2, 3).Batched(), In(2, 3, 2).Batched()),
        Sums("...ij,jk->...ik", In(2, 2, 3).Batched(), Weight(3, 2)),
        Sums("...i,i->...", In(2, 2, 3).Batched(), Weight(3)),
        Sums("i...,j...", In(2, 3), In(4, 3)),
        Sums("ij,ij->ij", In(2, 3), In(2, 1)),
    ];

    private static GradientCase Sums(string equation, params CaseInput[] operands) => new("Einsum", equation, operands)
    {
        Set = n => n.Set("equation", equation),
        Step = 0.5,
        SecondOrder = operands.Length > 1 ? SecondOrder.Exists : SecondOrder.Zero,
    };
}
