namespace MLNet.Interpret.Onnx.Backward.Rules.Recurrent;

/// <summary>An activation of a recurrent node, with its two numbers and the bound that what goes into it is clipped to.</summary>
/// <remarks>Defaults are those that ONNX Runtime takes.</remarks>
internal sealed record GateFunction(string Name, float Alpha, float Beta, float? Bound)
{
    // Functions, as operators, with how many numbers they take and what these are by default.
    private static readonly Dictionary<string, (string OpType, int Numbers, float Alpha, float Beta)> _known = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Affine"] = ("Affine", 2, 0, 0),
        ["Relu"] = ("Relu", 0, 0, 0),
        ["LeakyRelu"] = ("LeakyRelu", 1, 0.01f, 0),
        ["ThresholdedRelu"] = ("ThresholdedRelu", 1, 0, 0),
        ["Tanh"] = ("Tanh", 0, 0, 0),
        ["ScaledTanh"] = ("ScaledTanh", 2, 0, 0),
        ["Sigmoid"] = ("Sigmoid", 0, 0, 0),
        ["HardSigmoid"] = ("HardSigmoid", 2, 0.2f, 0.5f),
        ["Elu"] = ("Elu", 1, 1, 0),
        ["Softsign"] = ("Softsign", 0, 0, 0),
        ["Softplus"] = ("Softplus", 0, 0, 0),
    };

    /// <summary>The functions of a node, direction by direction.</summary>
    /// <param name="n">The node.</param>
    /// <param name="directions">The number of its directions.</param>
    /// <param name="missing">The functions of one direction where the node names none.</param>
    public static GateFunction[] Of(BackwardNode n, int directions, params string[] missing)
    {
        string[] names = n.Node.Texts("activations") is { Length: > 0 } given ? given : [.. Enumerable.Repeat(missing, directions).SelectMany(m => m)];
        float[] alphas = n.Node.Floats("activation_alpha") ?? [], betas = n.Node.Floats("activation_beta") ?? [];
        float? bound = n.Node.Float("clip", 0) is > 0 and var clip ? clip : null;
        GateFunction[] functions = new GateFunction[directions * missing.Length];
        int alpha = 0, beta = 0;
        for (int i = 0; i < functions.Length; i++)
        {
            string name = names.ElementAtOrDefault(i) ?? throw n.Unsupported($"it names {names.Length} activations, where {functions.Length} are needed");
            var known = _known.TryGetValue(name, out var found) ? found : throw n.Unsupported($"its activation '{name}' is not one of ONNX's");
            // The lists have places for the functions that take a number only.
            functions[i] = new GateFunction(
                known.OpType,
                known.Numbers >= 1 && alpha < alphas.Length ? alphas[alpha++] : known.Alpha,
                known.Numbers >= 2 && beta < betas.Length ? betas[beta++] : known.Beta,
                bound);
        }
        return functions;
    }

    /// <summary>Adds the function.</summary>
    public Gate Apply(Value x)
    {
        Gate gate = Gate.Of(x);
        if (Bound is { } bound)
        {
            gate = gate.Then("Clip", null, x.Like(-bound), x.Like(bound));
        }
        return Name switch
        {
            "Affine" => gate.Times(Alpha, Beta),
            "ScaledTanh" => gate.Times(Beta).Then("Tanh", null).Times(Alpha),
            "LeakyRelu" or "ThresholdedRelu" or "Elu" => gate.Then(Name, node => node.Set("alpha", Alpha)),
            "HardSigmoid" => gate.Then(Name, node => node.Set("alpha", Alpha).Set("beta", Beta)),
            _ => gate.Then(Name, null),
        };
    }

    /// <summary>The gate of a function whose slope follows from its output; null where it does not.</summary>
    public Gate? FromOutput(Value y) => Bound is null && Name is "Tanh" or "Sigmoid" or "Relu" ? Gate.FromOutput(Name, y) : null;
}
