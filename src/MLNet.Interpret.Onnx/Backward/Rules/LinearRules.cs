namespace MLNet.Interpret.Onnx.Backward.Rules;

/// <summary>Matrix products.</summary>
internal static class LinearRules
{
    public static void AddTo(RuleTable table) => table
        .Row("Identity", n => [n.DY()])
        .Row("Gemm", Gemm);

    private static IReadOnlyList<Value?> Gemm(BackwardNode n)
    {
        float alpha = n.Node.Float("alpha", 1);
        float beta = n.Node.Float("beta", 1);
        bool transA = n.Node.Int("transA", 0) != 0;
        bool transB = n.Node.Int("transB", 0) != 0;
        Value dy = n.DY();
        return
        [
            !n.Needs(0) ? null : transA ? Product(n.X(1), dy, alpha, transB, true) : Product(dy, n.X(1), alpha, false, !transB),
            !n.Needs(1) ? null : transB ? Product(dy, n.X(0), alpha, true, transA) : Product(n.X(0), dy, alpha, !transA, false),
            !n.Needs(2) ? null : n.Unbroadcast(beta == 1 ? dy : dy * beta, n.ShapeY(), 2),
        ];
    }

    private static Value Product(Value a, Value b, float alpha, bool transA, bool transB) => a.Graph.Node("Gemm", a, b)
        .With("alpha", alpha).With("transA", transA ? 1 : 0).With("transB", transB ? 1 : 0).Out();
}
