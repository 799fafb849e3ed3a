namespace MLNet.Interpret.Onnx.Backward.Rules.Windows;

/// <summary>Finds for each window of a <c>MaxPool</c> whether its maximum comes after a tap, row by row, tap by tap.</summary>
/// <remarks>
/// ONNX Runtime's MaxPool gives the place of the first maximum itself, at ten to twenty times the cost of the pooling alone. The boxes of taps up
/// to each tap, pooled and compared with the whole window's maximum, are a third of that or less. All of it is exact on every device.
/// </remarks>
internal sealed class FirstMaxima
{
    // Added to the other it makes one, to the bit, and it is large enough for every implementation of BatchNormalization.
    private const float Epsilon = 1f / 1024;

    private readonly BackwardNode _node;
    private readonly WindowGeometry _w;

    private FirstMaxima(BackwardNode n, WindowGeometry w)
    {
        _node = n;
        _w = w;
        Sizes = w.Small;
        Passed = n.X().Element == ElementType.Float && n.ShapeX()[1].IsKnown && Array.TrueForAll(w.Dilations, d => d == 1) ? ByBoxes() : BySlices();
    }

    /// <summary>For each tap but the last, ones where it and all before it are smaller than the maximum, zeros elsewhere.</summary>
    public Value[] Passed { get; }

    /// <summary>The sizes of their images: the numbers of windows or more.</summary>
    public long[] Sizes { get; private set; }

    public static FirstMaxima Of(BackwardNode n, WindowGeometry w) => new(n, w);

    /// <summary>A tap's position in a window, axis by axis.</summary>
    public static long[] Position(WindowGeometry w, long tap)
    {
        long[] at = new long[w.Rank];
        for (int axis = w.Rank - 1; axis >= 0; axis--)
        {
            (tap, at[axis]) = Math.DivRem(tap, w.Kernel[axis]);
        }
        return at;
    }

    /// <summary>In operators that can stay in ONNX Runtime's blocked layout.</summary>
    private Value[] ByBoxes()
    {
        Value x = Padded(new long[_w.Rank]);
        // As many windows as boxes of one tap: those that begin within the last stride are more than there are of the node's.
        Sizes = _w.Each(i => (_w.Large[i] + _w.Begin[i] - 1) / _w.Strides[i] + 1);
        Value y = Sizes.AsSpan().SequenceEqual(_w.Small) ? _node.Y() : Pool(x, _w.Kernel);
        Value minusY = Negative(y);
        Dictionary<string, Value> flags = [];
        Value[] passed = new Value[_w.Taps - 1];
        for (int tap = 0; tap < passed.Length; tap++)
        {
            Value? all = null;
            foreach (long[] box in BoxesUpTo(Position(_w, tap)))
            {
                string key = string.Join(',', box);
                if (!flags.TryGetValue(key, out Value flag))
                {
                    flags[key] = flag = (Pool(x, box) + minusY).Below(0);
                }
                all = all is { } a ? a * flag : flag;
            }
            passed[tap] = all!.Value;
        }
        return passed;
    }

    /// <summary>Boxes from the first tap on that together hold a tap and all before it: its rows, and all rows before them, and so on.</summary>
    private List<long[]> BoxesUpTo(long[] at)
    {
        List<long[]> boxes = [];
        for (int axis = _w.Rank - 1; axis >= 0; axis--)
        {
            int a = axis;
            long[] box = _w.Each(i => i < a ? at[i] + 1 : i > a ? _w.Kernel[i] : a == _w.Rank - 1 ? at[i] + 1 : at[i]);
            if (box[axis] > 0 && !boxes.Exists(other => Enumerable.Range(0, _w.Rank).All(i => box[i] <= other[i])))
            {
                boxes.Add(box);
            }
        }
        return boxes;
    }

    private Value Pool(Value x, long[] box)
    {
        long[] end = _w.Each(i => Math.Max(0, (Sizes[i] - 1) * _w.Strides[i] + box[i] - _w.Large[i] - _w.Begin[i]));
        return _node.Graph.Node("MaxPool", x)
            .With("kernel_shape", box).With("strides", _w.Strides).With("pads", [.. new long[_w.Rank], .. end]).Out();
    }

    /// <summary>The value with its sign turned round: as a normalisation, which the blocked layout knows, where it knows no negation.</summary>
    private Value Negative(Value value)
    {
        GraphBuilder g = _node.Graph;
        return g.Node("BatchNormalization", value, PerChannel(-1), PerChannel(0), PerChannel(0), PerChannel(1 - Epsilon)).With("epsilon", Epsilon).Out();

        Value PerChannel(double number)
        {
            double[] numbers = new double[_node.ShapeX()[1].Value];
            Array.Fill(numbers, number);
            return g.Constant(OnnxTensor.Of(value.Element, numbers, numbers.Length), "channels");
        }
    }

    private Value[] BySlices()
    {
        Value x = Padded(_w.Each(i => Math.Max(0, _w.End(i))));
        Value[] passed = new Value[_w.Taps - 1];
        Value all = default;
        for (int tap = 0; tap < passed.Length; tap++)
        {
            Value smaller = At(x, tap) < _node.Y();
            all = tap == 0 ? smaller : all.And(smaller);
            passed[tap] = all.Cast(_node.Y().Element);
        }
        return passed;
    }

    private Value Padded(long[] end)
    {
        if (!_w.Begin.AsSpan().ContainsAnyExcept(0) && !end.AsSpan().ContainsAnyExcept(0))
        {
            return _node.X();
        }
        GraphBuilder g = _node.Graph;
        return g.Add("Pad", _node.X(), g.Longs([0, 0, .. _w.Begin, 0, 0, .. end]), g.Scalar(_node.X().Element, double.NegativeInfinity));
    }

    /// <summary>The elements that one tap of all windows meets.</summary>
    private Value At(Value padded, int tap)
    {
        long[] at = Position(_w, tap);
        GraphBuilder g = _node.Graph;
        long[] starts = _w.Each(i => at[i] * _w.Dilations[i]);
        long[] ends = _w.Each(i => starts[i] + (_w.Small[i] - 1) * _w.Strides[i] + 1);
        return padded.Slice(g.Longs(starts), g.Longs(ends), g.Longs(_w.Axes), g.Longs(_w.Strides));
    }
}
