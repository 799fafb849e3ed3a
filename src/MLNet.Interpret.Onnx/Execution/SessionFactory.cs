using Microsoft.ML.OnnxRuntime;
using MLNet.Interpret.Onnx.Analysis;

namespace MLNet.Interpret.Onnx.Execution;

/// <summary>Opens sessions on the provider that is asked for.</summary>
internal static class SessionFactory
{
    /// <summary>Opens a session.</summary>
    /// <param name="model">The model.</param>
    /// <param name="options">Where to run.</param>
    /// <param name="onGpu">Whether the session runs on CUDA.</param>
    public static InferenceSession Open(OnnxModel model, ExecutionOptions options, out bool onGpu)
    {
        onGpu = false;
        byte[] bytes = model.ToBytes();
        bool inDouble = HasDoubles(model);
        if (options.GpuDeviceId is { } device)
        {
            try
            {
                using SessionOptions cuda = Common(options, inDouble);
                CudaProvider.AppendTo(cuda, device);
                InferenceSession session = new(bytes, cuda);
                onGpu = true;
                return session;
            }
            catch (Exception e) when (e is OnnxRuntimeException or DllNotFoundException or EntryPointNotFoundException or NotSupportedException)
            {
                string why = $"CUDA device {device} cannot be used: {OrtFailure.OneLine(e).TrimEnd('.')}.";
                if (!options.FallbackToCpu)
                {
                    throw new InvalidOperationException(
                        $"{why} Install CUDA, cuDNN and an ONNX Runtime with the CUDA provider, run on the CPU, or allow falling back to it.", e);
                }
                options.WarnOnce($"{why} Running on the CPU instead.");
            }
        }
        using SessionOptions cpu = Common(options, inDouble);
        return OrtFailure.Explain(() => new InferenceSession(bytes, cpu), "the graph");
    }

    private static SessionOptions Common(ExecutionOptions options, bool inDouble)
    {
        SessionOptions session = new()
        {
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
            // Failures are thrown, once; ONNX Runtime would also write them to the standard error.
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,
        };
        // Threads go on spinning for work after a run, which takes the cores from the other sessions of a pipeline: stopped, a run
        // that follows another session's takes half the time.
        session.AddSessionConfigEntry("session.force_spinning_stop", "1");
        if (inDouble)
        {
            // It fuses x · Sigmoid(x) in any precision into an operator that it runs in single precision only.
            session.AddSessionConfigEntry("optimization.disable_specified_optimizers", "QuickGeluFusion");
        }
        if (options.IntraOpThreads is { } threads)
        {
            session.IntraOpNumThreads = threads;
        }
        return session;
    }

    private static bool HasDoubles(OnnxModel model) =>
        model.Inputs.Exists(i => i.Type?.Element == ElementType.Double)
        || model.Initializers.Values.Any(c => c.Element == ElementType.Double)
        || model.Nodes.Exists(n => n.OpType == "Cast" && n.Int("to", 0) == (long)ElementType.Double);
}
