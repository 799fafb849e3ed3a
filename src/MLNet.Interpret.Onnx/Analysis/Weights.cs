namespace MLNet.Interpret.Onnx.Analysis;

/// <summary>Leaves large constants out of models that ONNX Runtime is only to rewrite: it would copy them several times over.</summary>
internal static class Weights
{
    /// <summary>Smaller constants, such as shapes and axes, decide what can be folded.</summary>
    public const int Large = 1024;

    /// <summary>Makes constants inputs of the model.</summary>
    /// <param name="model">The model, which is changed.</param>
    /// <param name="which">Which constants, by name.</param>
    /// <returns>The constants, for <see cref="PutBack"/>.</returns>
    public static Dictionary<string, OnnxTensor> TakeOut(OnnxModel model, Func<string, OnnxTensor, bool> which)
    {
        Dictionary<string, OnnxTensor> taken = [];
        foreach (var (name, tensor) in model.Initializers)
        {
            if (which(name, tensor))
            {
                taken[name] = tensor;
                model.Inputs.Add(new ValueInfo(name, new TensorType(tensor.Element, tensor.Shape)));
            }
        }
        foreach (string name in taken.Keys)
        {
            model.Initializers.Remove(name);
        }
        return taken;
    }

    /// <summary>Makes inputs that were constants constants again, where they are still used.</summary>
    public static void PutBack(OnnxModel model, IReadOnlyDictionary<string, OnnxTensor> taken)
    {
        model.Inputs.RemoveAll(i => taken.ContainsKey(i.Name));
        HashSet<string> used = [.. model.Nodes.SelectMany(n => n.AllInputs).Concat(model.Outputs.Select(o => o.Name))];
        foreach (var (name, tensor) in taken)
        {
            if (used.Contains(name))
            {
                model.Initializers[name] = tensor;
            }
        }
    }

    /// <summary>
    /// Large constants whose contents nothing is folded into: weights of products, and of convolutions that no normalization or constant
    /// scale follows.
    /// </summary>
    public static Func<string, OnnxTensor, bool> NotFolded(OnnxModel model)
    {
        Dictionary<string, List<OnnxNode>> users = [];
        foreach (OnnxNode node in model.Nodes)
        {
            foreach (string input in node.AllInputs)
            {
                if (!users.TryGetValue(input, out List<OnnxNode>? known))
                {
                    users[input] = known = [];
                }
                known.Add(node);
            }
        }
        HashSet<string> outputs = [.. model.Outputs.Select(o => o.Name)];
        return (name, tensor) => tensor.Count > Large && !outputs.Contains(name)
            && users.TryGetValue(name, out List<OnnxNode>? all) && all.TrueForAll(n => IsWeight(n, name));

        bool IsWeight(OnnxNode node, string name) =>
            node is { OpType: "MatMul" or "Gemm" or "Conv" or "ConvTranspose", Domain: "" } && node.HasInput(1) && node.Inputs[1] == name && node.Inputs[0] != name
            && !model.Initializers.ContainsKey(node.Inputs[0])
            && !(users.TryGetValue(node.Outputs[0], out List<OnnxNode>? next) && next.Exists(n => Folds(n, node)));

        bool Folds(OnnxNode next, OnnxNode into) => next.OpType == "BatchNormalization"
            || into.OpType is "Conv" or "ConvTranspose" && next.OpType is "Add" or "Sub" or "Mul" or "Div" && next.Inputs.Exists(model.Initializers.ContainsKey);
    }
}
