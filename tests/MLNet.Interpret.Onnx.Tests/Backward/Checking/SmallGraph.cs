using Microsoft.ML.OnnxRuntime;
using MLNet.Interpret.Onnx.Analysis;
using MLNet.Interpret.Onnx.Backward;

namespace MLNet.Interpret.Onnx.Tests.Backward.Checking;

/// <summary>A graph built in a test, with the gradients of chosen values with respect to chosen values.</summary>
internal sealed class SmallGraph
{
    private readonly Dictionary<string, OrtValue> _feeds = [];

    public SmallGraph() => Forward = new GraphBuilder(Model, "net");

    public OnnxModel Model { get; } = new();

    /// <summary>Builds the network.</summary>
    public GraphBuilder Forward { get; }

    /// <summary>What passes gradients back.</summary>
    public RuleSet Rules { get; init; } = RuleSet.Gradient;

    /// <summary>The nodes that the last walk added.</summary>
    public IReadOnlyList<OnnxNode> Emitted { get; private set; } = [];

    /// <summary>An input of one dimension, and what is fed to it.</summary>
    public Value Input(string name, params float[] at)
    {
        _feeds[name] = OrtValue.CreateTensorValueFromMemory(at, [at.Length]);
        return Forward.Input(name, ElementType.Float, new TensorShape(at.Length));
    }

    /// <summary>A constant of one dimension.</summary>
    public Value Constant(params float[] values) => Forward.Constant(OnnxTensor.Of(values, values.Length));

    /// <summary>Gives the last node's name, which messages use.</summary>
    public Value Named(string name, Value value)
    {
        Model.Nodes[^1].Name = name;
        return value;
    }

    /// <summary>Walks back from values, each with its seed, and runs the graph.</summary>
    public Dictionary<string, float[]> Gradients((Value Value, float[] Seed)[] from, params Value[] withRespectTo)
    {
        int before = Model.Nodes.Count;
        TypeMap types = TypeInference.Infer(Model);
        GraphBuilder back = new(Model);
        var seeds = Array.ConvertAll(from, f => (f.Value.Name, back.Constant(OnnxTensor.Of(f.Seed, f.Seed.Length))));
        var gradients = BackwardWalk.Run(back, types, Rules, seeds, [.. withRespectTo.Select(v => v.Name)]);
        Emitted = Model.Nodes[before..];
        if (gradients.Count == 0)
        {
            return [];
        }
        string[] names = [.. gradients.Keys];
        for (int i = 0; i < names.Length; i++)
        {
            back.Output(gradients[names[i]], $"gradient{i}");
        }
        return names.Zip(Run([.. names.Select((_, i) => $"gradient{i}")])).ToDictionary(p => p.First, p => p.Second);
    }

    /// <summary>The contents of one output.</summary>
    public float[] Run(string output) => Run([output])[0];

    private float[][] Run(string[] outputs)
    {
        using SessionOptions options = new() { IntraOpNumThreads = 1 };
        using InferenceSession session = new(Model.ToBytes(), options);
        using RunOptions run = new();
        string[] inputs = [.. session.InputMetadata.Keys];
        using var results = session.Run(run, inputs, [.. inputs.Select(i => _feeds[i])], outputs);
        return [.. results.Select(r => r.GetTensorDataAsSpan<float>().ToArray())];
    }
}
