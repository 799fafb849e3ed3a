using Microsoft.ML.Runtime;
using MLNet.Interpret.Onnx.Execution;

namespace MLNet.Interpret.Pipeline;

/// <summary>Where stages run, as <c>ApplyOnnxModel</c> is told it.</summary>
internal static class Devices
{
    /// <summary>The device that is asked for, else the context's.</summary>
    /// <param name="env">The context.</param>
    /// <param name="gpuDeviceId">The CUDA device; null for the context's.</param>
    /// <param name="fallbackToCpu">Whether to run on the CPU where CUDA cannot be used; the context may say so too.</param>
    public static ExecutionOptions Of(IHostEnvironment env, int? gpuDeviceId = null, bool fallbackToCpu = false)
    {
        IHostEnvironmentInternal? context = env as IHostEnvironmentInternal;
        return new ExecutionOptions
        {
            GpuDeviceId = gpuDeviceId ?? context?.GpuDeviceId,
            FallbackToCpu = fallbackToCpu || context?.FallbackToCpu == true,
        };
    }
}
