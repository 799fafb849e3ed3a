namespace MLNet.Interpret.Onnx;

/// <summary>The layers of transformers that optimisers for ONNX Runtime put in the place of standard operators, taken apart again.</summary>
internal static class FusedAttentionRows
{
    public static void AddTo(RaiseTable table) => table
        .Fused("EmbedLayerNormalization", EmbedLayerNormalization)
        .Fused("Attention", SelfAttention)
        .Fused("MultiHeadAttention", MultiHeadAttention)
        .Fused("RotaryEmbedding", RotaryEmbedding);

    /// <summary>The normalised sum of the embeddings of words, positions and segments, then the lengths of rows, then the sum itself.</summary>
    private static void EmbedLayerNormalization(OldNode n)
    {
        GraphBuilder g = n.Graph;
        Value words = Rows(2, n.X());
        Value positions = n.Node.HasInput(8) ? Rows(3, n.X(8)) : Rows(3, n.X().CountAlong(1));
        Value sum = words + positions;
        sum = n.Node.HasInput(1) && n.Node.HasInput(4) ? sum + Rows(4, n.X(1)) : sum;
        if (n.Node.HasOutput(2))
        {
            n.Replace(g.Add("Identity", sum), 2);
        }
        if (n.Node.HasOutput(1))
        {
            Value lengths = n.Node.HasInput(7)
                ? n.X(7).Cast(ElementType.Int64).EqualTo(g.LongScalar(1)).Cast(ElementType.Int64).ReduceSum([1], keepDims: false)
                : n.X().SizeOf(0).Filled(ElementType.Float, 0);
            n.Replace(lengths.Cast(ElementType.Int32), 1);
        }
        n.Replace(g.Node("LayerNormalization", sum, n.X(5), n.X(6)).With("axis", -1L).With("epsilon", n.Node.Float("epsilon", 1e-12f)).Out());

        Value Rows(int table, Value which) => g.Node("Gather", n.X(table), which).With("axis", 0L).Out();
    }

    private static void SelfAttention(OldNode n)
    {
        Refuse(n, n.Node.HasInput(4) || n.Node.HasOutput(1), "it takes or gives the keys and values of earlier steps");
        Refuse(n, n.Node.Int("do_rotary", 0) != 0, "it rotates queries and keys");
        long[] sizes = n.Node.Ints("qkv_hidden_sizes") is { Length: 3 } given ? given
            : n.Type(1)?.Shape is [_, { IsKnown: true, Value: var all }] ? [all / 3, all / 3, all / 3]
            : throw n.Unsupported("the size of its weights is not known");
        Value projected = n.X().MatMul(n.X(1));
        projected = n.Node.HasInput(2) ? projected + n.X(2) : projected;
        Value[] parts = projected.Split(sizes, axis: 2);
        long heads = n.Node.Int("num_heads", 1);
        Attend(n, heads, Headed(parts[0], heads), Headed(parts[1], heads), Headed(parts[2], heads), sizes[0] / heads, mask: 3, bias: 5);
    }

    private static void MultiHeadAttention(OldNode n)
    {
        Refuse(n, Enumerable.Range(6, 4).Any(n.Node.HasInput), "it takes the keys and values of earlier steps");
        Refuse(n, !n.Node.HasInput(1) || !n.Node.HasInput(2), "its queries, keys and values are packed into one");
        long heads = n.Node.Int("num_heads", 1);
        if (n.Type(0)?.Shape is not [_, _, { IsKnown: true, Value: var width }] || n.Type(2)?.Shape is not { Rank: 3 or 4 } values)
        {
            throw n.Unsupported("the shapes of its inputs are not known");
        }
        bool areHeaded = values.Rank == 4;
        Value[] parts = [n.X(), n.X(1), n.X(2)];
        if (n.Node.HasInput(3))
        {
            if (areHeaded || values[2] is not { IsKnown: true, Value: var valueWidth })
            {
                throw n.Unsupported("it has a bias, and the size of its values is not known");
            }
            Value[] biases = n.X(3).Split([width, width, valueWidth], axis: 0);
            parts = [.. parts.Zip(biases, (part, bias) => part + bias)];
        }
        Value key = areHeaded ? parts[1] : Headed(parts[1], heads), value = areHeaded ? parts[2] : Headed(parts[2], heads);
        for (int output = 1; output <= 2; output++)
        {
            if (n.Node.HasOutput(output))
            {
                n.Replace(n.Graph.Add("Identity", output == 1 ? key : value), output);
            }
        }
        Attend(n, heads, Headed(parts[0], heads), key, value, width / heads, mask: 4, bias: 5);
    }

    private static void Attend(OldNode n, long heads, Value query, Value key, Value value, long size, int mask, int bias)
    {
        GraphBuilder g = n.Graph;
        float scale = n.Node.Float("scale", 0);
        Value scores = query.MatMul(key.Transpose(0, 1, 3, 2)) * n.Number(scale == 0 ? 1 / Math.Sqrt(size) : scale);
        scores = n.Node.HasInput(bias) ? scores + n.X(bias) : scores;
        if (n.Node.HasInput(mask))
        {
            scores += (1 - Mask(n, mask, key)) * n.Number(n.Node.Float("mask_filter_value", -10000));
        }
        if (n.Node.Int("unidirectional", 0) != 0)
        {
            scores = g.Where(key.CountAlong(2).AtMost(query.CountAlong(2).Unsqueeze(1)), scores, n.Number(float.MinValue));
        }
        Value weights = g.Node("Softmax", scores).With("axis", -1L).Out();
        n.Replace(weights.MatMul(value).Transpose(0, 2, 1, 3).Reshape(0, 0, -1));
    }

    /// <summary>1 for keys that are attended to, 0 for others, of each row and maybe query.</summary>
    private static Value Mask(OldNode n, int input, Value key)
    {
        Value mask = n.X(input);
        TensorShape? shape = n.Type(input)?.Shape, rows = n.Type(0)?.Shape;
        Value allowed = shape switch
        {
            [var lengths] when rows is not null && lengths.SurelyEquals(rows[0]) => key.CountAlong(2) < mask.Cast(ElementType.Int64).Unsqueeze(1, 2, 3),
            { Rank: 2 } => mask.Unsqueeze(1, 2),
            { Rank: 3 } => mask.Unsqueeze(1),
            _ => throw n.Unsupported($"its mask of the shape {shape?.ToString() ?? "[...]"} is neither one number of each row, nor one of each key, nor one of each query and key"),
        };
        return allowed.Cast(key.Element);
    }

    private static void RotaryEmbedding(OldNode n)
    {
        GraphBuilder g = n.Graph;
        Refuse(n, n.Node.Int("is_packed_batching", 0) != 0, "its rows are packed");
        if (n.Type(0)?.Shape is not { Rank: 3 or 4 } shape || shape[^1] is not { IsKnown: true, Value: var width }
            || n.Type(2)?.Shape is not [_, { IsKnown: true, Value: var half }] || n.Type(1)?.Shape is not { Rank: 1 or 2 } places)
        {
            throw n.Unsupported("the shapes of its inputs are not known");
        }
        bool isFlat = shape.Rank == 3;
        long heads = !isFlat ? 1 : n.Node.Int("num_heads", 0) is > 0 and var given ? given : width / (2 * half);
        Rotation rotation = new(heads, width / heads, 2 * half, isFlat, n.Node.Int("interleaved", 0) != 0);
        Value positions = n.X(1);
        if (places.Rank == 1)
        {
            // Where the first of each row is.
            positions = (n.X().CountAlong(isFlat ? 1 : 2) + positions).Unsqueeze(0);
        }
        n.Replace(rotation.Of(n.X(), Angles(2), Angles(3)));

        Value Angles(int input) => g.Node("Gather", n.X(input), positions).With("axis", 0L).Out();
    }

    private static Value Headed(Value x, long heads) => x.Reshape(0, 0, heads, -1).Transpose(0, 2, 1, 3);

    private static void Refuse(OldNode n, bool has, string what)
    {
        if (has)
        {
            throw n.Unsupported(what);
        }
    }
}
