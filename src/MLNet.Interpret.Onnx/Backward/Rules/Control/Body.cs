using MLNet.Interpret.Onnx.Analysis;

namespace MLNet.Interpret.Onnx.Backward.Rules.Control;

/// <summary>A graph that a node runs (a branch, or the body of a loop), as a model by itself.</summary>
internal sealed class Body
{
    private readonly BackwardNode _n;
    private readonly OnnxModel _model;

    /// <param name="n">The node that runs the graph.</param>
    /// <param name="attribute">The attribute that holds it.</param>
    /// <param name="inputs">The types of what the node gives it for its inputs, in order.</param>
    public Body(BackwardNode n, string attribute, IReadOnlyList<TensorType> inputs)
    {
        _n = n;
        _model = InnerGraph.Of(n.Node, attribute, n.Graph.Model, inputs);
        Inputs = [.. _model.Inputs];
        Outputs = [.. _model.Outputs.Select(o => o.Name)];
        Types = InnerGraph.Infer(_model, n.Graph.Model, n.Types);
    }

    /// <summary>What the graph takes for itself, aside from values around it.</summary>
    public IReadOnlyList<ValueInfo> Inputs { get; }

    /// <summary>What the graph gives.</summary>
    public IReadOnlyList<string> Outputs { get; }

    /// <summary>The types of the graph's values, and of those around it that it refers to.</summary>
    public TypeMap Types { get; }

    /// <summary>The values of the graph that depend on some that gradients are asked of.</summary>
    public HashSet<string> Influenced(IReadOnlyCollection<string> from) => BackwardWalk.Influenced(_model.Nodes, Types, _n.Rules, from);

    /// <summary>A copy of the graph, without inputs and outputs, to be extended by its gradient.</summary>
    public GraphBuilder Copy()
    {
        OnnxModel copy = _model.Clone();
        copy.GraphName = _n.Graph.FreshName("back");
        copy.Inputs.Clear();
        copy.Outputs.Clear();
        copy.Inputs.AddRange(Inputs);
        return _n.Graph.Within(copy);
    }
}
