namespace MLNet.Interpret.Onnx.Backward.Rules;

/// <summary>Matrix products.</summary>
internal static class LinearRules
{
    public static void AddTo(RuleTable table) => table
        .Row("Gemm", Gemm)
        .Row("MatMul", MatMul);

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

    private static IReadOnlyList<Value?> MatMul(BackwardNode n)
    {
        TensorShape a = n.ShapeX(0);
        TensorShape b = n.ShapeX(1);
        bool rowVector = a.Rank == 1;
        bool columnVector = b.Rank == 1;
        Value dy = n.DY();
        List<Dim> batch = [.. n.ShapeY().Take(n.ShapeY().Rank - (rowVector ? 0 : 1) - (columnVector ? 0 : 1))];
        // As matrices: a vector on the left is a row, one on the right a column.
        dy = columnVector ? dy.Unsqueeze(-1) : dy;
        dy = rowVector ? dy.Unsqueeze(-2) : dy;

        Value? da = null;
        if (n.Needs(0))
        {
            Value transposed = columnVector ? n.X(1).Unsqueeze(0) : Transposed(n.X(1), b.Rank);
            da = n.Unbroadcast(dy.MatMul(transposed), new TensorShape([.. batch, rowVector ? 1 : a[^2], a[^1]]), 0);
        }
        return [da, n.Needs(1) ? RightFactor(n, dy, a, b, batch) : null];
    }

    private static Value RightFactor(BackwardNode n, Value dy, TensorShape a, TensorShape b, List<Dim> batch)
    {
        if (b.Rank == 2 && a.Rank > 2 && b.IsStatic)
        {
            // A weight shared by the whole batch: one product over all rows instead of one a matrix and a sum of them.
            return Product(n.X(0).Reshape(-1, b[0].Value), dy.Reshape(-1, b[1].Value), 1, true, false);
        }
        Value product = (a.Rank == 1 ? n.X(0).Unsqueeze(-1) : Transposed(n.X(0), a.Rank)).MatMul(dy);
        return b.Rank == 1
            ? n.Unbroadcast(product.Squeeze(-1), new TensorShape([.. batch, b[0]]), 1)
            : n.Unbroadcast(product, new TensorShape([.. batch, b[^2], b[^1]]), 1);
    }

    private static Value Transposed(Value x, int rank)
    {
        long[] order = [.. Enumerable.Range(0, rank).Select(i => (long)i)];
        (order[^1], order[^2]) = (order[^2], order[^1]);
        return x.Transpose(order);
    }
}
