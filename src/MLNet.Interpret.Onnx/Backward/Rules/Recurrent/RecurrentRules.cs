namespace MLNet.Interpret.Onnx.Backward.Rules.Recurrent;

/// <summary>Recurrent networks: RNN, GRU and LSTM.</summary>
/// <remarks>
/// The forward node stays what it is, ONNX Runtime's own loop. From the hidden states that it gives, the gates of all steps are worked out again at
/// once, in products of matrices over all steps; so are the gradients of all weights. Only what a step cannot have before the one after it
/// has, a product with the recurrent weights, is left to a <c>Scan</c>, which takes any number of steps.
/// </remarks>
internal static class RecurrentRules
{
    public static void AddTo(RuleTable table) => table
        .Row("RNN", n => OfAllDirections(n, SimpleRecurrence.Backward))
        .Row("GRU", n => OfAllDirections(n, GatedRecurrence.Backward))
        .Row("LSTM", n => OfAllDirections(n, LongShortTermMemory.Backward));

    private static IReadOnlyList<Value?> OfAllDirections(BackwardNode n, Func<Recurrence, Value?[]> backward)
    {
        if (n.Node.Int("layout", 0) != 0)
        {
            throw n.Unsupported("its layout is 1, which ONNX Runtime does not run on a CPU; export it with layout 0");
        }
        Value hidden = Hidden(n);
        int directions = n.Node.Text("direction", "forward") == "bidirectional" ? 2 : 1;
        Value?[][] all = [.. Enumerable.Range(0, directions).Select(d => backward(new Recurrence(n, d, directions, hidden)))];
        Value?[] gradients = new Value?[all[0].Length];
        for (int input = 0; input < gradients.Length; input++)
        {
            if (all[0][input] is { } first)
            {
                gradients[input] = (input, directions) switch
                {
                    (0, 1) => first,
                    (0, _) => first + all[1][0]!.Value,
                    (_, 1) => first.Unsqueeze(0),
                    _ => n.Graph.Concat([first.Unsqueeze(0), all[1][input]!.Value.Unsqueeze(0)], 0),
                };
            }
        }
        return gradients;
    }

    /// <summary>The output of all hidden states, which the node is asked for where it did not give it.</summary>
    private static Value Hidden(BackwardNode n)
    {
        if (!n.Node.HasOutput(0))
        {
            n.Node.Outputs[0] = n.Graph.FreshName("hidden");
        }
        return n.Graph.Existing(n.Node.Outputs[0], n.X().Element);
    }
}
