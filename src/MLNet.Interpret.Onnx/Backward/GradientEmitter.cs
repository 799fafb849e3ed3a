using MLNet.Interpret.Onnx.Analysis;
using MLNet.Interpret.Onnx.Analysis.Batching;
using MLNet.Interpret.Onnx.Backward.Precision;

namespace MLNet.Interpret.Onnx.Backward;

/// <summary>Extends a network's graph by its gradient.</summary>
internal sealed class GradientEmitter
{
    private readonly Network _network;
    private readonly Canonical _canonical;
    private readonly GradientOptions _options;
    private readonly GraphBuilder _graph;
    private readonly string _of;
    private readonly string _explained;

    public GradientEmitter(Network network, Canonical canonical, GradientOptions options, string of, string explained)
    {
        _network = network;
        _canonical = canonical;
        _options = options;
        _graph = new GraphBuilder(canonical.Model);
        _of = options.BeforeSoftmax ? BeforeSoftmax(canonical.Model, of) : of;
        _explained = explained;
    }

    public GradientGraph Emit(CancellationToken cancellation)
    {
        ValueInfo of = Describe(_of), explained = Describe(_explained);
        TensorShape shape = ScoresShape(of, explained);
        Value scores = _graph.Existing(of.Name, of.Type!.Element);
        TensorShape rows = new([shape[0]]);
        Value? target = null, seed = null, picked = null, given = null, leader = null;
        if (_options.Seed == GradientSeed.Given)
        {
            seed = _graph.Input(_graph.FreeName("seed"), scores.Element, shape);
        }
        else
        {
            given = _options.Seed == GradientSeed.Target ? _graph.Input(_graph.FreeName("target"), ElementType.Int64, rows) : null;
            leader = _options.Grouped ? _graph.Input(_graph.FreeName("leader"), ElementType.Int64, rows) : null;
            TargetSeed one = TargetSeed.Emit(scores, shape, given, leader);
            (target, seed, picked) = (one.Target, one.Seed, one.Score);
        }

        if (!BackwardWalk.Run(_graph, _canonical.Types, _options.Rules, [(_of, seed.Value)], [_explained], cancellation).TryGetValue(_explained, out Value gradient))
        {
            throw new ArgumentException($"In '{_network.Name}', '{_of}' does not depend on '{_explained}' by way of operators that carry gradients.");
        }

        OnnxModel model = _graph.Model;
        _canonical.Types.StateIn(model);
        model.Outputs.Clear();
        GradientGraph result = new(model, _canonical.Batch)
        {
            Explained = explained,
            Of = of,
            Classes = shape.Skip(1).All(d => d.IsKnown) ? shape.Product(1, shape.Rank) : null,
            TargetInput = given?.Name,
            LeaderInput = leader?.Name,
            SeedInput = _options.Seed == GradientSeed.Given ? seed.Value.Name : null,
            ScoresOutput = Output(scores, "scores", shape),
            TargetOutput = target is { } t ? Output(t, "explained_target", rows) : null,
            TargetScoreOutput = picked is { } p ? Output(p, "target_score", rows) : null,
            GradientOutput = Output(gradient, "gradient", explained.Type!.Shape),
        };
        model.RemoveUnused();
        if (_options.InDouble && explained.Type!.Element == ElementType.Float && model.Inputs.Exists(i => i.Name == _explained))
        {
            result.Memory = DoubleForward.Apply(model, _explained, seed.Value.Name, result.TargetScoreOutput is { } score ? [score] : []);
        }
        return result;
    }

    private string Output(Value value, string name, TensorShape? shape)
    {
        string free = _graph.FreeName(name);
        _graph.Output(value, free, shape);
        return free;
    }

    private ValueInfo Describe(string name)
    {
        if (!_canonical.Types.TryGet(name, out TensorType? type) || type.Shape is null)
        {
            throw new NotSupportedException($"The shape of '{name}' in '{_network.Name}' is not known, not even its rank; {Network.HowToFixSizes}.");
        }
        return type.Element.IsDifferentiable()
            ? new ValueInfo(name, type)
            : throw new ArgumentException($"'{name}' in '{_network.Name}' is {type}; gradients are taken of floating-point values, with respect to floating-point values.");
    }

    private TensorShape ScoresShape(ValueInfo of, ValueInfo explained)
    {
        TensorShape shape = of.Type!.Shape!;
        Dim batch = _canonical.Batch is { } rows ? rows : new Dim(-1, Batches.Symbol);
        if (shape.Rank == 0 || !shape[0].SurelyEquals(batch))
        {
            string open = shape.Rank > 0 && !shape[0].IsKnown ? ", or fix the sizes of the network's inputs with Network.WithInputShape" : "";
            throw new ArgumentException(
                $"'{of.Name}' in '{_network.Name}' has the shape {shape}, which is not one row for each row of the batch ({batch}); explain a value that has{open}.");
        }
        bool constant = _canonical.Model.Initializers.ContainsKey(explained.Name);
        if (!constant && (explained.Type!.Shape!.Rank == 0 || !explained.Type.Shape[0].SurelyEquals(batch)))
        {
            throw new ArgumentException(
                $"'{explained.Name}' in '{_network.Name}' has the shape {explained.Type.Shape}, which is not one row for each row of the batch ({batch}); explain a value that has.");
        }
        return shape;
    }

    /// <summary>What goes into the softmax that a value comes out of; the value itself where it comes out of none.</summary>
    private static string BeforeSoftmax(OnnxModel model, string value)
    {
        OnnxNode? from = model.Nodes.Find(n => n.Outputs.Contains(value));
        return from switch
        {
            { OpType: "Softmax" or "LogSoftmax", Domain: "" } => from.Inputs[0],
            { OpType: "Identity" or "Dropout" or "Reshape" or "Flatten" or "Squeeze" or "Unsqueeze", Domain: "" }
                when BeforeSoftmax(model, from.Inputs[0]) is var inner && inner != from.Inputs[0] => inner,
            _ => value,
        };
    }
}
