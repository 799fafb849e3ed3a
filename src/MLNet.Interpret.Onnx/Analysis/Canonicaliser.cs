using Microsoft.ML.OnnxRuntime;
using MLNet.Interpret.Onnx.Analysis.Batching;

namespace MLNet.Interpret.Onnx.Analysis;

/// <summary>Lets ONNX Runtime fold, fuse and prune a network before anything is done with it.</summary>
internal static class Canonicaliser
{
    public static Canonical Run(Network network, long? batch, IReadOnlyCollection<string> keep, bool keepWeights)
    {
        batch = BatchOf(network, batch);
        OnnxModel model = network.Model.Clone();
        Batches.Set(model, batch is { } rows ? rows : new Dim(-1, Batches.Symbol));
        IReadOnlyDictionary<string, OnnxTensor> kept = Keep(model, keep, network.Name);
        model.RemoveUnused();

        var weights = Weights.TakeOut(model, Weights.NotFolded(model));
        (OnnxModel optimised, TypeMap types) = Fold(model, weights, $"'{network.Name}'", keepWeights);
        if (batch is null && Unshaped(optimised, types).Count > 0 && OpenBatch.Fold(optimised, keepWeights) is { } folded)
        {
            (optimised, types) = folded;
        }
        Weights.PutBack(optimised, kept);
        SetOutputs(optimised, network, types);
        return new Canonical(optimised, types, batch, Unshaped(optimised, types));
    }

    /// <summary>Has ONNX Runtime fold, fuse and prune a model, and sequences in it lowered to tensors as far as they become known.</summary>
    /// <param name="model">The model; it is changed.</param>
    /// <param name="weights">Constants that were taken out of it.</param>
    /// <param name="what">What an error calls it.</param>
    /// <param name="keepWeights">Whether weights stay the numbers that they are.</param>
    public static (OnnxModel Model, TypeMap Types) Fold(OnnxModel model, IReadOnlyDictionary<string, OnnxTensor> weights, string what, bool keepWeights)
    {
        while (true)
        {
            OnnxModel folded = OrtPass.Rewrite(model, GraphOptimizationLevel.ORT_ENABLE_BASIC, what, keepWeights: keepWeights);
            TypeMap types = TypeInference.Infer(folded);
            if (!Sequences.Lower(folded, types))
            {
                Weights.PutBack(folded, weights);
                return (folded, types);
            }
            model = folded;
        }
    }

    private static void SetOutputs(OnnxModel model, Network network, TypeMap types)
    {
        model.Outputs.Clear();
        foreach (ValueInfo output in network.Model.Outputs)
        {
            model.Outputs.Add(new ValueInfo(output.Name, types.TryGet(output.Name, out TensorType? type)
                ? type
                : throw new NotSupportedException($"The output '{output.Name}' of '{network.Name}' is no tensor; only tensors are supported. Export the network without it.")));
        }
    }

    private static long? BatchOf(Network network, long? batch)
    {
        if (network.FixedBatch is { } known)
        {
            return batch is null || batch == known
                ? known
                : throw new ArgumentException($"'{network.Name}' is made for batches of {known} rows, not of {batch}; export it with a dynamic batch dimension, or run batches of {known}.");
        }
        return batch is null or > 0 ? batch : throw new ArgumentOutOfRangeException(nameof(batch), batch, "A batch has at least one row.");
    }

    /// <summary>Declares values as outputs and constants as inputs, so that neither is folded away.</summary>
    private static Dictionary<string, OnnxTensor> Keep(OnnxModel model, IReadOnlyCollection<string> keep, string name)
    {
        // Shapes that the file states for its outputs may be of another batch.
        for (int i = 0; i < model.Outputs.Count; i++)
        {
            model.Outputs[i] = new ValueInfo(model.Outputs[i].Name, null);
        }
        HashSet<string> inner = [.. model.Nodes.SelectMany(n => n.Outputs)];
        HashSet<string> outer = [.. model.Inputs.Concat(model.Outputs).Select(v => v.Name)];
        foreach (string value in keep)
        {
            if (!model.Initializers.ContainsKey(value) && !outer.Contains(value))
            {
                if (value.Length == 0 || !inner.Contains(value))
                {
                    throw new ArgumentException($"'{name}' has no value '{value}'.", nameof(keep));
                }
                outer.Add(value);
                model.Outputs.Add(new ValueInfo(value, null));
            }
        }
        return Weights.TakeOut(model, (constant, _) => keep.Contains(constant));
    }

    /// <summary>Values with a size that is no number, no multiple of the batch, and no open size of an input.</summary>
    private static List<string> Unshaped(OnnxModel model, TypeMap types)
    {
        HashSet<string> open = [.. model.Inputs.SelectMany(i => i.Type?.Shape ?? new TensorShape()).Select(d => d.Symbol ?? "").Where(s => s.Length > 0)];
        return [.. model.Nodes.SelectMany(n => n.Outputs).Where(o => o.Length > 0 && !(types.TryGet(o, out TensorType? type) && IsShaped(type)))];

        bool IsShaped(TensorType type) => type.Shape is { } shape && shape.All(d => Batches.IsKnown(d) || open.Contains(d.Symbol ?? ""));
    }
}
