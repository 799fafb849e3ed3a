using Microsoft.ML.OnnxRuntime;
using MLNet.Interpret.Onnx.Analysis;

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
        _session = SessionFactory.Open(model.ToBytes(), options ?? new(), out bool onGpu);
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
        CheckOutputs(wanted);
        Dictionary<string, TensorBuffer> results = [];
        WithValues(inputs, (names, values) =>
        {
            using IDisposableReadOnlyCollection<OrtValue> found = Guarded(run => _session.Run(run, names, values, wanted), cancellation);
            for (int i = 0; i < wanted.Length; i++)
            {
                OrtTensorTypeAndShapeInfo info = found[i].GetTensorTypeAndShape();
                TensorBuffer buffer = TensorBuffer.Allocate((ElementType)(int)info.ElementDataType, info.Shape);
                buffer.CopyFrom(found[i]);
                results[wanted[i]] = buffer;
            }
        });
        return results;
    }

    /// <summary>Runs the graph and writes results into tensors that the caller has, without copies.</summary>
    /// <param name="inputs">The inputs by name.</param>
    /// <param name="into">The outputs that are wanted by name, each a tensor of the right type and shape.</param>
    /// <param name="cancellation">Stops the run.</param>
    /// <exception cref="ArgumentException">An input or output is missing, unknown, or of a wrong type or shape; the message says which and what would be right.</exception>
    public void RunInto(IReadOnlyDictionary<string, TensorBuffer> inputs, IReadOnlyDictionary<string, TensorBuffer> into, CancellationToken cancellation = default)
    {
        string[] wanted = [.. into.Keys];
        CheckOutputs(wanted);
        WithValues(inputs, (names, values) =>
        {
            using DisposableList<OrtValue> targets = Pin(into.Values);
            Guarded(run =>
            {
                _session.Run(run, names, values, wanted, targets);
                return true;
            }, cancellation);
        });
    }

    /// <summary>Frees the session. No run may be under way.</summary>
    public void Dispose() => _session.Dispose();

    private void WithValues(IReadOnlyDictionary<string, TensorBuffer> inputs, Action<string[], OrtValue[]> run)
    {
        CheckInputs(inputs);
        using DisposableList<OrtValue> values = Pin(inputs.Values);
        run([.. inputs.Keys], [.. values]);
    }

    private static DisposableList<OrtValue> Pin(IEnumerable<TensorBuffer> buffers)
    {
        DisposableList<OrtValue> values = new();
        foreach (TensorBuffer buffer in buffers)
        {
            values.Add(buffer.ToOrtValue());
        }
        return values;
    }

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
            throw new InvalidOperationException($"ONNX Runtime failed while running the network: {OrtFailure.FirstLine(e)}", e);
        }
    }

    private void CheckInputs(IReadOnlyDictionary<string, TensorBuffer> inputs)
    {
        foreach (ValueInfo expected in Inputs)
        {
            if (!inputs.TryGetValue(expected.Name, out TensorBuffer? given))
            {
                throw new ArgumentException($"The network's input {expected.Name} {expected.Type} is not given; what is given is: {string.Join(", ", inputs.Keys)}.", nameof(inputs));
            }
            if (!Fits(expected.Type!, given))
            {
                throw new ArgumentException($"The network's input '{expected.Name}' is {expected.Type}; what is given is {given}.", nameof(inputs));
            }
        }
        if (inputs.Count > Inputs.Count)
        {
            string unknown = inputs.Keys.First(k => !Inputs.Any(i => i.Name == k));
            throw new ArgumentException($"The network has no input '{unknown}'; its inputs are: {List(Inputs)}.", nameof(inputs));
        }
    }

    private void CheckOutputs(IEnumerable<string> wanted)
    {
        foreach (string name in wanted)
        {
            FindOutput(name);
        }
    }

    internal ValueInfo FindOutput(string name) => Outputs.FirstOrDefault(o => o.Name == name)
        ?? throw new ArgumentException($"The network has no output '{name}'; its outputs are: {List(Outputs)}.");

    private static bool Fits(TensorType expected, TensorBuffer given)
    {
        if (expected.Element != given.Element)
        {
            return false;
        }
        if (expected.Shape is not { } shape)
        {
            return true;
        }
        if (shape.Rank != given.Shape.Count)
        {
            return false;
        }
        for (int i = 0; i < shape.Rank; i++)
        {
            if (shape[i].IsKnown && shape[i].Value != given.Shape[i])
            {
                return false;
            }
        }
        return true;
    }

    /// <summary>ONNX Runtime lists an output of unknown rank as if it were a scalar.</summary>
    private static TensorType TypeOf(NodeMetadata output) => new(
        (ElementType)(int)output.ElementDataType,
        output.Dimensions.Length == 0 ? null : new TensorShape([.. output.Dimensions.Zip(output.SymbolicDimensions, (d, s) => d >= 0 ? new Dim(d) : new Dim(-1, s))]));

    private static string List(IEnumerable<ValueInfo> values) => string.Join(", ", values.Select(v => $"{v.Name} {v.Type}"));
}
