using MLNet.Interpret.Onnx.Format;

namespace MLNet.Interpret.Onnx;

/// <summary>Adds nodes and constants to a model, with fresh names.</summary>
public sealed class GraphBuilder
{
    private readonly HashSet<string> _names;
    private readonly HashSet<string> _reserved = [];
    private readonly Dictionary<string, Value> _constants = [];
    private readonly Dictionary<string, int> _counters = [];

    /// <summary>A builder that adds to <paramref name="model"/>.</summary>
    /// <param name="model">The model that is added to.</param>
    /// <param name="prefix">What fresh names begin with.</param>
    public GraphBuilder(OnnxModel model, string prefix = "grad")
    {
        Model = model;
        Prefix = prefix;
        _names = [.. model.Initializers.Keys, .. model.Inputs.Select(i => i.Name), .. model.Nodes.SelectMany(n => n.Outputs)];
        // A name inside a branch or loop body must not hide one outside of it.
        foreach (GraphProto inner in model.Nodes.SelectMany(n => Subgraphs.Of(n.AttributeProtos)))
        {
            Subgraphs.AddDefined(inner, _names);
        }
    }

    private GraphBuilder(OnnxModel model, string prefix, HashSet<string> names)
    {
        Model = model;
        Prefix = prefix;
        _names = names;
    }

    /// <summary>The model that is added to.</summary>
    public OnnxModel Model { get; }

    /// <summary>What fresh names begin with.</summary>
    public string Prefix { get; }

    /// <summary>A name that nothing in the model has yet.</summary>
    public string FreshName(string hint)
    {
        string stem = $"{Prefix}/{hint}";
        int number = _counters.GetValueOrDefault(stem);
        string name = stem;
        while (!_names.Add(name))
        {
            name = $"{stem}_{++number}";
        }
        _counters[stem] = number;
        return name;
    }

    /// <summary>Takes a name for a value, unless something in the model has it.</summary>
    internal bool TryTake(string name) => _names.Add(name);

    /// <summary>A builder of a graph within this one; no name is given twice in both.</summary>
    internal GraphBuilder Within(OnnxModel inner) => new(inner, inner.GraphName, _names);

    /// <summary>This name where nothing in the model has it yet, else one like it. It is not taken by asking.</summary>
    public string FreeName(string wanted)
    {
        string name = wanted;
        for (int number = 1; _names.Contains(name); number++)
        {
            name = $"{wanted}_{number}";
        }
        return name;
    }

    /// <summary>Keeps a name, or one like it where it is taken, for an output that is declared later.</summary>
    public string Reserve(string wanted)
    {
        string name = FreeName(wanted);
        _names.Add(name);
        _reserved.Add(name);
        return name;
    }

    /// <summary>A value that the model already has.</summary>
    public Value Existing(string name, ElementType element) => new(this, name, element);

    /// <summary>Adds an input to the model.</summary>
    public Value Input(string name, ElementType element, TensorShape? shape)
    {
        if (!_names.Add(name))
        {
            throw new ArgumentException($"The model already has a value named '{name}'; choose another name for the new input.", nameof(name));
        }
        Model.Inputs.Add(new ValueInfo(name, new TensorType(element, shape)));
        return new Value(this, name, element);
    }

    /// <summary>Adds an input under a name that was just made, for what takes a value's place in a graph within another.</summary>
    internal Value Input(string freshName, Value outer)
    {
        Model.Inputs.Add(new ValueInfo(freshName, new TensorType(outer.Element, null)));
        return new Value(this, freshName, outer.Element);
    }

    /// <summary>Declares a value as an output of the model, under a name of its own.</summary>
    public void Output(Value value, string name, TensorShape? shape = null)
    {
        if (value.Name != name)
        {
            if (!_names.Add(name) && !_reserved.Remove(name))
            {
                throw new ArgumentException($"The model already has a value named '{name}'; choose another name for the new output.", nameof(name));
            }
            Model.Nodes.Add(new OnnxNode("Identity", [value.Name], [name]));
        }
        Model.Outputs.Add(new ValueInfo(name, new TensorType(value.Element, shape)));
    }

    /// <summary>Adds a node of one output, whose elements are of the type of the first input's.</summary>
    public Value Add(string opType, params ReadOnlySpan<Value> inputs) => Node(opType, inputs).Out();

    /// <summary>Gives what the last node gives another name, one that the model has used for it already.</summary>
    internal void Rename(Value value, string name)
    {
        OnnxNode last = Model.Nodes[^1];
        last.Outputs[last.Outputs.IndexOf(value.Name)] = name;
    }

    /// <summary>Adds a node whose attributes and outputs are yet to be given.</summary>
    public NodeInProgress Node(string opType, params ReadOnlySpan<Value> inputs)
    {
        string[] names = new string[inputs.Length];
        for (int i = 0; i < names.Length; i++)
        {
            names[i] = inputs[i].Name ?? "";
        }
        OnnxNode node = new(opType, names, []);
        Model.Nodes.Add(node);
        return new NodeInProgress(this, node, inputs.Length > 0 ? inputs[0].Element : ElementType.Float);
    }

    /// <summary>A constant tensor under a fresh name.</summary>
    public Value Constant(OnnxTensor tensor, string hint = "constant")
    {
        string name = FreshName(hint);
        Model.Initializers.Add(name, tensor);
        return new Value(this, name, tensor.Element);
    }

    /// <summary>A constant list of integers, as shapes and axes are given; equal lists are one constant.</summary>
    public Value Longs(params ReadOnlySpan<long> values)
    {
        string key = $"i:{string.Join(',', values.ToArray())}";
        if (!_constants.TryGetValue(key, out Value known))
        {
            _constants[key] = known = Constant(OnnxTensor.Of(values, values.Length), "ints");
        }
        return known;
    }

    /// <summary>
    /// A shape as a list of integers, made of numbers and of sizes of the model's inputs; null where it has a size that is neither. To ask a value
    /// inside the graph for its shape instead would make ONNX Runtime bring it into the plain layout.
    /// </summary>
    public Value? ShapeOf(TensorShape shape)
    {
        string key = $"s:{shape}";
        if (shape.IsStatic)
        {
            return Longs(shape.Sizes);
        }
        if (_constants.TryGetValue(key, out Value known))
        {
            return known;
        }
        List<Value> parts = [];
        List<long> numbers = [];
        foreach (Dim size in shape)
        {
            if (size.IsKnown)
            {
                numbers.Add(size.Value);
                continue;
            }
            if (SizeOfInput(size) is not { } unknown)
            {
                return null;
            }
            Flush();
            parts.Add(unknown);
        }
        Flush();
        return _constants[key] = this.Concat([.. parts], 0);

        void Flush()
        {
            if (numbers.Count > 0)
            {
                parts.Add(Longs([.. numbers]));
                numbers.Clear();
            }
        }
    }

    private Value? SizeOfInput(Dim size)
    {
        string key = $"d:{size.Symbol}";
        if (_constants.TryGetValue(key, out Value known))
        {
            return known;
        }
        foreach (ValueInfo input in Model.Inputs)
        {
            for (int axis = 0; axis < input.Type?.Shape?.Rank; axis++)
            {
                if (input.Type.Shape[axis].SurelyEquals(size))
                {
                    return _constants[key] = Node("Shape", Existing(input.Name, input.Type.Element))
                        .With("start", axis).With("end", axis + 1).Out(ElementType.Int64);
                }
            }
        }
        return null;
    }

    /// <summary>A constant integer without dimensions.</summary>
    public Value LongScalar(long value)
    {
        string key = $"l:{value}";
        if (!_constants.TryGetValue(key, out Value known))
        {
            _constants[key] = known = Constant(OnnxTensor.Of([value]), "int");
        }
        return known;
    }

    /// <summary>A constant number without dimensions; equal numbers are one constant.</summary>
    public Value Scalar(ElementType element, double value)
    {
        if (element == ElementType.Int64)
        {
            return LongScalar((long)value);
        }
        string key = $"{element}:{value:R}";
        if (!_constants.TryGetValue(key, out Value known))
        {
            _constants[key] = known = Constant(OnnxTensor.Of(element, [value]), "number");
        }
        return known;
    }
}
