using MLNet.Interpret.Onnx.Analysis;
using MLNet.Interpret.Onnx.Format;

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
        ModelProto alone = new() { IrVersion = 10, Graph = new GraphProto(n.Node.Graph(attribute)) };
        alone.OpsetImport.AddRange(n.Graph.Model.OpsetImports);
        _model = new OnnxModel(alone) { Opset = n.Graph.Model.Opset };
        Constants.Gather(_model, n.Node.Label);
        for (int i = 0; i < _model.Inputs.Count; i++)
        {
            _model.Inputs[i] = _model.Inputs[i] with { Type = inputs[i] };
        }
        Inputs = [.. _model.Inputs];
        Outputs = [.. _model.Outputs.Select(o => o.Name)];
        Types = Infer();
    }

    /// <summary>What the graph takes for itself, aside from values around it.</summary>
    public IReadOnlyList<ValueInfo> Inputs { get; }

    /// <summary>What the graph gives.</summary>
    public IReadOnlyList<string> Outputs { get; }

    /// <summary>The types of the graph's values, and of those around it that it refers to.</summary>
    public TypeMap Types { get; }

    /// <summary>The nodes of the graph.</summary>
    public IReadOnlyList<OnnxNode> Nodes => _model.Nodes;

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

    private TypeMap Infer()
    {
        OnnxModel probe = _model.Clone();
        HashSet<string> captured = new(StringComparer.Ordinal);
        Subgraphs.AddCaptured(_model.ToProto().Graph, captured);
        foreach (string value in captured)
        {
            // Small constants decide shapes.
            if (_n.Graph.Model.Initializers.TryGetValue(value, out OnnxTensor? constant))
            {
                probe.Initializers[value] = constant;
            }
            else
            {
                probe.Inputs.Add(new ValueInfo(value, _n.Types[value]));
            }
        }
        for (int i = 0; i < probe.Outputs.Count; i++)
        {
            probe.Outputs[i] = probe.Outputs[i] with { Type = null };
        }
        return TypeInference.Infer(probe);
    }
}
