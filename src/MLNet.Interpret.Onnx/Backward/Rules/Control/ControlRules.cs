namespace MLNet.Interpret.Onnx.Backward.Rules.Control;

/// <summary>Operators that run graphs of their own.</summary>
/// <remarks>
/// The way back runs the same graph again, as far as its gradient needs it, with the gradient behind it. Of a loop only what each turn took over
/// from the one before is kept.
/// </remarks>
internal static class ControlRules
{
    public static void AddTo(RuleTable table) => table
        .Row("If", n => If(OfTensors(n)))
        .Row("Scan", n => new TurnsBack(n, Turns.OfScan(OfTensors(n))).Emit())
        .Row("Loop", n => new TurnsBack(n, Turns.OfLoop(OfTensors(n))).Emit());

    private static BackwardNode OfTensors(BackwardNode n) => n.Node.AllInputs.FirstOrDefault(i => i.Length > 0 && !n.Types.TryGet(i, out _)) is { } other
        ? throw n.Unsupported($"'{other}', which it takes, is no tensor but a sequence or an optional value; export the network with lists stacked into tensors")
        : n;

    /// <summary>The same choice, of the gradients of what either branch takes from around it.</summary>
    private static IReadOnlyList<Value?> If(BackwardNode n)
    {
        string[] captured = [.. n.Node.Captures];
        int[] needed = [.. Enumerable.Range(0, captured.Length).Where(k => n.Needs(n.InputCount + k))];
        NodeInProgress choice = n.Graph.Node("If", n.X()).With("then_branch", Branch("then_branch")).With("else_branch", Branch("else_branch"));
        Value?[] gradients = new Value?[n.InputCount + captured.Length];
        foreach (int k in needed)
        {
            gradients[n.InputCount + k] = choice.Out(n.Types[captured[k]].Element);
        }
        return gradients;

        OnnxModel Branch(string attribute)
        {
            Body body = new(n, attribute, []);
            GraphBuilder inner = body.Copy();
            List<(string, Value)> seeds = [];
            for (int i = 0; i < body.Outputs.Count; i++)
            {
                if (n.HasDY(i))
                {
                    seeds.Add((body.Outputs[i], inner.From(n.DY(i))));
                }
            }
            var found = BackwardWalk.Run(inner, body.Types, n.Rules, seeds, [.. needed.Select(k => captured[k])]);
            foreach (int k in needed)
            {
                inner.Give(found.TryGetValue(captured[k], out Value gradient)
                    ? gradient
                    : inner.Existing(captured[k], n.Types[captured[k]].Element).ZerosLike());
            }
            inner.Model.RemoveUnused();
            inner.Model.Inputs.Clear();
            inner.Model.Stated.Clear();
            return inner.Model;
        }
    }
}
