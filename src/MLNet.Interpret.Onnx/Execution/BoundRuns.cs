using Microsoft.ML.OnnxRuntime;

namespace MLNet.Interpret.Onnx.Execution;

/// <summary>Runs of a graph one after the other. On a GPU what they share goes there once, and results come straight to where they are wanted.</summary>
internal sealed class BoundRuns : IDisposable
{
    private readonly InferenceSession _session;
    private readonly OrtIoBinding _binding;
    private readonly IReadOnlyDictionary<string, TensorBuffer> _shared;
    private readonly DisposableList<OrtValue> _pinned;

    public BoundRuns(InferenceSession session, IReadOnlyDictionary<string, TensorBuffer> shared)
    {
        _session = session;
        _shared = shared;
        _binding = session.CreateIoBinding();
        _pinned = [];
        try
        {
            Bind(shared, _pinned, _binding.BindInput);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Runs the graph once.</summary>
    /// <param name="inputs">All inputs, the shared ones among them.</param>
    /// <param name="into">Takes the outputs that are wanted.</param>
    /// <param name="options">How to run.</param>
    public void Run(IReadOnlyDictionary<string, TensorBuffer> inputs, IReadOnlyDictionary<string, TensorBuffer> into, RunOptions options)
    {
        using DisposableList<OrtValue> pinned = [];
        Bind(inputs.Where(i => !_shared.TryGetValue(i.Key, out TensorBuffer? known) || known != i.Value), pinned, _binding.BindInput);
        Bind(into, pinned, _binding.BindOutput);
        _binding.SynchronizeBoundInputs();
        _session.RunWithBinding(options, _binding);
        _binding.SynchronizeBoundOutputs();
    }

    public void Dispose()
    {
        _binding.Dispose();
        _pinned.Dispose();
    }

    private static void Bind(IEnumerable<KeyValuePair<string, TensorBuffer>> buffers, DisposableList<OrtValue> pinned, Action<string, OrtValue> bind)
    {
        foreach (var (name, buffer) in buffers)
        {
            OrtValue value = buffer.ToOrtValue();
            pinned.Add(value);
            bind(name, value);
        }
    }
}
