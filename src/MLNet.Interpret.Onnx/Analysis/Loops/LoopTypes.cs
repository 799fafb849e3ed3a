namespace MLNet.Interpret.Onnx.Analysis.Loops;

/// <summary>Shapes of what loops give. ONNX has it that a loop may change the shape of what it hands on in every turn; most do not.</summary>
internal static class LoopTypes
{
    /// <summary>Finds the types of what a loop gives, where ONNX Runtime knows no shape.</summary>
    /// <param name="model">The model.</param>
    /// <param name="types">The types of its values, as far as they are known.</param>
    /// <returns>Types by value; none where nothing more is known.</returns>
    public static Dictionary<string, TensorType> Find(OnnxModel model, TypeMap types)
    {
        Dictionary<string, TensorType> found = [];
        foreach (OnnxNode loop in model.Nodes.Where(n => n is { OpType: "Loop", Domain: "" }))
        {
            if (loop.Outputs.Exists(o => o.Length > 0 && types.TryGet(o, out TensorType? type) && type.Shape is null)
                && loop.Captures.All(c => types.TryGet(c, out _)) && Unchanged(model, types, loop) is { } given)
            {
                for (int i = 0; i < loop.Outputs.Count; i++)
                {
                    if (loop.Outputs[i].Length > 0 && given[i].Shape is not null)
                    {
                        found[loop.Outputs[i]] = given[i];
                    }
                }
            }
        }
        return found;
    }

    /// <summary>What a loop gives, if every turn leaves what it hands on in the shape that it had at first; null where one does not.</summary>
    private static List<TensorType>? Unchanged(OnnxModel model, TypeMap types, OnnxNode loop)
    {
        List<TensorType> states = [];
        foreach (string input in loop.Inputs.Skip(2))
        {
            if (!types.TryGet(input, out TensorType? type) || type.Shape is null)
            {
                return null;
            }
            states.Add(type);
        }
        OnnxModel body = InnerGraph.Of(loop, "body", model, [new(ElementType.Int64, new TensorShape()), new(ElementType.Bool, new TensorShape()), .. states]);
        TypeMap inner = InnerGraph.Infer(body, model, types);
        // The first output says whether to go on.
        TensorType[] left = [.. body.Outputs.Skip(1).Select(o => inner.TryGet(o.Name, out TensorType? type) ? type : new TensorType(o.Type?.Element ?? ElementType.Undefined, null))];
        for (int i = 0; i < states.Count; i++)
        {
            if (left[i].Shape is not { } shape || !shape.SurelyEquals(states[i].Shape!))
            {
                return null;
            }
        }
        Dim turns = new(LoopTurns.Known(loop, body, model) ?? -1);
        return [.. states, .. left.Skip(states.Count).Select(t => t with { Shape = t.Shape is { } shape ? new TensorShape([turns, .. shape]) : null })];
    }
}
