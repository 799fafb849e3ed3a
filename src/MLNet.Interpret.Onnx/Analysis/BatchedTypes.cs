using Microsoft.ML.OnnxRuntime;

namespace MLNet.Interpret.Onnx.Analysis;

/// <summary>Types of a model whose batch is open, with shapes known up to it wherever they follow from it.</summary>
internal static class BatchedTypes
{
    /// <summary>A size that many others divide, so that axes that are regrouped come out whole.</summary>
    private const long Probe = 12;

    /// <summary>
    /// Works out types. Where ONNX Runtime loses track of the batch, such as behind a Reshape to -1, shapes are worked out at two sizes of
    /// the batch: what stays is a number, and what grows with the batch is a multiple of it.
    /// </summary>
    public static TypeMap Infer(OnnxModel model)
    {
        TypeMap open = TypeInference.Infer(model);
        if (model.Nodes.TrueForAll(n => n.Outputs.TrueForAll(o => o.Length == 0 || open.TryGet(o, out TensorType? type) && IsShaped(type))))
        {
            return open;
        }
        if (At(model, Probe) is not { } once || At(model, 2 * Probe) is not { } twice)
        {
            return open;
        }
        Dictionary<string, TensorType> types = [];
        foreach (string name in model.Initializers.Keys.Concat(model.Inputs.Select(i => i.Name)).Concat(model.Nodes.SelectMany(n => n.Outputs)))
        {
            if (open.TryGet(name, out TensorType? type))
            {
                types[name] = IsShaped(type) ? type : type with { Shape = Between(once[name].Shape, twice[name].Shape) ?? type.Shape };
            }
        }
        return new TypeMap(types);
    }

    /// <summary>Whether a type's shape is known, up to the batch.</summary>
    public static bool IsShaped(TensorType type) => type.Shape is { } shape && shape.All(Batches.IsKnown);

    private static TypeMap? At(OnnxModel model, long rows)
    {
        OnnxModel fixedTo = model.Clone();
        Batches.Set(fixedTo, rows);
        for (int i = 0; i < fixedTo.Outputs.Count; i++)
        {
            fixedTo.Outputs[i] = fixedTo.Outputs[i] with { Type = null };
        }
        try
        {
            // With the batch a number, shapes that the graph works out at run time are constants to be folded.
            return TypeInference.Infer(fixedTo, GraphOptimizationLevel.ORT_ENABLE_BASIC);
        }
        catch (InvalidDataException)
        {
            // The graph holds for one size of the batch only: nothing follows from others.
            return null;
        }
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
            ({ IsKnown: true }, { IsKnown: true }) when a.Value % Probe == 0 && a.Value * 2 == b.Value =>
                new Dim(-1, Batches.SymbolOf(a.Value / Probe)),
            _ => new Dim(-1),
        }));
    }
}
