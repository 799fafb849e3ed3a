namespace MLNet.Interpret.Onnx.Analysis;

/// <summary>Puts values that are worked out from the number of rows in the place of constants that were folded at a size of the batch.</summary>
internal sealed class BatchConstants
{
    private readonly OnnxModel _model;
    private readonly GraphBuilder _graph;
    private readonly string _rowsOf;
    private readonly TypeMap _known;
    private readonly long _probe;
    private readonly int _nodes;
    private readonly Dictionary<string, TensorType> _types = [];
    private Value? _rows;

    /// <param name="model">The graph that is opened.</param>
    /// <param name="rowsOf">The input whose first dimension is the number of rows.</param>
    /// <param name="known">The types of its values, with sizes that are multiples of the batch.</param>
    /// <param name="probe">The number of rows that the first of two foldings was at; the second was at twice as many.</param>
    public BatchConstants(OnnxModel model, string rowsOf, TypeMap known, long probe)
    {
        _model = model;
        _graph = new GraphBuilder(model, "rows");
        _rowsOf = rowsOf;
        _known = known;
        _probe = probe;
        _nodes = model.Nodes.Count;
    }

    /// <summary>The types of what took the place of constants.</summary>
    public IReadOnlyDictionary<string, TensorType> Types => _types;

    /// <summary>Opens one constant.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="once">What it is at the first size.</param>
    /// <param name="twice">What it is at twice that size.</param>
    /// <returns>Whether it could be: whether both follow from the number of rows.</returns>
    public bool TryOpen(string name, OnnxTensor once, OnnxTensor twice)
    {
        if (ReferenceEquals(once, twice) || once.SameAs(twice))
        {
            return true;
        }
        if (once.Element != twice.Element || once.Shape.Rank != twice.Shape.Rank)
        {
            return false;
        }
        return once.Shape.SurelyEquals(twice.Shape)
            ? once.Element == ElementType.Int64 && TryOpenNumbers(name, once, twice)
            : TryOpenRepeated(name, once, twice) || TryOpenCount(name, once, twice);
    }

    /// <summary>Puts the nodes that work values out before all others.</summary>
    public void Finish()
    {
        List<OnnxNode> added = _model.Nodes[_nodes..];
        _model.Nodes.RemoveRange(_nodes, added.Count);
        _model.Nodes.InsertRange(0, added);
        foreach (var (name, constant) in _model.Initializers)
        {
            _types.TryAdd(name, new TensorType(constant.Element, constant.Shape));
        }
    }

    /// <summary>Integers such as shapes, of which some grow with the batch.</summary>
    private bool TryOpenNumbers(string name, OnnxTensor once, OnnxTensor twice)
    {
        long[] a = once.ToLongs(), b = twice.ToLongs();
        long[] slopes = new long[a.Length], offsets = new long[a.Length];
        for (int i = 0; i < a.Length; i++)
        {
            slopes[i] = (b[i] - a[i]) / _probe;
            offsets[i] = a[i] - slopes[i] * _probe;
            // A square, say, would also have a straight line through two points, but not so near to the origin.
            if (slopes[i] * _probe != b[i] - a[i] || slopes[i] != 0 && Math.Abs(offsets[i]) >= _probe)
            {
                return false;
            }
        }
        if (PlaceHolder(name, a, slopes) is { } holder)
        {
            _model.Initializers[name] = OnnxTensor.Of(a.Select((v, i) => slopes[i] != 0 ? holder : v).ToArray(), a.Length);
            return true;
        }
        Value scaled = Scaled(slopes, offsets);
        Put(name, once.Shape.Rank == 1 ? scaled : scaled.Reshape(once.Shape.Sizes), once);
        return true;
    }

    /// <summary>A constant that is the same for every row.</summary>
    private bool TryOpenRepeated(string name, OnnxTensor once, OnnxTensor twice)
    {
        long[] a = once.Shape.Sizes, b = twice.Shape.Sizes;
        int axis = Enumerable.Range(0, a.Length).FirstOrDefault(i => a[i] != b[i]);
        if (a[axis] % _probe != 0 || b[axis] != 2 * a[axis] || a.Where((d, i) => i != axis && d != b[i]).Any())
        {
            return false;
        }
        if (!once.TrySliceOfEqual(axis, out OnnxTensor? one) || !twice.TrySliceOfEqual(axis, out OnnxTensor? other) || !one.SameAs(other))
        {
            return false;
        }
        long[] slopes = new long[a.Length], offsets = [.. a];
        slopes[axis] = a[axis] / _probe;
        offsets[axis] = 0;
        Value repeated = _graph.Constant(one, "row").Expand(Scaled(slopes, offsets));
        Put(name, repeated, once);
        _types[name] = new TensorType(once.Element, new TensorShape(a.Select((d, i) => i == axis ? new Dim(-1, Batches.SymbolOf(slopes[axis])) : new Dim(d))));
        return true;
    }

    /// <summary>The numbers of the rows, or of a multiple of them: 0, 1, 2 and so on.</summary>
    private bool TryOpenCount(string name, OnnxTensor once, OnnxTensor twice)
    {
        if (once.Element != ElementType.Int64 || once.Shape.Rank != 1 || once.Count % _probe != 0 || twice.Count != 2 * once.Count || !IsCount(once) || !IsCount(twice))
        {
            return false;
        }
        long multiple = once.Count / _probe;
        Value count = Scaled([multiple], [0]).Squeeze(0);
        _types[count.Name] = new TensorType(ElementType.Int64, new TensorShape());
        Put(name, _graph.Node("Range", _graph.LongScalar(0), count, _graph.LongScalar(1)).Out(ElementType.Int64), once);
        _types[name] = new TensorType(ElementType.Int64, new TensorShape([new Dim(-1, Batches.SymbolOf(multiple))]));
        return true;

        static bool IsCount(OnnxTensor tensor)
        {
            long[] numbers = tensor.ToLongs();
            for (int i = 0; i < numbers.Length; i++)
            {
                if (numbers[i] != i)
                {
                    return false;
                }
            }
            return true;
        }
    }

    /// <summary>
    /// What stands for the sizes that grow in a shape that only reshapes take: 0 where they are taken over from the same axis of what is
    /// reshaped, -1 where there is one of them and no other size is left open.
    /// </summary>
    private long? PlaceHolder(string name, long[] shape, long[] slopes)
    {
        OnnxNode[] users = [.. _model.Nodes.Take(_nodes).Where(n => n.AllInputs.Contains(name))];
        if (!Array.TrueForAll(users, n => n.OpType == "Reshape" && n.Inputs[0] != name && n.Int("allowzero", 0) == 0))
        {
            return null;
        }
        int[] growing = [.. Enumerable.Range(0, shape.Length).Where(i => slopes[i] != 0)];
        if (Array.TrueForAll(users, n => _known.TryGet(n.Inputs[0], out TensorType? from) && from.Shape is { } sizes
            && Array.TrueForAll(growing, i => i < sizes.Rank && sizes[i].Symbol == Batches.SymbolOf(slopes[i]))))
        {
            return 0;
        }
        return growing.Length == 1 && !shape.Contains(-1) ? -1 : null;
    }

    /// <summary>A list of numbers, each a multiple of the number of rows and an offset.</summary>
    private Value Scaled(long[] slopes, long[] offsets)
    {
        Value rows = _rows ??= Typed(_graph.Node("Shape", _graph.Existing(_rowsOf, ElementType.Int64)).With("start", 0L).With("end", 1L).Out(ElementType.Int64), 1);
        Value scaled = Typed(rows * _graph.Longs(slopes), slopes.Length);
        return Array.TrueForAll(offsets, o => o == 0) ? scaled : Typed(scaled + _graph.Longs(offsets), slopes.Length);
    }

    private Value Typed(Value value, long count)
    {
        _types[value.Name] = new TensorType(value.Element, new TensorShape(count));
        return value;
    }

    /// <summary>Gives what was last worked out a constant's name and place.</summary>
    private void Put(string name, Value value, OnnxTensor was)
    {
        OnnxNode last = _model.Nodes[^1];
        last.Outputs[last.Outputs.IndexOf(value.Name)] = name;
        _model.Initializers.Remove(name);
        _types.Remove(value.Name);
        _types[name] = new TensorType(was.Element, was.Shape);
    }
}
