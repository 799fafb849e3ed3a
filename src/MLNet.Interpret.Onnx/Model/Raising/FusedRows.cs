namespace MLNet.Interpret.Onnx;

/// <summary>
/// Operators that optimisers for ONNX Runtime write into files in the place of several standard ones, taken apart again: ONNX Runtime puts
/// them together anew when it opens a graph to run it.
/// </summary>
internal static class FusedRows
{
    public static void AddTo(RaiseTable table) => table
        .Fused("Gelu", n => n.Replace(Gelu(n, n.X(), isTanh: false)))
        .Fused("FastGelu", n => n.Replace(Gelu(n, n.Node.HasInput(1) ? n.X() + n.X(1) : n.X(), isTanh: true)))
        .Fused("BiasGelu", n => n.Replace(Gelu(n, n.X() + n.X(1), isTanh: false)))
        .Fused("QuickGelu", n => n.Replace(n.X() * n.Graph.Add("Sigmoid", n.X() * n.Number(n.Node.Float("alpha", 1.702f)))))
        .Fused("SkipLayerNormalization", n => SkipNormalization(n, bias: 4, (sum, epsilon) => Layer(n, sum, epsilon)))
        .Fused("SkipSimplifiedLayerNormalization", n => SkipNormalization(n, bias: 3, (sum, epsilon) => RootMeanSquare(n, sum, n.X(2), epsilon, -1)))
        .Fused("SimplifiedLayerNormalization", Simplified)
        .Always("SimplifiedLayerNormalization", Simplified)
        .Fused("FusedMatMul", MatMul)
        .Fused("TransposeMatMul", MatMul)
        .Fused("FusedGemm", Gemm)
        .Fused("FusedConv", Conv)
        .Fused("Trilu", Rename)
        .Fused("GridSample", GridSample);

    private static Value Gelu(OldNode n, Value x, bool isTanh)
    {
        if (n.Opset >= 20)
        {
            NodeInProgress gelu = n.Graph.Node("Gelu", x);
            return (isTanh ? gelu.With("approximate", "tanh") : gelu).Out();
        }
        Value shape = isTanh
            ? n.Graph.Add("Tanh", (x + x * x * x * n.Number(0.044715)) * n.Number(0.7978845608028654))
            : n.Graph.Add("Erf", x / n.Number(1.4142135623730951));
        return (shape + n.Number(1)) * x * n.Number(0.5);
    }

    /// <summary>The normalised sum of a value, of what skipped layers, and of a bias, then the statistics, then the sum itself.</summary>
    private static void SkipNormalization(OldNode n, int bias, Func<Value, float, Value[]> normalise)
    {
        Value sum = n.X() + n.X(1);
        sum = n.Node.HasInput(bias) ? sum + n.X(bias) : sum;
        Value[] results = normalise(sum, n.Node.Float("epsilon", 1e-12f));
        for (int i = 0; i < results.Length; i++)
        {
            if (n.Node.HasOutput(i))
            {
                n.Replace(results[i], i);
            }
        }
        if (n.Node.HasOutput(3))
        {
            n.Replace(sum, 3);
        }
    }

    private static Value[] Layer(OldNode n, Value x, float epsilon)
    {
        NodeInProgress node = n.Node.HasInput(3) ? n.Graph.Node("LayerNormalization", x, n.X(2), n.X(3)) : n.Graph.Node("LayerNormalization", x, n.X(2));
        node.With("axis", -1L).With("epsilon", epsilon);
        Value normalised = node.Out();
        return n.Node.HasOutput(1) || n.Node.HasOutput(2) ? [normalised, node.Out(ElementType.Float), node.Out(ElementType.Float)] : [normalised];
    }

    private static Value[] RootMeanSquare(OldNode n, Value x, Value scale, float epsilon, long axis)
    {
        int? rank = n.Type(0)?.Shape?.Rank;
        long[] axes = axis == -1 || axis == rank - 1 ? [-1]
            : rank is { } known ? [.. Enumerable.Range((int)(axis < 0 ? axis + known : axis), known - (int)(axis < 0 ? axis + known : axis)).Select(i => (long)i)]
            : throw n.Unsupported("the number of dimensions of its input is not known");
        Value deviation = (x.Pow(n.Number(2)).ReduceMean(axes) + n.Number(epsilon)).Sqrt();
        return n.Node.HasOutput(1) || n.Node.HasOutput(2) ? [x / deviation * scale, 1 / deviation, 1 / deviation] : [x / deviation * scale];
    }

    private static void Simplified(OldNode n)
    {
        Value[] results = RootMeanSquare(n, n.X(), n.X(1), n.Node.Float("epsilon", 1e-5f), n.Node.Int("axis", -1));
        if (n.Node.HasOutput(1))
        {
            n.Replace(results[1], 1);
        }
        n.Replace(results[0]);
    }

    private static void MatMul(OldNode n)
    {
        Value product = Factor(n, 0, "transA", "transBatchA").MatMul(Factor(n, 1, "transB", "transBatchB"));
        float alpha = n.Node.Float("alpha", 1);
        n.Replace(alpha == 1 ? product : product * n.Number(alpha));
    }

    private static Value Factor(OldNode n, int input, string isTransposed, string isTransposedWithBatch)
    {
        bool last = n.Node.Int(isTransposed, 0) != 0, batch = n.Node.Int(isTransposedWithBatch, 0) != 0;
        if (!last && !batch)
        {
            return n.X(input);
        }
        if (n.Type(input)?.Shape is not { } shape)
        {
            throw n.Unsupported($"the number of dimensions of its input {input} is not known");
        }
        List<long> order = [.. Enumerable.Range(0, shape.Rank).Select(i => (long)i)];
        if (order.Count < 2)
        {
            return n.X(input);
        }
        if (batch)
        {
            // The first dimension goes behind those of the batch.
            order.RemoveAt(0);
            order.Insert(order.Count - 1, 0);
        }
        if (last)
        {
            (order[^1], order[^2]) = (order[^2], order[^1]);
        }
        return n.X(input).Transpose([.. order]);
    }

    private static void Gemm(OldNode n)
    {
        n.Replace(Activated(n, Unfused(n, "Gemm"), [n.Node.Float("activation_alpha", 0), n.Node.Float("activation_beta", 0)]));
    }

    private static void Conv(OldNode n)
    {
        Value convolved = Unfused(n, "Conv");
        n.Replace(Activated(n, n.Node.HasInput(3) ? convolved + n.X(3) : convolved, n.Node.Floats("activation_params") ?? []));
    }

    /// <summary>The operator before the activation, with two inputs and maybe a third.</summary>
    private static Value Unfused(OldNode n, string opType)
    {
        OnnxNode attributes = new OnnxNode(opType, [], []).SetAll(n.Node);
        foreach (string attribute in n.Node.Attributes.Where(a => a.StartsWith("activation", StringComparison.Ordinal)))
        {
            attributes.Remove(attribute);
        }
        NodeInProgress node = n.Node.HasInput(2) ? n.Graph.Node(opType, n.X(), n.X(1), n.X(2)) : n.Graph.Node(opType, n.X(), n.X(1));
        return node.WithAll(attributes).Out();
    }

    private static Value Activated(OldNode n, Value x, float[] settings) => n.Node.Text("activation", "") switch
    {
        "" => x,
        "Relu" or "Tanh" or "Sigmoid" or "Softplus" or "Softsign" or "HardSwish" => n.Graph.Add(n.Node.Text("activation", ""), x),
        "LeakyRelu" or "Elu" => n.Graph.Node(n.Node.Text("activation", ""), x).With("alpha", settings[0]).Out(),
        "HardSigmoid" => n.Graph.Node("HardSigmoid", x).With("alpha", settings[0]).With("beta", settings[1]).Out(),
        "Clip" => n.Graph.Add("Clip", x, n.Number(settings[0]), n.Number(settings[1])),
        string other => throw n.Unsupported($"its activation '{other}' is not known"),
    };

    private static void GridSample(OldNode n)
    {
        string mode = n.Node.Text("mode", "bilinear");
        n.Node.Set("mode", n.Opset < 20 ? mode : mode switch { "bilinear" => "linear", "bicubic" => "cubic", _ => mode });
        Rename(n);
    }

    /// <summary>An operator that the standard has taken over since.</summary>
    private static void Rename(OldNode n)
    {
        n.Node.Domain = "";
        n.Keep();
    }
}
