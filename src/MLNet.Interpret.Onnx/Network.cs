using System.Collections.Concurrent;
using MLNet.Interpret.Onnx.Analysis;
using MLNet.Interpret.Onnx.Analysis.Batching;
using MLNet.Interpret.Onnx.Backward;
using MLNet.Interpret.Onnx.Format;

namespace MLNet.Interpret.Onnx;

/// <summary>A trained network: what was in an ONNX file, checked and ready to be explained. It does not change.</summary>
public sealed class Network
{
    /// <summary>What to do where a size is not known, as the end of a sentence.</summary>
    internal const string HowToFixSizes = "fix the sizes of the network's inputs, the batch aside, with Network.WithInputShape";

    private readonly Lazy<ReadOnlyMemory<byte>> _bytes;
    private readonly Lazy<TypeMap> _types;
    private readonly Lazy<IReadOnlyList<ValueInfo>> _outputs;
    private readonly Lazy<IReadOnlyList<Layer>> _layers;

    private Network(string name, Func<ReadOnlyMemory<byte>> bytes, OnnxModel model)
    {
        Name = name;
        _bytes = new(bytes);
        Model = model;
        _types = new(() => TypeInference.Infer(model));
        _outputs = new(() => [.. model.Outputs.Select(WithType)]);
        _layers = new(() => [.. model.Nodes.Select(n => new Layer(n, WithType))]);
    }

    /// <summary>What messages call the network: its file's name.</summary>
    public string Name { get; }

    /// <summary>The file's bytes, with the tensors that lay in other files; <see cref="FromBytes"/> reads them again.</summary>
    public ReadOnlyMemory<byte> Bytes => _bytes.Value;

    /// <summary>The network as a graph of operator set 18 or later, its nodes in order. Not to be changed: edit a <see cref="OnnxModel.Clone"/>.</summary>
    public OnnxModel Model { get; }

    /// <summary>What a run must be given.</summary>
    public IReadOnlyList<ValueInfo> Inputs => Model.Inputs;

    /// <summary>What a run gives. Types that the file does not state are worked out.</summary>
    public IReadOnlyList<ValueInfo> Outputs => _outputs.Value;

    /// <summary>The operations, in order, with what each gives.</summary>
    public IReadOnlyList<Layer> Layers => _layers.Value;

    /// <summary>The gradient graphs that were built of the network.</summary>
    internal ConcurrentDictionary<GradientOptions, GradientGraph> Gradients { get; } = [];

    /// <summary>The number of rows of a batch where the file fixes it; null where any number can be run at once.</summary>
    public long? FixedBatch => Batches.Fixed(Inputs);

    /// <summary>Reads a network from a file.</summary>
    /// <param name="path">An ONNX file of operator set 7 to 26; tensors that it keeps in other files are looked for in its folder.</param>
    /// <inheritdoc cref="OnnxFile.Load" path="/exception"/>
    public static Network Load(string path)
    {
        ModelProto proto = OnnxFile.ReadProto(path, out ReadOnlyMemory<byte> bytes);
        return From(Path.GetFileName(path), bytes, proto);
    }

    /// <summary>Reads a network from memory.</summary>
    /// <param name="bytes">The bytes of an ONNX file that needs no other files. They are kept, so they must not change.</param>
    /// <param name="name">What messages call the network.</param>
    /// <inheritdoc cref="OnnxFile.Load" path="/exception"/>
    public static Network FromBytes(ReadOnlyMemory<byte> bytes, string name = "the network") =>
        From(name, bytes, OnnxFile.ParseWhole(bytes, name));

    /// <summary>A network of a graph that was built or edited.</summary>
    /// <param name="model">The graph; it is copied.</param>
    /// <param name="name">What messages call the network.</param>
    /// <inheritdoc cref="OnnxFile.Load" path="/exception"/>
    public static Network FromModel(OnnxModel model, string name = "the network") => FromBytes(model.ToBytes(), name);

    /// <summary>An input by name.</summary>
    /// <param name="name">Its name; null for the only one.</param>
    /// <exception cref="ArgumentException">There is no such input; the message lists those that there are.</exception>
    public ValueInfo FindInput(string? name = null) => Find(Inputs, name, "input", onlyOne: true);

    /// <summary>An output by name.</summary>
    /// <param name="name">Its name; null for the first.</param>
    /// <exception cref="ArgumentException">There is no such output; the message lists those that there are.</exception>
    public ValueInfo FindOutput(string? name = null) => Find(Outputs, name, "output", onlyOne: false);

    /// <summary>A value of the network: an input, an output, a constant, or what a layer gives.</summary>
    /// <param name="name">The value's name, or that of a layer, which stands for the layer's first output.</param>
    /// <returns>The value's name in the graph.</returns>
    /// <exception cref="ArgumentException">There is no such value or layer.</exception>
    public string FindValue(string name)
    {
        if (Model.Inputs.Exists(i => i.Name == name) || Model.Initializers.ContainsKey(name) || Model.Nodes.Exists(n => n.Outputs.Contains(name)))
        {
            return name;
        }
        if (Model.Nodes.Find(n => n.Name == name) is { } layer)
        {
            return layer.Outputs.Find(o => o.Length > 0)!;
        }
        const int Most = 20;
        string[] names = [.. Model.Nodes.Select(n => n.Name.Length > 0 ? n.Name : n.Outputs[0])];
        throw new ArgumentException(
            $"'{Name}' has no layer or value '{name}'; its outputs are: {string.Join(", ", Outputs.Select(o => o.Name))}; its layers are: {string.Join(", ", names.Take(Most))}{(names.Length > Most ? $" and {names.Length - Most} more" : "")}.");
    }

    /// <summary>The network for inputs of a certain size, where the file leaves more than the number of rows open.</summary>
    /// <param name="input">The input's name; null for the only one.</param>
    /// <param name="shape">Its shape, the number of rows included; -1 leaves a size as it is.</param>
    /// <returns>A network whose dimensions of the same name, in other inputs too, have these sizes.</returns>
    /// <exception cref="ArgumentException">There is no such input, or the shape is not one that it can have.</exception>
    public Network WithInputShape(string? input, params ReadOnlySpan<long> shape)
    {
        ValueInfo found = FindInput(input);
        TensorShape given = new(shape);
        TensorShape stated = found.Type!.Shape ?? new TensorShape(given.Select(_ => new Dim(-1)));
        if (stated.Rank != given.Rank || stated.Zip(given).Any(d => d.First.IsKnown && d.Second.IsKnown && d.First != d.Second))
        {
            throw new ArgumentException($"The input '{found.Name}' of '{Name}' is {found.Type}; it cannot have the shape {given}.", nameof(shape));
        }
        OnnxModel model = Model.Clone();
        Batches.SetSizes(model, found.Name, stated, given);
        return new Network(Name, () => model.ToBytes(), model);
    }

    /// <summary>The graph as gradients are taken of it: optimised by ONNX Runtime, in standard operators, its shapes known.</summary>
    /// <param name="batch">The number of rows in a batch, which then is fixed; null leaves it open where the file does.</param>
    /// <param name="keep">Values inside the network, or constants, that must still be there under their names.</param>
    /// <param name="keepWeights">Whether weights stay the numbers that they are: fusing a normalisation into a convolution rounds them.</param>
    /// <exception cref="ArgumentException">The file fixes another batch, or a value to keep is not there.</exception>
    /// <exception cref="InvalidDataException">ONNX Runtime does not accept the network; the message says why.</exception>
    public Canonical Canonicalise(long? batch = null, IReadOnlyCollection<string>? keep = null, bool keepWeights = false) =>
        Canonicaliser.Run(this, batch, keep ?? [], keepWeights);

    private static Network From(string name, ReadOnlyMemory<byte> bytes, ModelProto proto)
    {
        OnnxModel model = Widening.Run(Inlining.Run(OnnxFile.ToModel(proto, name), name));
        return new Network(name, () => bytes, Opset.Raise(model));
    }

    private ValueInfo Find(IReadOnlyList<ValueInfo> values, string? name, string role, bool onlyOne)
    {
        if (name is null)
        {
            return values.Count switch
            {
                0 => throw new ArgumentException($"'{Name}' has no {role}."),
                1 => values[0],
                _ when onlyOne => throw new ArgumentException($"'{Name}' has several {role}s; name one of them: {List(values)}."),
                _ => values[0],
            };
        }
        return values.FirstOrDefault(v => v.Name == name)
            ?? throw new ArgumentException($"'{Name}' has no {role} '{name}'; its {role}s are: {List(values)}.");
    }

    private static string List(IEnumerable<ValueInfo> values) => string.Join(", ", values.Select(v => $"{v.Name} {v.Type}"));

    /// <summary>A value with the type that is stated or else worked out.</summary>
    private ValueInfo WithType(ValueInfo value) =>
        value.Type?.Shape is null && _types.Value.TryGet(value.Name, out TensorType? type) ? value with { Type = type } : value;
}
