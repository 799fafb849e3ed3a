using Google.Protobuf;
using MLNet.Interpret.Onnx.Format;

namespace MLNet.Interpret.Onnx;

/// <summary>An ONNX model as a graph that can be read, edited and written.</summary>
/// <remarks>Nodes are in an order in which each comes after those that it takes its inputs from.</remarks>
public sealed class OnnxModel
{
    /// <summary>The oldest operator set that is read.</summary>
    public const int OldestOpset = 7;

    /// <summary>The newest operator set that is read.</summary>
    public const int NewestOpset = 26;

    private readonly ModelProto _rest;
    private readonly string _graphDoc = "";

    /// <summary>An empty model.</summary>
    /// <param name="opset">The version of the standard operators that its nodes are of.</param>
    public OnnxModel(int opset = 18) : this(new ModelProto { IrVersion = 10, ProducerName = "MLNet.Interpret", Graph = new GraphProto { Name = "network" } })
    {
        Opset = opset;
    }

    internal OnnxModel(ModelProto proto)
    {
        GraphProto graph = proto.Graph;
        Opset = (int)(proto.OpsetImport.FirstOrDefault(o => o.Domain is "" or "ai.onnx")?.Version ?? 1);
        Nodes = [.. graph.Node.Select(n => new OnnxNode(n))];
        Initializers = graph.Initializer.ToDictionary(t => t.Name, t => new OnnxTensor(t));
        // Files of IR version 3 list initializers among the inputs; they are constants all the same.
        Inputs = [.. graph.Input.Where(i => !Initializers.ContainsKey(i.Name)).Select(ProtoTypes.ToValueInfo)];
        Outputs = [.. graph.Output.Select(ProtoTypes.ToValueInfo)];

        GraphName = graph.Name;
        _graphDoc = graph.DocString;
        SparseInitializers = [.. graph.SparseInitializer];
        _rest = proto;
        _rest.Graph = null;
    }

    /// <summary>The version of the standard operators.</summary>
    public int Opset { get; set; }

    /// <summary>The graph's name.</summary>
    public string GraphName { get; set; }

    /// <summary>The operations, each after those that it depends on.</summary>
    public List<OnnxNode> Nodes { get; }

    /// <summary>The constants, by name.</summary>
    public Dictionary<string, OnnxTensor> Initializers { get; }

    /// <summary>What a run must be given.</summary>
    public List<ValueInfo> Inputs { get; }

    /// <summary>What a run gives.</summary>
    public List<ValueInfo> Outputs { get; }

    /// <summary>
    /// Types of values inside the graph, by name, where whoever built it knows them. ONNX Runtime works out most itself, but forgets the name of
    /// an open batch dimension in every reshape, and then takes values of one shape for ones of different shapes.
    /// </summary>
    public Dictionary<string, TensorType> Stated { get; } = [];

    internal List<SparseTensorProto> SparseInitializers { get; }

    internal IReadOnlyList<FunctionProto> Functions => _rest.Functions;

    internal IReadOnlyList<OperatorSetIdProto> OpsetImports => _rest.OpsetImport;

    /// <summary>A copy whose lists and nodes can be edited without touching this one; constants' contents are shared.</summary>
    public OnnxModel Clone()
    {
        OnnxModel copy = new(ToProto());
        foreach (var (name, type) in Stated)
        {
            copy.Stated[name] = type;
        }
        return copy;
    }

    /// <summary>The model in ONNX's file format.</summary>
    public byte[] ToBytes() => ToProto().ToByteArray();

    internal ModelProto ToProto()
    {
        ModelProto proto = new(_rest) { Graph = new GraphProto { Name = GraphName, DocString = _graphDoc } };
        proto.IrVersion = Math.Max(proto.IrVersion, IrVersionFor(Opset));
        if (proto.OpsetImport.FirstOrDefault(o => o.Domain is "" or "ai.onnx") is { } standard)
        {
            standard.Version = Opset;
        }
        else
        {
            proto.OpsetImport.Add(new OperatorSetIdProto { Version = Opset });
        }
        proto.Graph.Node.AddRange(Nodes.Select(n => n.ToProto()));
        foreach (var (name, tensor) in Initializers)
        {
            proto.Graph.Initializer.Add(tensor.Named(name));
        }
        proto.Graph.SparseInitializer.AddRange(SparseInitializers);
        proto.Graph.Input.AddRange(Inputs.Select(ProtoTypes.ToProto));
        proto.Graph.Output.AddRange(Outputs.Select(ProtoTypes.ToProto));
        HashSet<string> outputs = [.. Outputs.Select(o => o.Name)];
        proto.Graph.ValueInfo.AddRange(Nodes.SelectMany(n => n.Outputs)
            .Where(o => !outputs.Contains(o) && Stated.ContainsKey(o))
            .Select(o => ProtoTypes.ToProto(new ValueInfo(o, Stated[o]))));
        return proto;
    }

    /// <summary>The oldest version of the file format that an operator set may appear in.</summary>
    private static long IrVersionFor(int opset) => opset switch
    {
        // Since 4, constants need not be listed among the inputs.
        <= 9 => 4,
        <= 10 => 5,
        <= 11 => 6,
        <= 14 => 7,
        <= 18 => 8,
        <= 20 => 9,
        <= 22 => 10,
        <= 23 => 11,
        <= 24 => 12,
        _ => 13,
    };
}
