using MLNet.Interpret.Onnx;
using MLNet.Interpret.Onnx.Backward;
using MLNet.Interpret.Onnx.Execution;

namespace MLNet.Interpret.Saliency;

/// <summary>An explanation as one graph, ready to be run or saved: rows in, attributions, scores and targets out.</summary>
internal sealed class SaliencyPlan
{
    /// <summary>Larger batches only make the first row wait.</summary>
    private const int LargestBatch = 128;

    /// <summary>The number of rows in a batch where the network fixes none, but cannot leave it open.</summary>
    private const int UsualBatch = 8;

    private readonly GradientGraph _gradient;
    private readonly SaliencyOptions _options;

    /// <summary>Differentiates the network.</summary>
    /// <param name="network">The network.</param>
    /// <param name="options">What to explain.</param>
    /// <param name="execution">Where it will run; null for the CPU.</param>
    /// <param name="cancellation">Stops the work.</param>
    public SaliencyPlan(Network network, SaliencyOptions options, ExecutionOptions? execution, CancellationToken cancellation = default)
    {
        execution ??= new ExecutionOptions();
        _options = options;
        options.Method.Check();
        if (options.BatchSize is < 1)
        {
            throw new ArgumentException($"A batch has at least one row, not {options.BatchSize}.", nameof(options));
        }
        if (options.MemoryBound < 1)
        {
            throw new ArgumentException($"The bound on memory is a number of bytes above zero, not {options.MemoryBound}.", nameof(options));
        }
        _gradient = GradientGraph.Build(network, new GradientOptions
        {
            Of = options.OutputName,
            BeforeSoftmax = options.BeforeSoftmax,
            WithRespectTo = network.FindInput(options.InputName).Name,
            Rules = options.Method.Rules,
            Grouped = options.Method.PointsPerRow > 1,
            InDouble = options.InDouble ?? (options.Method.PointsPerRow > 1 && execution.GpuDeviceId is null),
            BatchIfFixed = Math.Max(1, (options.BatchSize ?? UsualBatch) / execution.Runs),
        }, cancellation);
        Others = [.. network.Inputs.Where(i => i.Name != Explained.Name)];
        CheckShape(network.Name);
        CheckTarget(options.Target);
        CheckBaseline(network.Name);
        if (_gradient.Batch is { } batch)
        {
            Spread = new RowSpread((int)batch, execution.Runs);
            BatchSize = Spread.Total;
        }
        else
        {
            BatchSize = options.BatchSize ?? Onnx.Execution.BatchSize.Fitting(_gradient.Memory.PeakPerRow, options.MemoryBound, LargestBatch);
            Spread = RowSpread.Of(_gradient.Memory, BatchSize, execution);
        }
    }

    /// <summary>The input that is explained; all sizes but the batch are known.</summary>
    public ValueInfo Explained => _gradient.Explained;

    /// <summary>The shape of one row.</summary>
    public long[] RowShape => new TensorShape(Explained.Type!.Shape!.Skip(1)).Sizes;

    /// <summary>The scores.</summary>
    public ValueInfo Of => _gradient.Of;

    /// <summary>The number of classes.</summary>
    public long Classes => _gradient.Classes!.Value;

    /// <summary>The network's other inputs.</summary>
    public IReadOnlyList<ValueInfo> Others { get; }

    /// <summary>The number of points that the network is evaluated at together, over all runs.</summary>
    public int BatchSize { get; }

    /// <summary>How rows are spread over runs.</summary>
    public RowSpread Spread { get; }

    /// <summary>Whether a graph takes just one number of rows.</summary>
    public bool IsFixed => _gradient.Batch is not null;

    /// <summary>Whether one row at a time can be run faster by a graph of its own.</summary>
    public bool RunsSingleRows => IsFixed && Spread.Rows > 1 && _options.Method.PointsPerRow > 1;

    /// <summary>Builds the graph.</summary>
    /// <param name="names">What goes in and comes out, and what it is called.</param>
    /// <param name="singleRow">Whether the graph is for one row at a time, where the network fixes its batch.</param>
    /// <param name="pointsAtOnce">The number of points that it evaluates the network at together, where the network leaves that open; null for <see cref="BatchSize"/>.</param>
    public PlannedGraph Build(PlanNames names, bool singleRow = false, int? pointsAtOnce = null)
    {
        OnnxModel model = new(_gradient.Model.Opset) { GraphName = _options.Method.Name };
        GraphBuilder g = new(model, _options.Method.Name);
        Dim batch = !IsFixed ? Explained.Type!.Shape![0] : singleRow ? 1 : _gradient.Batch!.Value;
        TensorShape shape = Rows(Explained.Type!.Shape!), rows = new([batch]);
        ElementType element = Explained.Type.Element;

        Value x = g.Input(names.Explained ?? Explained.Name, element, shape);
        Dictionary<string, Value> others = [];
        foreach (ValueInfo other in Others)
        {
            others[other.Name] = g.Input(names.Others.GetValueOrDefault(other.Name, other.Name), other.Type!.Element, Rows(other.Type.Shape!));
        }
        Value target = names.TargetInput is { } targets
            ? g.Input(g.FreeName(targets), ElementType.Int64, rows)
            : g.Node("ConstantOfShape", x.ShapeOf().Slice([0], [1], [0])).With("value", OnnxTensor.Of([_options.Target ?? -1L], 1)).Out(ElementType.Int64);
        bool baselines = _options.Baseline.IsPerRow && _options.Method.UsesBaseline;
        Value baseline = baselines ? g.Input(g.FreeName(names.Baseline), element, shape) : g.Constant(SharedBaseline(element), "baseline");
        // Taken before the network's values are, so that these are called the same whatever is in the network.
        string attribution = g.Reserve(names.Attribution), explained = g.Reserve(names.Target), scores = g.Reserve(names.Scores);
        string? gap = _options.Method.IsComplete ? g.Reserve(names.Gap) : null;

        Explanation explanation = _options.Method.Emit(new SaliencyGraph(g, _gradient, x, baseline, target, others, pointsAtOnce ?? BatchSize));
        g.Output(explanation.Attribution, attribution, shape);
        g.Output(explanation.Target, explained, rows);
        if (gap is not null)
        {
            g.Output(explanation.Gap!.Value, gap, rows);
        }
        g.Output(explanation.Scores, scores, Rows(Of.Type!.Shape!));
        return new PlannedGraph(model)
        {
            TargetInput = names.TargetInput is null ? null : target.Name,
            BaselineInput = baselines ? baseline.Name : null,
            AttributionOutput = attribution,
            TargetOutput = explained,
            ScoresOutput = scores,
            GapOutput = gap,
        };

        TensorShape Rows(TensorShape of) => new([batch, .. of.Skip(1)]);
    }

    /// <summary>Checks a class.</summary>
    /// <param name="target">The class; null or negative for that of the highest score.</param>
    /// <param name="where">Says where it was given.</param>
    public void CheckTarget(long? target, string where = "")
    {
        if (target >= Classes)
        {
            throw new ArgumentException($"There is no class {target}{where}: '{Of.Name}' has {Classes} scores a row, counted from 0.");
        }
    }

    private void CheckShape(string network)
    {
        foreach (ValueInfo value in new[] { Explained, Of })
        {
            if (!value.Type!.Shape!.Skip(1).All(d => d.IsKnown))
            {
                throw new NotSupportedException(
                    $"'{value.Name}' of '{network}' is {value.Type}, whose rows have no known size; fix the sizes of the network's inputs, the batch aside, with Network.WithInputShape.");
            }
        }
    }

    private void CheckBaseline(string network)
    {
        if (!_options.Method.UsesBaseline && (_options.Baseline.IsPerRow || _options.Baseline.Row is not null || _options.Baseline.Number != 0))
        {
            throw new ArgumentException($"A baseline is given, but {_options.Method.Name} compares rows with none.");
        }
        long size = Explained.Type!.Shape!.Product(1, Explained.Type.Shape.Rank);
        if (_options.Baseline.Row is { } row && row.Count != size)
        {
            throw new ArgumentException($"The baseline has {row.Count} elements, but rows of the input '{Explained.Name}' of '{network}' have {size}.");
        }
        if (!float.IsFinite(_options.Baseline.Number) || _options.Baseline.Row?.Any(v => !float.IsFinite(v)) == true)
        {
            throw new ArgumentException("The baseline has NaN or an infinity in it; every number must be finite.");
        }
    }

    private OnnxTensor SharedBaseline(ElementType element)
    {
        Baseline baseline = _options.Baseline;
        long[] shape = baseline.Row is null ? [.. Explained.Type!.Shape!.Select(_ => 1L)] : [1, .. RowShape];
        return OnnxTensor.Of(element, baseline.Row is null ? [baseline.Number] : [.. baseline.Row.Select(v => (double)v)], shape);
    }
}
