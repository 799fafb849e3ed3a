using Google.Protobuf;
using MLNet.Interpret.Onnx.Format;
using Kind = MLNet.Interpret.Onnx.Format.AttributeProto.Types.AttributeType;

namespace MLNet.Interpret.Onnx;

/// <summary>One operation of a model: an operator with its attributes, inputs and outputs.</summary>
public sealed class OnnxNode
{
    private readonly Dictionary<string, AttributeProto> _attributes = [];

    /// <summary>A node of an operator of the standard set.</summary>
    /// <param name="opType">The operator, such as <c>Conv</c>.</param>
    /// <param name="inputs">Names of the inputs; an empty name is an optional input left out.</param>
    /// <param name="outputs">Names of the outputs; an empty name is an optional output left out.</param>
    public OnnxNode(string opType, IEnumerable<string> inputs, IEnumerable<string> outputs)
    {
        OpType = opType;
        Inputs = [.. inputs];
        Outputs = [.. outputs];
    }

    internal OnnxNode(NodeProto proto) : this(proto.OpType, proto.Input, proto.Output)
    {
        Name = proto.Name;
        Domain = proto.Domain == "ai.onnx" ? "" : proto.Domain;
        Overload = proto.Overload;
        foreach (AttributeProto a in proto.Attribute)
        {
            _attributes[a.Name] = a;
        }
    }

    /// <summary>The operator, such as <c>Conv</c>.</summary>
    public string OpType { get; set; }

    /// <summary>The operator's domain; empty for the standard operators.</summary>
    public string Domain { get; set; } = "";

    /// <summary>The node's name; may be empty.</summary>
    public string Name { get; set; } = "";

    /// <summary>Names of the inputs; an empty name is an optional input left out.</summary>
    public List<string> Inputs { get; }

    /// <summary>Names of the outputs; an empty name is an optional output left out.</summary>
    public List<string> Outputs { get; }

    /// <summary>Names of the attributes that the node has.</summary>
    public IReadOnlyCollection<string> Attributes => _attributes.Keys;

    /// <summary>What a message calls the node: its operator and its name, or its first output.</summary>
    public string Label => $"{OpType} '{(Name.Length > 0 ? Name : Outputs.FirstOrDefault(o => o.Length > 0))}'";

    /// <summary>Names of outer values that graphs within the node (the branches of If, the bodies of Loop and Scan) refer to.</summary>
    public IReadOnlyCollection<string> Captures
    {
        get
        {
            SortedSet<string> captured = new(StringComparer.Ordinal);
            foreach (GraphProto graph in Subgraphs.Of(AttributeProtos))
            {
                Subgraphs.AddCaptured(graph, captured);
            }
            return captured;
        }
    }

    /// <summary>Which of several local functions of one name the node calls.</summary>
    internal string Overload { get; init; } = "";

    internal IEnumerable<AttributeProto> AttributeProtos => _attributes.Values;

    /// <summary>Whether the node runs graphs of its own, as control flow does.</summary>
    internal bool HasGraphs => Subgraphs.Of(_attributes.Values).Any();

    /// <summary>What the node takes: its inputs, and the outer values that its own graphs refer to.</summary>
    internal IEnumerable<string> AllInputs => HasGraphs ? Inputs.Concat(Captures) : Inputs;

    /// <summary>Whether the attribute is given.</summary>
    public bool Has(string attribute) => _attributes.ContainsKey(attribute);

    /// <summary>Whether an input of this index is given.</summary>
    public bool HasInput(int index) => index < Inputs.Count && Inputs[index].Length > 0;

    /// <summary>Whether an output of this index is given.</summary>
    public bool HasOutput(int index) => index < Outputs.Count && Outputs[index].Length > 0;

    /// <summary>An integer attribute, or its default.</summary>
    public long Int(string attribute, long missing) => _attributes.TryGetValue(attribute, out var a) ? a.I : missing;

    /// <summary>A floating-point attribute, or its default.</summary>
    public float Float(string attribute, float missing) => _attributes.TryGetValue(attribute, out var a) ? a.F : missing;

    /// <summary>A text attribute, or its default.</summary>
    public string Text(string attribute, string missing) =>
        _attributes.TryGetValue(attribute, out var a) ? a.S.ToStringUtf8() : missing;

    /// <summary>A list of integers, or null where it is not given.</summary>
    public long[]? Ints(string attribute) => _attributes.TryGetValue(attribute, out var a) ? [.. a.Ints] : null;

    /// <summary>A list of floating-point numbers, or null where it is not given.</summary>
    public float[]? Floats(string attribute) => _attributes.TryGetValue(attribute, out var a) ? [.. a.Floats] : null;

    /// <summary>A list of texts, or null where it is not given.</summary>
    public string[]? Texts(string attribute) => _attributes.TryGetValue(attribute, out var a) ? [.. a.Strings.Select(s => s.ToStringUtf8())] : null;

    /// <summary>A tensor attribute, or null where it is not given.</summary>
    public OnnxTensor? Tensor(string attribute) => _attributes.TryGetValue(attribute, out var a) && a.T is { } tensor ? new OnnxTensor(tensor) : null;

    /// <summary>Sets an integer attribute.</summary>
    public OnnxNode Set(string attribute, long value) => Put(new() { Name = attribute, Type = Kind.Int, I = value });

    /// <summary>Sets a floating-point attribute.</summary>
    public OnnxNode Set(string attribute, float value) => Put(new() { Name = attribute, Type = Kind.Float, F = value });

    /// <summary>Sets a text attribute.</summary>
    public OnnxNode Set(string attribute, string value) =>
        Put(new() { Name = attribute, Type = Kind.String, S = ByteString.CopyFromUtf8(value) });

    /// <summary>Sets a list of integers.</summary>
    public OnnxNode Set(string attribute, ReadOnlySpan<long> values)
    {
        AttributeProto a = new() { Name = attribute, Type = Kind.Ints };
        a.Ints.AddRange(values.ToArray());
        return Put(a);
    }

    /// <summary>Sets a list of floating-point numbers.</summary>
    public OnnxNode Set(string attribute, ReadOnlySpan<float> values)
    {
        AttributeProto a = new() { Name = attribute, Type = Kind.Floats };
        a.Floats.AddRange(values.ToArray());
        return Put(a);
    }

    /// <summary>Sets a list of texts.</summary>
    public OnnxNode Set(string attribute, ReadOnlySpan<string> values)
    {
        AttributeProto a = new() { Name = attribute, Type = Kind.Strings };
        foreach (string value in values)
        {
            a.Strings.Add(ByteString.CopyFromUtf8(value));
        }
        return Put(a);
    }

    /// <summary>Sets a tensor attribute.</summary>
    public OnnxNode Set(string attribute, OnnxTensor value) => Put(new() { Name = attribute, Type = Kind.Tensor, T = value.Proto });

    /// <summary>Sets a graph, such as a branch or the body of a loop.</summary>
    public OnnxNode Set(string attribute, OnnxModel graph) => Put(new() { Name = attribute, Type = Kind.Graph, G = graph.ToProto().Graph });

    /// <summary>Takes an attribute away.</summary>
    public OnnxNode Remove(string attribute)
    {
        _attributes.Remove(attribute);
        return this;
    }

    /// <summary>Takes over all attributes of another node.</summary>
    public OnnxNode SetAll(OnnxNode other)
    {
        foreach (var (name, a) in other._attributes)
        {
            _attributes[name] = a;
        }
        return this;
    }

    /// <summary>Has the node's own graphs take values around them by other names.</summary>
    internal OnnxNode RenameCaptures(Func<string, string> renamed)
    {
        foreach (AttributeProto attribute in _attributes.Values.Where(a => Subgraphs.Of([a]).Any()).ToArray())
        {
            AttributeProto copy = new() { Name = attribute.Name, Type = attribute.Type };
            if (attribute.Type == Kind.Graph)
            {
                copy.G = Subgraphs.WithCaptured(attribute.G, renamed);
            }
            copy.Graphs.AddRange(attribute.Graphs.Select(g => Subgraphs.WithCaptured(g, renamed)));
            Put(copy);
        }
        return this;
    }

    /// <summary>A graph that the node runs.</summary>
    internal GraphProto Graph(string attribute) => _attributes[attribute].G;

    internal OnnxNode Put(AttributeProto attribute)
    {
        _attributes[attribute.Name] = attribute;
        return this;
    }

    internal NodeProto ToProto()
    {
        NodeProto proto = new() { OpType = OpType, Domain = Domain, Name = Name, Overload = Overload };
        proto.Input.AddRange(Inputs);
        proto.Output.AddRange(Outputs);
        proto.Attribute.AddRange(_attributes.Values);
        return proto;
    }
}
