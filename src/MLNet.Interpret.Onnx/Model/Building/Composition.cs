namespace MLNet.Interpret.Onnx;

/// <summary>Puts graphs into graphs: one after another, or as the body of a loop.</summary>
public static class Composition
{
    /// <summary>Adds all nodes and constants of another model, its inputs fed from values of this one.</summary>
    /// <param name="graph">The builder of the model that is added to.</param>
    /// <param name="part">The other model; it is not changed. Its operator set must be the same.</param>
    /// <param name="inputs">A value for each of its inputs, by name.</param>
    /// <returns>Its outputs, by the names that they have in it.</returns>
    public static IReadOnlyDictionary<string, Value> Inline(this GraphBuilder graph, OnnxModel part, IReadOnlyDictionary<string, Value> inputs)
    {
        if (part.Opset != graph.Model.Opset)
        {
            throw new ArgumentException($"A graph of operator set {part.Opset} cannot be put into one of {graph.Model.Opset}.", nameof(part));
        }
        Dictionary<string, string> renamed = [];
        foreach (ValueInfo input in part.Inputs)
        {
            renamed[input.Name] = inputs.TryGetValue(input.Name, out Value value)
                ? value.Name
                : throw new ArgumentException($"No value is given for the input '{input.Name}' of the graph that is put in.", nameof(inputs));
        }
        foreach (var (name, tensor) in part.Initializers)
        {
            graph.Model.Initializers.Add(Keep(name), tensor);
        }
        foreach (OnnxNode node in part.Nodes)
        {
            OnnxNode copy = new(node.OpType, node.Inputs.Select(Renamed), node.Outputs.Select(Keep)) { Domain = node.Domain, Name = node.Name, Overload = node.Overload };
            copy.SetAll(node);
            graph.Model.Nodes.Add(node.Captures.Any(c => Renamed(c) != c) ? copy.RenameCaptures(Renamed) : copy);
        }
        SizeNames names = new(graph, part, inputs);
        foreach (var (name, type) in part.Stated)
        {
            graph.Model.Stated.TryAdd(Renamed(name), names.Here(type));
        }
        return part.Outputs.DistinctBy(o => o.Name).ToDictionary(o => o.Name, o => graph.Existing(Renamed(o.Name), o.Type?.Element ?? ElementType.Undefined));

        string Renamed(string name) => renamed.GetValueOrDefault(name, name);

        string Keep(string name)
        {
            if (name.Length > 0 && !graph.TryTake(name))
            {
                return renamed[name] = graph.FreshName(name);
            }
            return name;
        }
    }

    /// <summary>Adds a <c>Loop</c> that runs a fixed number of times.</summary>
    /// <param name="graph">The builder of the model that is added to.</param>
    /// <param name="count">How often, an Int64 scalar.</param>
    /// <param name="initial">Values that each turn takes over from the one before.</param>
    /// <param name="body">
    /// Builds a turn: it takes a builder for the body, the number of the turn, and what the turn before left; it gives what is left to the next
    /// turn, then values that are collected over all turns. Values from outside are used by way of <see cref="From"/>.
    /// </param>
    /// <returns>What the last turn left, then what was collected, with the turns as first dimension.</returns>
    public static IReadOnlyList<Value> Loop(
        this GraphBuilder graph, Value count, IReadOnlyList<Value> initial, Func<GraphBuilder, Value, IReadOnlyList<Value>, IReadOnlyList<Value>> body)
    {
        OnnxModel model = new(graph.Model.Opset) { GraphName = graph.FreshName("turn") };
        GraphBuilder inner = graph.Within(model);
        Value turn = inner.Input(Name("number"), ElementType.Int64, new TensorShape());
        Value goOn = inner.Input(Name("go_on"), ElementType.Bool, new TensorShape());
        Value[] taken = [.. initial.Select(v => inner.Input(Name("before"), v.Element, null))];
        IReadOnlyList<Value> left = body(inner, turn, taken);

        inner.Output(goOn, Name("and_on"));
        foreach (Value value in left)
        {
            inner.Output(value, Name("after"));
        }
        NodeInProgress loop = graph.Node("Loop", [count, default, .. initial]).With("body", model);
        return [.. left.Select(v => loop.Out(v.Element))];

        string Name(string hint) => inner.FreeName($"{inner.Prefix}/{hint}");
    }

    /// <summary>Adds a <c>Scan</c>, which takes the slices of values along their first axis one after the other.</summary>
    /// <param name="graph">The builder of the model that is added to.</param>
    /// <param name="initial">Values that each turn takes over from the one before.</param>
    /// <param name="over">Values whose slices the turns take.</param>
    /// <param name="backwards">Whether the last slices come first.</param>
    /// <param name="body">
    /// Builds a turn: it takes a builder for the body, what the turn before left, and the slices; it gives what is left to the next turn, then
    /// slices of the values that are put together of them. Values from outside are used by way of <see cref="From"/>.
    /// </param>
    /// <returns>What the last turn left, then what was put together.</returns>
    public static IReadOnlyList<Value> Scan(
        this GraphBuilder graph, IReadOnlyList<Value> initial, IReadOnlyList<Value> over, bool backwards,
        Func<GraphBuilder, IReadOnlyList<Value>, IReadOnlyList<Value>, IReadOnlyList<Value>> body)
    {
        OnnxModel model = new(graph.Model.Opset) { GraphName = graph.FreshName("step") };
        GraphBuilder inner = graph.Within(model);
        Value[] taken = [.. initial.Select(v => inner.Input(inner.FreshName("before"), v))];
        Value[] slices = [.. over.Select(v => inner.Input(inner.FreshName("slice"), v))];
        IReadOnlyList<Value> left = body(inner, taken, slices);
        foreach (Value value in left)
        {
            inner.Give(value);
        }
        NodeInProgress scan = graph.Node("Scan", [.. initial, .. over]).With("body", model).With("num_scan_inputs", over.Count);
        if (backwards)
        {
            scan.With("scan_input_directions", Ones(over.Count));
            if (left.Count > initial.Count)
            {
                scan.With("scan_output_directions", Ones(left.Count - initial.Count));
            }
        }
        return [.. left.Select(v => scan.Out(v.Element))];

        static long[] Ones(int count) => [.. Enumerable.Repeat(1L, count)];
    }

    /// <summary>Declares a value as the next output of a graph within another: under its own name where that can be.</summary>
    internal static void Give(this GraphBuilder inner, Value value)
    {
        OnnxModel model = inner.Model;
        if (!model.Nodes.Exists(n => n.Outputs.Contains(value.Name)) || model.Outputs.Exists(o => o.Name == value.Name))
        {
            value = inner.Add("Identity", value);
        }
        model.Outputs.Add(new ValueInfo(value.Name, new TensorType(value.Element, null)));
    }

    /// <summary>A value of a graph around this one.</summary>
    public static Value From(this GraphBuilder inner, Value outer) => inner.Existing(outer.Name, outer.Element);

    /// <summary>Names of sizes, such as that of an open batch, of a graph that is put into another.</summary>
    private sealed class SizeNames
    {
        private readonly Dictionary<string, string> _here = [];

        public SizeNames(GraphBuilder graph, OnnxModel part, IReadOnlyDictionary<string, Value> inputs)
        {
            HashSet<string> changed = [];
            foreach (ValueInfo input in part.Inputs)
            {
                TensorShape? shape = graph.Model.Inputs.Find(i => i.Name == inputs[input.Name].Name)?.Type?.Shape;
                for (int axis = 0; axis < input.Type?.Shape?.Rank; axis++)
                {
                    if (input.Type.Shape[axis] is { Symbol: { Length: > 0 } symbol } && !(shape?.Rank > axis && shape[axis].Symbol == symbol))
                    {
                        changed.Add(symbol);
                    }
                }
            }
            foreach (string symbol in changed)
            {
                _here[symbol] = graph.FreshName(symbol);
            }
        }

        /// <summary>A type of the part, in the other graph's names: its own where a size is surely the same.</summary>
        public TensorType Here(TensorType type) => type with
        {
            Shape = type.Shape is { } shape ? new TensorShape(shape.Select(d => d.Symbol is { } symbol && _here.TryGetValue(symbol, out string? name) ? d with { Symbol = name } : d)) : null,
        };
    }
}
