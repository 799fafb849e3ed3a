using MLNet.Interpret.Onnx.Analysis;

namespace MLNet.Interpret.Onnx.Backward.Rewriting;

/// <summary>Puts activations that are followed by the maximum of windows behind it, where they and their slopes have less to do.</summary>
/// <remarks>
/// Relu and Clip never turn an order round, so max(f(x)) = f(max(x)) to the bit. Where f makes equal what was not, its slope is zero, so the
/// true gradient is the same too. What other rule sets pass back through the two need not be.
/// </remarks>
internal static class PoolingFirst
{
    /// <summary>Rewrites a graph that may be edited.</summary>
    /// <param name="canonical">The graph.</param>
    /// <param name="keep">Values that must still be there.</param>
    public static Canonical Apply(Canonical canonical, IReadOnlyCollection<string> keep)
    {
        OnnxModel model = canonical.Model;
        HashSet<string> kept = [.. keep, .. model.Outputs.Select(o => o.Name)];
        Dictionary<string, int> uses = [];
        foreach (string input in model.Nodes.SelectMany(n => n.AllInputs))
        {
            uses[input] = uses.GetValueOrDefault(input) + 1;
        }
        Dictionary<string, OnnxNode> activations = model.Nodes.Where(n => n is { Domain: "", OpType: "Relu" or "Clip" }).ToDictionary(n => n.Outputs[0]);
        GraphBuilder names = new(model, "pooled");
        Dictionary<string, TensorType> pooled = [];
        foreach (OnnxNode pool in model.Nodes.Where(n => n is { Domain: "", OpType: "MaxPool" or "GlobalMaxPool" }).ToArray())
        {
            string between = pool.Inputs[0], last = pool.Outputs[0];
            if (pool.HasOutput(1) || uses[between] != 1 || kept.Contains(between) || !activations.TryGetValue(between, out OnnxNode? activation)
                || !Shrinks(canonical.Types, between, last))
            {
                continue;
            }
            string first = names.FreshName(between);
            pooled[first] = canonical.Types[last];
            (pool.Inputs[0], pool.Outputs[0]) = (activation.Inputs[0], first);
            (activation.Inputs[0], activation.Outputs[0]) = (first, last);
            model.Nodes.Remove(activation);
            model.Nodes.Insert(model.Nodes.IndexOf(pool) + 1, activation);
        }
        return canonical with { Types = canonical.Types.With(pooled) };
    }

    private static bool Shrinks(TypeMap types, string from, string to) =>
        types.TryGet(from, out TensorType? large) && types.TryGet(to, out TensorType? small)
        && large.Shape is { } x && small.Shape is { } y && x.Rank == y.Rank
        && x.Zip(y).Skip(2).All(s => s.First.IsKnown && s.Second.IsKnown)
        && y.Product(2, y.Rank) < x.Product(2, x.Rank);
}
