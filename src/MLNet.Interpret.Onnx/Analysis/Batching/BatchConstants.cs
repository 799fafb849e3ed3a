namespace MLNet.Interpret.Onnx.Analysis.Batching;

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
            : TryOpenRows(name, once, twice);
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
        Value numbers = Scaled(slopes, offsets);
        Put(name, once.Shape.Rank == 1 ? numbers : numbers.Reshape(once.Shape.Sizes), once.Shape);
        return true;
    }

    /// <summary>
    /// A constant that grows along one axis, by a part for each row: all parts are the same, or, as the numbers of rows or where rows start in a
    /// list of all of them, each is the one before and a step.
    /// </summary>
    private bool TryOpenRows(string name, OnnxTensor once, OnnxTensor twice)
    {
        long[] a = once.Shape.Sizes, b = twice.Shape.Sizes;
        int axis = Enumerable.Range(0, a.Length).First(i => a[i] != b[i]);
        if (a[axis] % _probe != 0 || b[axis] != 2 * a[axis] || a.Where((d, i) => i != axis && d != b[i]).Any())
        {
            return false;
        }
        long part = a[axis] / _probe;
        // Rows have an axis of their own; with what a row gives beside it, both are joined at the end.
        long[] apart = part == 1 ? a : [.. a[..(axis + 1)], part, .. a[(axis + 1)..]], one = [.. apart];
        one[axis] = 1;
        TensorShape shape = new(apart.Select((d, i) => i == axis ? new Dim(-1, Batches.Symbol) : new Dim(d)));
        Value all;
        if (once.TryPart(axis, _probe, out OnnxTensor? same) && twice.TryPart(axis, 2 * _probe, out OnnxTensor? again) && same.SameAs(again))
        {
            long[] slopes = new long[apart.Length], offsets = [.. apart];
            (slopes[axis], offsets[axis]) = (1, 0);
            all = _graph.Constant(same.Reshaped(one), "row").Expand(Scaled(slopes, offsets));
        }
        else if (once.Element == ElementType.Int64 && once.Progression(axis, _probe) is { } steps && twice.Progression(axis, 2 * _probe) is { } others
            && steps.First.SameAs(others.First) && steps.Step.SameAs(others.Step))
        {
            all = Numbers(apart.Length - axis) * _graph.Constant(steps.Step.Reshaped(one), "step");
            _types[all.Name] = new TensorType(all.Element, shape);
            all += _graph.Constant(steps.First.Reshaped(one), "first");
        }
        else
        {
            return false;
        }
        if (part > 1)
        {
            _types[all.Name] = new TensorType(once.Element, shape);
            long[] joined = [.. a];
            joined[axis] = -1;
            all = all.Reshape(joined);
        }
        Put(name, all, new TensorShape(a.Select((d, i) => i == axis ? new Dim(-1, Batches.SymbolOf(part)) : new Dim(d))));
        return true;
    }

    /// <summary>The numbers of the rows: 0, 1, 2 and so on, along the first of a number of axes.</summary>
    private Value Numbers(int rank)
    {
        Value count = Scaled([1], [0]).Squeeze(0);
        _types[count.Name] = new TensorType(ElementType.Int64, new TensorShape());
        Value numbers = _graph.Node("Range", _graph.LongScalar(0), count, _graph.LongScalar(1)).Out(ElementType.Int64);
        _types[numbers.Name] = new TensorType(ElementType.Int64, new TensorShape([new Dim(-1, Batches.Symbol)]));
        if (rank > 1)
        {
            long[] sizes = new long[rank];
            Array.Fill(sizes, 1);
            sizes[0] = -1;
            numbers = numbers.Reshape(sizes);
            _types[numbers.Name] = new TensorType(ElementType.Int64, new TensorShape(sizes.Select(s => s < 0 ? new Dim(-1, Batches.Symbol) : new Dim(s))));
        }
        return numbers;
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
    private void Put(string name, Value value, TensorShape shape)
    {
        _graph.Rename(value, name);
        _model.Initializers.Remove(name);
        _types.Remove(value.Name);
        _types[name] = new TensorType(value.Element, shape);
    }
}
