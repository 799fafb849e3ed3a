using MLNet.Interpret.Onnx;
using MLNet.Interpret.Onnx.Execution;

namespace MLNet.Interpret.Saliency;

/// <summary>Explains rows of a network's input: how much each of its elements counts for a score. Several threads may use it at once.</summary>
public sealed class SaliencyExplainer : IDisposable
{
    private readonly SaliencyPlan _plan;
    private readonly SaliencyOptions _options;
    private readonly PlannedGraph _graph;
    private readonly GraphRunner _runner;

    /// <summary>Differentiates a network. What is needed to run it is opened when it is first used.</summary>
    /// <param name="network">The network.</param>
    /// <param name="options">What to explain, and how; null for the gradient of the first output with respect to the only input.</param>
    /// <param name="execution">Where to run; null for the CPU.</param>
    /// <exception cref="ArgumentException">The network has no such input, output or class, or a setting is out of range.</exception>
    /// <exception cref="NotSupportedException">An operator on the way has no rule; the message names the node.</exception>
    /// <exception cref="InvalidDataException">ONNX Runtime does not accept the network.</exception>
    public SaliencyExplainer(Network network, SaliencyOptions? options = null, ExecutionOptions? execution = null)
        : this(new SaliencyPlan(network, options ?? new SaliencyOptions(), execution), options ?? new SaliencyOptions(), execution)
    {
    }

    internal SaliencyExplainer(SaliencyPlan plan, SaliencyOptions options, ExecutionOptions? execution)
    {
        _plan = plan;
        _options = options;
        PlanNames names = new() { TargetInput = "target" };
        _graph = plan.Build(names, pointsAtOnce: plan.Spread.Rows);
        _runner = new GraphRunner(
            many: () => _graph.Model,
            few: () => plan.Build(names, singleRow: plan.RunsSingleRows).Model,
            plan.Spread, execution ?? new ExecutionOptions(), plan.IsFixed ? plan.Spread.Rows : null);
    }

    /// <summary>The input that is explained.</summary>
    public ValueInfo Explained => _plan.Explained;

    /// <summary>The shape of one row of the input that is explained.</summary>
    public IReadOnlyList<long> RowShape => _plan.RowShape;

    /// <summary>The network's other inputs, which every call must be given.</summary>
    public IReadOnlyList<ValueInfo> OtherInputs => _plan.Others;

    /// <summary>The scores.</summary>
    public ValueInfo Scores => _plan.Of;

    /// <summary>The number of classes that can be explained.</summary>
    public long Classes => _plan.Classes;

    /// <summary>The number of points that the network is evaluated at together.</summary>
    public int BatchSize => _plan.BatchSize;

    /// <summary>Whether results have a completeness gap.</summary>
    public bool HasCompletenessGap => _graph.GapOutput is not null;

    /// <summary>Whether each row must come with a baseline of its own.</summary>
    public bool TakesBaselines => _graph.BaselineInput is not null;

    /// <summary>Explains rows.</summary>
    /// <param name="x">The rows, of the network's shape, or each as one vector.</param>
    /// <param name="targets">The class to explain in each row, a negative one for that of the highest score; none for the options' in all rows.</param>
    /// <param name="baselines">What each row is compared with, where <see cref="TakesBaselines"/>.</param>
    /// <param name="others">The network's other inputs, by name, with as many rows.</param>
    /// <param name="progress">Takes the number of rows that are done.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <exception cref="ArgumentException">An input is missing, of a wrong type or shape, or holds NaN or an infinity, or there is no such class.</exception>
    public SaliencyResult Explain(
        TensorBuffer x, ReadOnlyMemory<long> targets = default, TensorBuffer? baselines = null,
        IReadOnlyDictionary<string, TensorBuffer>? others = null, IProgress<long>? progress = null, CancellationToken cancellation = default)
    {
        int rows = (int)x.Rows;
        TensorBuffer attribution = TensorBuffer.Allocate(Explained.Type!.Element, [rows, .. RowShape]);
        TensorBuffer scores = TensorBuffer.Allocate(Scores.Type!.Element, [rows, .. Scores.Type.Shape!.Skip(1).Select(d => d.Value)]);
        long[] target = new long[rows];
        float[]? gap = HasCompletenessGap ? new float[rows] : null;
        Run(new SaliencyRows(x)
        {
            Attribution = attribution,
            Targets = targets.IsEmpty ? null : TensorBuffer.Of(targets.ToArray(), targets.Length),
            Baselines = baselines,
            Others = others ?? new Dictionary<string, TensorBuffer>(),
            Target = TensorBuffer.Of(target, rows),
            Scores = scores,
            Gap = gap is null ? null : TensorBuffer.Of(gap, rows),
        }, progress, cancellation);
        return new SaliencyResult(attribution, target, scores, gap);
    }

    /// <summary>The explanation as one graph in standard operators, which ONNX Runtime runs with nothing of this library.</summary>
    /// <param name="targetInput">Whether the class of each row is an input <c>target</c>, Int64[batch], rather than that of the options.</param>
    /// <remarks>
    /// It takes the network's inputs (and <c>baseline</c>, where each row comes with one) and gives <c>attribution</c>,
    /// <c>explained_target</c>, <c>scores</c> and, where it has a meaning, <c>completeness_gap</c>.
    /// Methods that evaluate the network at many points do so in a Loop, <see cref="BatchSize"/> points at once.
    /// </remarks>
    public OnnxModel ToOnnx(bool targetInput = false) => _plan.Build(new PlanNames { TargetInput = targetInput ? "target" : null }).Model;

    /// <summary>Writes <see cref="ToOnnx"/> to a file, which is replaced as a whole or not at all.</summary>
    /// <param name="path">The file.</param>
    /// <param name="targetInput">Whether the class of each row is an input.</param>
    public void ExportOnnx(string path, bool targetInput = false) => OnnxFile.Save(ToOnnx(targetInput), path);

    /// <summary>Frees the sessions. No call may be under way.</summary>
    public void Dispose() => _runner.Dispose();

    /// <summary>Explains rows into memory of the caller's.</summary>
    internal void Run(SaliencyRows rows, IProgress<long>? progress = null, CancellationToken cancellation = default)
    {
        int count = (int)rows.X.Rows;
        Dictionary<string, TensorBuffer> inputs = new(rows.Others)
        {
            [Explained.Name] = Shaped(rows.X, Explained.Name),
            [_graph.TargetInput!] = Targets(rows.Targets, count),
        };
        if (_graph.BaselineInput is { } baseline)
        {
            inputs[baseline] = Shaped(rows.Baselines ?? throw new ArgumentException("Each row needs a baseline of its own, but none are given."), "baseline");
        }
        Dictionary<string, TensorBuffer> outputs = [];
        foreach (var (name, buffer) in new[] { (_graph.AttributionOutput, rows.Attribution), (_graph.TargetOutput, rows.Target), (_graph.ScoresOutput, rows.Scores), (_graph.GapOutput, rows.Gap) })
        {
            if (buffer is not null)
            {
                outputs[name!] = buffer;
            }
        }
        _runner.RunInto(inputs, outputs, progress: progress, cancellation: cancellation);
    }

    private TensorBuffer Targets(TensorBuffer? given, int count)
    {
        if (given is null)
        {
            long[] all = new long[count];
            Array.Fill(all, _options.Target ?? -1);
            return TensorBuffer.Of(all, count);
        }
        if (given.Rows != count)
        {
            throw new ArgumentException($"There are {count} rows, but {given.Rows} targets.");
        }
        long row = 0;
        foreach (long target in given.Span<long>())
        {
            _plan.CheckTarget(target, $" (row {row++})");
        }
        return given;
    }

    /// <summary>Rows in the network's shape, where they are given as vectors.</summary>
    private TensorBuffer Shaped(TensorBuffer rows, string name)
    {
        long size = 1;
        foreach (long d in RowShape)
        {
            size *= d;
        }
        if (rows.Shape.Count == 0 || rows.Rows > 0 && rows.RowSize != size)
        {
            throw new ArgumentException($"'{name}' is {rows}, but rows of the network's input '{Explained.Name}' are [{string.Join(", ", RowShape)}], of {size} elements.");
        }
        return rows.Reshaped([rows.Rows, .. RowShape]);
    }
}

/// <summary>Rows to explain, and memory for what is wanted of what is found.</summary>
/// <param name="X">The rows.</param>
internal sealed record SaliencyRows(TensorBuffer X)
{
    /// <summary>Takes the attributions, in the network's shape.</summary>
    public TensorBuffer? Attribution { get; init; }

    /// <summary>The class of each row, Int64; null for the options' in all rows.</summary>
    public TensorBuffer? Targets { get; init; }

    /// <summary>What each row is compared with, where the options say so.</summary>
    public TensorBuffer? Baselines { get; init; }

    /// <summary>The network's other inputs.</summary>
    public IReadOnlyDictionary<string, TensorBuffer> Others { get; init; } = new Dictionary<string, TensorBuffer>();

    /// <summary>Takes the class of each row that is explained, Int64.</summary>
    public TensorBuffer? Target { get; init; }

    /// <summary>Takes the network's scores.</summary>
    public TensorBuffer? Scores { get; init; }

    /// <summary>Takes the completeness gaps, Float.</summary>
    public TensorBuffer? Gap { get; init; }
}
