using MLNet.Interpret.Onnx.Execution;
using MLNet.Interpret.Onnx.Format;

namespace MLNet.Interpret.Onnx.Tests.Model.Raising;

/// <summary>A small model of an old operator set, with an input to run it on.</summary>
public sealed class OldModel
{
    private readonly List<TensorBuffer> _data = [];
    private readonly Random _random = new(7);

    /// <param name="opset">The operator set.</param>
    /// <param name="domain">A domain of other operators that the model has too.</param>
    public OldModel(int opset, string domain = "ai.onnx.ml")
    {
        ModelProto proto = new OnnxModel(opset).ToProto();
        proto.OpsetImport.Add(new OperatorSetIdProto { Domain = domain, Version = 1 });
        Model = new OnnxModel(proto);
    }

    public OnnxModel Model { get; }

    /// <summary>What is fed to its inputs, by name.</summary>
    public IReadOnlyDictionary<string, TensorBuffer> Feeds => Model.Inputs.Zip(_data).ToDictionary(p => p.First.Name, p => p.Second);

    /// <summary>Adds an input of random numbers from -2 to 2.</summary>
    public OldModel Input(string name, params long[] shape) => Input(name, null, shape);

    /// <summary>Adds an input of random numbers whose stated shape is not the one that is run.</summary>
    public OldModel Input(string name, TensorShape? stated, long[] shape, ElementType element = ElementType.Float)
    {
        Model.Inputs.Add(new ValueInfo(name, new TensorType(element, stated ?? new TensorShape(shape))));
        TensorBuffer data = TensorBuffer.Allocate(element, shape);
        for (int i = 0; i < data.Count; i++)
        {
            double value = _random.NextDouble() * 4 - 2;
            if (element == ElementType.Double)
            {
                data.Span<double>()[i] = value;
            }
            else
            {
                data.Span<float>()[i] = (float)value;
            }
        }
        _data.Add(data);
        return this;
    }

    public OldModel Constant(string name, OnnxTensor value)
    {
        Model.Initializers.Add(name, value);
        return this;
    }

    /// <summary>Adds a node; names are separated by blanks, and a dash is an input or output left out.</summary>
    public OldModel Node(string opType, string inputs, string outputs, Action<OnnxNode>? attributes = null)
    {
        OnnxNode node = new(opType, Names(inputs), Names(outputs));
        attributes?.Invoke(node);
        Model.Nodes.Add(node);
        return this;
    }

    /// <summary>Adds a node of ONNX Runtime's own.</summary>
    public OldModel Fused(string opType, string inputs, string outputs, Action<OnnxNode>? attributes = null)
    {
        Node(opType, inputs, outputs, attributes);
        Model.Nodes[^1].Domain = RaiseTable.FusedDomain;
        return this;
    }

    public OldModel Output(params string[] names)
    {
        Model.Outputs.AddRange(names.Select(n => new ValueInfo(n, null)));
        return this;
    }

    /// <summary>Runs a model that takes what this one takes.</summary>
    public IReadOnlyDictionary<string, TensorBuffer> Run(OnnxModel model)
    {
        using NetworkSession session = new(model, new ExecutionOptions { IntraOpThreads = 1 });
        return session.Run(Feeds);
    }

    private static IEnumerable<string> Names(string list) => list.Split(' ').Select(n => n == "-" ? "" : n);
}
