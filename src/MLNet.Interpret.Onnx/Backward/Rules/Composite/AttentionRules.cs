namespace MLNet.Interpret.Onnx.Backward.Rules.Composite;

/// <summary>Attention of queries to keys, with heads in groups, masks, soft caps and states of earlier steps.</summary>
internal static class AttentionRules
{
    public static void AddTo(RuleTable table) => table.Defined("Attention", Attention);

    /// <summary>The outputs Y, present_key, present_value and qk_matmul_output.</summary>
    private static IReadOnlyList<Value?> Attention(BackwardNode n, GraphBuilder g, Func<int, Value> x)
    {
        bool isFlat = n.ShapeX().Rank == 3, hasPast = n.Node.HasInput(4);
        Dim batch = n.ShapeX()[0], queries = n.ShapeX()[isFlat ? 1 : 2], now = n.ShapeX(1)[isFlat ? 1 : 2];
        long queryHeads = Heads(n, 0, "q_num_heads"), heads = Heads(n, 1, "kv_num_heads");
        long size = SizeOfHead(n, 0, queryHeads), valueSize = SizeOfHead(n, 2, heads);
        Dim keys = !hasPast ? now : now.IsKnown && n.ShapeX(4)[2] is { IsKnown: true } past ? now.Value + past.Value : new Dim(-1);

        Value query = Split(x(0), queryHeads, queries, size), key = Split(x(1), heads, now, size), value = Split(x(2), heads, now, valueSize);
        if (hasPast)
        {
            key = Of(g.Concat([x(4), key], 2), heads, keys, size);
            value = Of(g.Concat([x(5), value], 2), heads, keys, valueSize);
        }
        Value scaled = query * n.Node.Float("scale", 1 / MathF.Sqrt(size));
        Value scores = Of(scaled.MatMul(Repeated(key, size).Transpose(0, 1, 3, 2)), queryHeads, queries, keys);
        float cap = n.Node.Float("softcap", 0);
        Value capped = cap > 0 ? (scores / cap).Apply("Tanh") * cap : scores;
        AttentionMask mask = new(n, g, x);
        Value? bias = mask.Bias(query, key, out Value? attends);
        Value masked = bias is { } added ? Of(capped + added, queryHeads, queries, keys) : capped;
        Value weights = g.Node("Softmax", masked).With("axis", -1L).Out();
        Value result = weights.MatMul(Repeated(value, valueSize));
        result = attends is { } some ? Of(result * some, queryHeads, queries, valueSize) : result;
        return
        [
            isFlat ? result.Transpose(0, 2, 1, 3).Reshape(0, 0, queryHeads * valueSize) : result,
            key,
            value,
            n.Node.Int("qk_matmul_output_mode", 0) switch { 0 => scores, 1 => capped, 2 => masked, _ => attends is { } any ? weights * any : weights },
        ];

        // An input as [batch, heads, sequence, size of a head].
        Value Split(Value input, long number, Dim length, long each) =>
            isFlat ? Of(input.Reshape(0, 0, number, each).Transpose(0, 2, 1, 3), number, length, each) : input;

        // Each head as often as there are heads of queries for it.
        Value Repeated(Value input, long each)
        {
            if (heads == queryHeads)
            {
                return input;
            }
            double[] ones = new double[queryHeads / heads];
            Array.Fill(ones, 1);
            Value repeated = input.Unsqueeze(2) * g.Constant(OnnxTensor.Of(input.Element, ones, 1, 1, ones.Length, 1, 1), "ones");
            return Of(repeated.Reshape(0, queryHeads, -1, each), queryHeads, keys, each);
        }

        Value Of(Value made, long number, Dim length, Dim last)
        {
            g.Model.Stated[made.Name] = new TensorType(made.Element, new TensorShape([batch, number, length, last]));
            return made;
        }
    }

    private static long Heads(BackwardNode n, int input, string attribute)
    {
        TensorShape shape = n.ShapeX(input);
        return n.Node.Int(attribute, 0) is > 0 and var given ? given
            : shape.Rank == 4 && shape[1] is { IsKnown: true, Value: var heads } ? heads
            : throw n.Unsupported($"the number of heads of its input {input} is not known; it takes the attribute '{attribute}'");
    }

    private static long SizeOfHead(BackwardNode n, int input, long heads)
    {
        TensorShape shape = n.ShapeX(input);
        return shape[^1] is { IsKnown: true, Value: var size }
            ? shape.Rank == 3 ? size / heads : size
            : throw n.Unsupported($"the size of the heads of its input {input}, of the shape {shape}, is not known; fix it with Network.WithInputShape");
    }
}
