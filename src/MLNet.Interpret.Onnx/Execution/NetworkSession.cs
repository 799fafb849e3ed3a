using Microsoft.ML.OnnxRuntime;
using MLNet.Interpret.Onnx.Analysis;
using MLNet.Interpret.Onnx.Analysis.Batching;

namespace MLNet.Interpret.Onnx.Execution;

/// <summary>A graph that is ready to run. Several threads may run it at once.</summary>
public sealed class NetworkSession : IDisposable
{
    private readonly InferenceSession _session;

    /// <summary>Opens a session on a graph.</summary>
    /// <param name="model">The graph; it may change afterwards.</param>
    /// <param name="options">Where to run; null for the CPU.</param>
    /// <exception cref="InvalidDataException">ONNX Runtime does not accept the graph.</exception>
    /// <exception cref="InvalidOperationException">CUDA is asked for and cannot be used, without leave to fall back.</exception>
    public NetworkSession(OnnxModel model, ExecutionOptions? options = null)
    {
        _session = SessionFactory.Open(model, options ?? new(), out bool onGpu);
        OnGpu = onGpu;
        Inputs = [.. model.Inputs];
        Outputs = [.. model.Outputs.Select(o => o.Type?.Shape is null ? new ValueInfo(o.Name, TypeOf(_session.OutputMetadata[o.Name])) : o)];
    }

    /// <summary>What a run must be given.</summary>
    public IReadOnlyList<ValueInfo> Inputs { get; }

    /// <summary>What a run gives.</summary>
    public IReadOnlyList<ValueInfo> Outputs { get; }

    /// <summary>The number of rows of a batch where the graph fixes it; null where any number can be run at once.</summary>
    public long? FixedBatch => Batches.Fixed(Inputs);

    /// <summary>Whether it runs on CUDA.</summary>
    public bool OnGpu { get; }

    /// <summary>Runs the graph and gives results in new tensors.</summary>
    /// <param name="inputs">The inputs by name.</param>
    /// <param name="outputs">The outputs that are wanted; null for all.</param>
    /// <param name="cancellation">Stops the run.</param>
    /// <exception cref="ArgumentException">An input is missing, unknown, or of a wrong type or shape; the message says which and what would be right.</exception>
    public IReadOnlyDictionary<string, TensorBuffer> Run(
        IReadOnlyDictionary<string, TensorBuffer> inputs, IReadOnlyCollection<string>? outputs = null, CancellationToken cancellation = default)
    {
        string[] wanted = [.. outputs ?? [.. Outputs.Select(o => o.Name)]];
        foreach (string name in wanted)
        {
            FindOutput(name);
        }
        CheckInputs(inputs);
        using DisposableList<OrtValue> values = [];
        values.AddRange(inputs.Values.Select(v => v.ToOrtValue()));
        using IDisposableReadOnlyCollection<OrtValue> found = Guarded(run => _session.Run(run, [.. inputs.Keys], values, wanted), cancellation);
        Dictionary<string, TensorBuffer> results = [];
        for (int i = 0; i < wanted.Length; i++)
        {
            OrtTensorTypeAndShapeInfo info = found[i].GetTensorTypeAndShape();
            TensorBuffer buffer = TensorBuffer.Allocate((ElementType)(int)info.ElementDataType, info.Shape);
            buffer.CopyFrom(found[i]);
            results[wanted[i]] = buffer;
        }
        return results;
    }

    /// <summary>Runs the graph and writes results into tensors that the caller has, without copies.</summary>
    /// <param name="inputs">The inputs by name.</param>
    /// <param name="into">The outputs that are wanted by name, each a tensor of the right type and shape.</param>
    /// <param name="cancellation">Stops the run.</param>
    /// <exception cref="ArgumentException">An input or output is missing, unknown, or of a wrong type or shape; the message says which and what would be right.</exception>
    public void RunInto(IReadOnlyDictionary<string, TensorBuffer> inputs, IReadOnlyDictionary<string, TensorBuffer> into, CancellationToken cancellation = default)
    {
        using BoundRuns run = Bind(new Dictionary<string, TensorBuffer>());
        RunInto(run, inputs, into, cancellation);
    }

    /// <summary>Prepares runs that share inputs.</summary>
    internal BoundRuns Bind(IReadOnlyDictionary<string, TensorBuffer> shared)
    {
        foreach (var (name, given) in shared)
        {
            Check("input", FindInput(name), given, null);
        }
        return Guarded(_ => new BoundRuns(_session, shared), default);
    }

    /// <summary>One of several runs: <see cref="RunInto(IReadOnlyDictionary{string, TensorBuffer}, IReadOnlyDictionary{string, TensorBuffer}, CancellationToken)"/>.</summary>
    internal void RunInto(BoundRuns run, IReadOnlyDictionary<string, TensorBuffer> inputs, IReadOnlyDictionary<string, TensorBuffer> into, CancellationToken cancellation)
    {
        CheckInputs(inputs);
        foreach (var (name, target) in into)
        {
            // Sizes by name are not held against outputs: exporters name those by guess.
            Check("output", FindOutput(name), target, null);
        }
        Guarded(options =>
        {
            run.Run(inputs, into, options);
            return true;
        }, cancellation);
    }

    /// <summary>Frees the session. No run may be under way.</summary>
    public void Dispose() => _session.Dispose();

    private static T Guarded<T>(Func<RunOptions, T> run, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        using RunOptions options = new();
        using CancellationTokenRegistration stop = cancellation.Register(() => options.Terminate = true);
        try
        {
            return run(options);
        }
        catch (OnnxRuntimeException e)
        {
            cancellation.ThrowIfCancellationRequested();
            throw new InvalidOperationException($"ONNX Runtime failed while running the network: {OrtFailure.OneLine(e)}", e);
        }
    }

    private void CheckInputs(IReadOnlyDictionary<string, TensorBuffer> inputs)
    {
        Dictionary<string, (long Size, string Value)> sizes = [];
        foreach (ValueInfo expected in Inputs)
        {
            if (!inputs.TryGetValue(expected.Name, out TensorBuffer? given))
            {
                throw new ArgumentException($"The network's input {expected.Name} {expected.Type} is not given; what is given is: {string.Join(", ", inputs.Keys)}.", nameof(inputs));
            }
            Check("input", expected, given, sizes);
        }
        if (inputs.Count > Inputs.Count)
        {
            foreach (string name in inputs.Keys)
            {
                FindInput(name);
            }
        }
    }

    private ValueInfo FindInput(string name) => Inputs.FirstOrDefault(i => i.Name == name)
        ?? throw new ArgumentException($"The network has no input '{name}'; its inputs are: {List(Inputs)}.");

    internal ValueInfo FindOutput(string name) => Outputs.FirstOrDefault(o => o.Name == name)
        ?? throw new ArgumentException($"The network has no output '{name}'; its outputs are: {List(Outputs)}.");

    /// <summary>Checks a tensor against the type of an input or output, and against sizes of the same name in inputs before it.</summary>
    private static void Check(string role, ValueInfo expected, TensorBuffer given, Dictionary<string, (long Size, string Value)>? sizes)
    {
        TensorType type = expected.Type!;
        if (type.Element != given.Element || type.Shape is { } rank && rank.Rank != given.Shape.Count)
        {
            throw Wrong("");
        }
        for (int i = 0; i < type.Shape?.Rank; i++)
        {
            Dim dim = type.Shape[i];
            if (dim.IsKnown && dim.Value != given.Shape[i])
            {
                throw Wrong("");
            }
            if (sizes is not null && dim.Symbol is { Length: > 0 } symbol && !sizes.TryAdd(symbol, (given.Shape[i], expected.Name)) && sizes[symbol].Size != given.Shape[i])
            {
                throw Wrong($", where {symbol} is {sizes[symbol].Size} as in '{sizes[symbol].Value}'");
            }
        }

        ArgumentException Wrong(string where) =>
            new($"The network's {role} '{expected.Name}' is {type}{where}; what is given is {given}.");
    }

    /// <summary>ONNX Runtime lists an output of unknown rank as if it were a scalar.</summary>
    private static TensorType TypeOf(NodeMetadata output) => new(
        (ElementType)(int)output.ElementDataType,
        output.Dimensions.Length == 0 ? null : new TensorShape([.. output.Dimensions.Zip(output.SymbolicDimensions, (d, s) => d >= 0 ? new Dim(d) : new Dim(-1, s))]));

    private static string List(IEnumerable<ValueInfo> values) => string.Join(", ", values.Select(v => $"{v.Name} {v.Type}"));
}
