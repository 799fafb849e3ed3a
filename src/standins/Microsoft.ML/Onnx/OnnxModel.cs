using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms.Onnx;

/// <summary>A network in a session, with its inputs and outputs as ML.NET sees them.</summary>
internal sealed class OnnxModel : IDisposable
{
    private readonly string _file;
    private readonly byte[] _bytes;
    private readonly InferenceSession _session;

    public OnnxModel(OnnxModelOptions options)
    {
        _file = options.File;
        _bytes = options.Bytes;
        _session = Open(options);
        try
        {
            Dictionary<string, OnnxSignature.Tensor> declared = OnnxSignature.Read(GetBytes());
            IDictionary<string, int[]> shapes = options.Shapes ?? new Dictionary<string, int[]>();
            Inputs = [.. _session.InputMetadata.Select(m => new OnnxVariable(m.Key, m.Value, declared, shapes))];
            Outputs = [.. _session.OutputMetadata.Select(m => new OnnxVariable(m.Key, m.Value, declared, shapes))];
        }
        catch
        {
            _session.Dispose();
            throw;
        }
    }

    public OnnxVariable[] Inputs { get; }

    public OnnxVariable[] Outputs { get; }

    /// <summary>The network's file, as it is now where it was opened from one.</summary>
    public byte[] GetBytes() => _bytes ?? File.ReadAllBytes(_file);

    public OnnxVariable GetInput(string name) => Array.Find(Inputs, v => v.Name == name) ?? throw Contracts.ExceptParam(
        nameof(name), $"Input tensor, {name}, does not exist in the ONNX model. Available input names are " +
        $"[{string.Join(",", Inputs.Select(v => v.Name))}].");

    public OnnxVariable GetOutput(string name) => Array.Find(Outputs, v => v.Name == name) ?? throw Contracts.ExceptParam(
        nameof(name), $"Output tensor, {name}, does not exist in the ONNX model. Available output names are " +
        $"[{string.Join(",", Outputs.Select(v => v.Name))}].");

    public IDisposableReadOnlyCollection<DisposableNamedOnnxValue> Run(
        IReadOnlyCollection<NamedOnnxValue> inputs, IReadOnlyCollection<string> outputs) => _session.Run(inputs, outputs);

    public void Dispose() => _session.Dispose();

    private static InferenceSession Open(OnnxModelOptions options)
    {
        try
        {
            return Open(options, options.GpuDeviceId);
        }
        // A native library without CUDA lacks the very function that asks for it.
        catch (Exception e) when (e is OnnxRuntimeException or EntryPointNotFoundException
            && options.GpuDeviceId is not null && options.FallbackToCpu)
        {
            return Open(options, gpuDeviceId: null);
        }
    }

    private static InferenceSession Open(OnnxModelOptions options, int? gpuDeviceId)
    {
        using SessionOptions session = gpuDeviceId is { } id
            ? SessionOptions.MakeSessionOptionWithCudaProvider(id)
            : new SessionOptions();
        session.InterOpNumThreads = options.InterOpNumThreads ?? 0;
        session.IntraOpNumThreads = options.IntraOpNumThreads ?? 0;
        return options.Bytes is null
            ? new InferenceSession(options.File, session)
            : new InferenceSession(options.Bytes, session);
    }
}

/// <summary>Where a network comes from, and how it is run.</summary>
internal sealed record OnnxModelOptions
{
    public string File { get; init; }

    public byte[] Bytes { get; init; }

    public int? GpuDeviceId { get; init; }

    public bool FallbackToCpu { get; init; }

    public IDictionary<string, int[]> Shapes { get; init; }

    public int RecursionLimit { get; init; } = 100;

    public int? InterOpNumThreads { get; init; }

    public int? IntraOpNumThreads { get; init; }
}
