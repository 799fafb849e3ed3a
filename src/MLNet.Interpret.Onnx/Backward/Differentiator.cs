using MLNet.Interpret.Onnx.Analysis;

namespace MLNet.Interpret.Onnx.Backward;

/// <summary>
/// Derivatives of anything that can be worked out from a network's values, with respect to any of them (inputs, parameters, values inside),
/// to any order: gradients, vector-Jacobian and Hessian-vector products, as one graph in standard operators.
/// </summary>
/// <remarks>
/// Take values by name, combine them, differentiate, declare outputs, and run <see cref="ToModel"/>:
/// <code>
/// Differentiator d = new(network, keep: ["fc.weight"]);
/// Value loss = -d["log_probabilities"].Slice([3], [4], [1]);
/// d.Graph.Output(d.Gradient(loss, d["fc.weight"]), "gradient");
/// using NetworkSession session = new(d.ToModel());
/// </code>
/// What is differentiated may be one number, or one for each row, or of any shape: its elements are summed.
/// </remarks>
public sealed class Differentiator
{
    private readonly Network _network;
    private readonly RuleSet _rules;

    /// <summary>A graph that has the network's nodes, to add to.</summary>
    /// <param name="network">The network.</param>
    /// <param name="keep">
    /// Values inside the network and constants that are asked for by name. Others may be gone: ONNX Runtime folds and fuses what it can first.
    /// </param>
    /// <param name="batch">The number of rows in a batch, which then is fixed; null leaves it open where the network does.</param>
    /// <param name="rules">How gradients pass back through each operator; null for the true gradient.</param>
    /// <exception cref="ArgumentException">There is no such value, or the network fixes another batch.</exception>
    /// <exception cref="InvalidDataException">ONNX Runtime does not accept the network.</exception>
    public Differentiator(Network network, IReadOnlyCollection<string>? keep = null, long? batch = null, RuleSet? rules = null)
    {
        _network = network;
        _rules = rules ?? RuleSet.Gradient;
        Canonical canonical = network.Canonicalise(batch, [.. (keep ?? []).Select(network.FindValue)]);
        OnnxModel model = canonical.Model;
        canonical.Types.StateIn(model);
        Types = canonical.Types;
        model.Outputs.Clear();
        Graph = new GraphBuilder(model, "derived");
    }

    /// <summary>Adds nodes, inputs and outputs.</summary>
    public GraphBuilder Graph { get; }

    /// <summary>The types of the network's values.</summary>
    public TypeMap Types { get; }

    /// <summary>A value of the network.</summary>
    /// <param name="name">The name of an input, an output, a constant or a value inside, or that of a layer, which stands for its first output.</param>
    /// <exception cref="ArgumentException">There is no such value, or it was folded away because it was not named to be kept.</exception>
    public Value this[string name]
    {
        get
        {
            string value = _network.FindValue(name);
            return Types.TryGet(value, out TensorType? type)
                ? Graph.Existing(value, type.Element)
                : throw new ArgumentException($"'{name}' of '{_network.Name}' is not in the optimised graph; name it among the values to keep.", nameof(name));
        }
    }

    /// <summary>The gradient of a value, summed where it has several elements.</summary>
    /// <param name="of">The value.</param>
    /// <param name="withRespectTo">A value that it depends on; one that it does not depend on has a gradient of zeros.</param>
    /// <returns>The gradient, of the shape of <paramref name="withRespectTo"/>.</returns>
    /// <exception cref="NotSupportedException">An operator on the way has no rule, or its rule does not cover the case; the message names the node.</exception>
    public Value Gradient(Value of, Value withRespectTo) => Gradients(of, withRespectTo)[0];

    /// <summary>The gradients of a value, summed where it has several elements, with respect to several others.</summary>
    /// <param name="of">The value.</param>
    /// <param name="withRespectTo">Values that it depends on; one that it does not depend on has a gradient of zeros.</param>
    /// <returns>The gradients, each of the shape of its value.</returns>
    /// <inheritdoc cref="Gradient" path="/exception"/>
    public IReadOnlyList<Value> Gradients(Value of, params ReadOnlySpan<Value> withRespectTo) =>
        VectorJacobian(of, Ones(of), withRespectTo);

    /// <summary>The product of a vector with the Jacobian of a value with respect to others.</summary>
    /// <param name="of">The value, of any shape.</param>
    /// <param name="vector">A value of the same shape: the weight of each element.</param>
    /// <param name="withRespectTo">Values that it depends on; one that it does not depend on has a product of zeros.</param>
    /// <returns>The products, each of the shape of its value.</returns>
    /// <inheritdoc cref="Gradient" path="/exception"/>
    public IReadOnlyList<Value> VectorJacobian(Value of, Value vector, params ReadOnlySpan<Value> withRespectTo)
    {
        Value[] values = withRespectTo.ToArray();
        var found = BackwardWalk.Run(Graph, TypeInference.Infer(Graph.Model), _rules, [(of.Name, vector)], [.. values.Select(v => v.Name).Distinct()]);
        return Array.ConvertAll(values, v => found.TryGetValue(v.Name, out Value gradient) ? gradient : v.ZerosLike());
    }

    /// <summary>The product of the Hessian of a value, summed where it has several elements, with a vector.</summary>
    /// <param name="of">The value.</param>
    /// <param name="withRespectTo">A value that it depends on.</param>
    /// <param name="vector">A value of the shape of <paramref name="withRespectTo"/>.</param>
    /// <returns>The product, of that shape; zeros where the gradient is constant piece by piece, as that of networks of rectifiers is.</returns>
    /// <inheritdoc cref="Gradient" path="/exception"/>
    public Value HessianVector(Value of, Value withRespectTo, Value vector) =>
        VectorJacobian(Gradient(of, withRespectTo), vector, withRespectTo)[0];

    /// <summary>The graph of the outputs that were declared: it takes the network's inputs and those that were added, and has only what the outputs depend on.</summary>
    public OnnxModel ToModel()
    {
        OnnxModel model = Graph.Model.Clone();
        model.RemoveUnused();
        return model;
    }

    /// <summary>Ones in a value's shape, by way of operators through which ONNX Runtime knows that shape.</summary>
    private Value Ones(Value of) => Graph.Where(Graph.Node("IsNaN", of).Out(ElementType.Bool), of.Like(1), of.Like(1));
}
