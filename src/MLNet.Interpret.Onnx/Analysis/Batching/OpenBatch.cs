using MLNet.Interpret.Onnx.Format;

namespace MLNet.Interpret.Onnx.Analysis.Batching;

/// <summary>Folds the working-out of shapes in a graph whose batch is open, which ONNX Runtime folds only where the batch is a number.</summary>
/// <remarks>
/// The graph is folded at two sizes of the batch. Where both come out as the same nodes, constants that grow with the batch become
/// <c>k · batch + a</c>, worked out once from the input's shape, and sizes that do become multiples of it.
/// </remarks>
internal static class OpenBatch
{
    /// <summary>A size that many others divide, so that axes that are regrouped come out whole.</summary>
    private const long Probe = 12;

    /// <summary>Folds a graph whose inputs have the open dimension <c>batch</c>.</summary>
    /// <param name="model">The graph.</param>
    /// <param name="keepWeights">Whether weights stay the numbers that they are.</param>
    /// <returns>The folded graph with its types, or null where its form depends on the batch.</returns>
    public static (OnnxModel Model, TypeMap Types)? Fold(OnnxModel model, bool keepWeights)
    {
        string? rows = model.Inputs.Find(i => i.Type?.Shape is { Rank: > 0 } shape && shape[0].Symbol == Batches.Symbol)?.Name;
        if (rows is null || At(model, Probe, keepWeights) is not { } once || At(model, 2 * Probe, keepWeights) is not { } twice || !AreAlike(once.Model, twice.Model))
        {
            return null;
        }
        OnnxModel open = once.Model.Clone();
        open.Inputs.Clear();
        open.Inputs.AddRange(model.Inputs);
        Dictionary<string, TensorType> types = TypesOf(open, once.Types, twice.Types);
        BatchConstants constants = new(open, rows, new TypeMap(types), Probe);
        foreach (var (name, constant) in once.Model.Initializers)
        {
            if (!constants.TryOpen(name, constant, twice.Model.Initializers[name]))
            {
                return null;
            }
        }
        constants.Finish();
        foreach (var (name, type) in constants.Types)
        {
            types[name] = type;
        }
        return (open, new TypeMap(types));
    }

    private static (OnnxModel Model, TypeMap Types)? At(OnnxModel model, long rows, bool keepWeights)
    {
        OnnxModel known = model.Clone();
        Batches.Set(known, rows);
        for (int i = 0; i < known.Outputs.Count; i++)
        {
            known.Outputs[i] = known.Outputs[i] with { Type = null };
        }
        var weights = Weights.TakeOut(known, (_, tensor) => tensor.Count > Weights.Large);
        try
        {
            (OnnxModel folded, TypeMap types) = Canonicaliser.Fold(known, weights, "the model", keepWeights);
            foreach (GraphProto inner in folded.Nodes.SelectMany(n => Subgraphs.Of(n.AttributeProtos)))
            {
                Subgraphs.ForgetSizes(inner);
            }
            return (folded, types);
        }
        catch (InvalidDataException)
        {
            // The graph holds for other sizes of the batch only: nothing follows from this one.
            return null;
        }
    }

    private static bool AreAlike(OnnxModel a, OnnxModel b) =>
        a.Nodes.Count == b.Nodes.Count && a.Nodes.Zip(b.Nodes).All(p => AreAlike(p.First, p.Second))
        && a.Initializers.Count == b.Initializers.Count && a.Initializers.Keys.All(b.Initializers.ContainsKey)
        && a.Outputs.Select(o => o.Name).SequenceEqual(b.Outputs.Select(o => o.Name));

    private static bool AreAlike(OnnxNode a, OnnxNode b) =>
        a.OpType == b.OpType && a.Domain == b.Domain && a.Inputs.SequenceEqual(b.Inputs) && a.Outputs.SequenceEqual(b.Outputs)
        && a.AttributeProtos.OrderBy(p => p.Name, StringComparer.Ordinal).SequenceEqual(b.AttributeProtos.OrderBy(p => p.Name, StringComparer.Ordinal));

    private static Dictionary<string, TensorType> TypesOf(OnnxModel open, TypeMap once, TypeMap twice)
    {
        Dictionary<string, TensorType> types = [];
        foreach (string name in open.Initializers.Keys.Concat(open.Nodes.SelectMany(n => n.Outputs)))
        {
            if (once.TryGet(name, out TensorType? a) && twice.TryGet(name, out TensorType? b))
            {
                types[name] = a with { Shape = Between(a.Shape, b.Shape) };
            }
        }
        foreach (ValueInfo input in open.Inputs)
        {
            types[input.Name] = input.Type!;
        }
        return types;
    }

    private static TensorShape? Between(TensorShape? once, TensorShape? twice)
    {
        if (once is null || twice is null || once.Rank != twice.Rank)
        {
            return null;
        }
        return new TensorShape(once.Zip(twice, (a, b) => (a, b) switch
        {
            ({ IsKnown: true }, { IsKnown: true }) when a.Value == b.Value => a,
            ({ IsKnown: true }, { IsKnown: true }) when a.Value % Probe == 0 && a.Value * 2 == b.Value => new Dim(-1, Batches.SymbolOf(a.Value / Probe)),
            // A size of another name, such as that of steps in time, stays what it is called.
            _ => a.SurelyEquals(b) ? a : new Dim(-1),
        }));
    }
}
