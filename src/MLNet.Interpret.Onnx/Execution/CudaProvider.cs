using Microsoft.ML.OnnxRuntime;

namespace MLNet.Interpret.Onnx.Execution;

/// <summary>Puts a session on a CUDA device, by the provider that ONNX Runtime was built with, or else by one in a library of its own.</summary>
internal static class CudaProvider
{
    private const string Name = "CUDAExecutionProvider";
    private const string DeviceId = "device_id";

    private static readonly Lock Registering = new();

    /// <summary>The provider's library, as it is called where it lies beside ONNX Runtime.</summary>
    private static string Library => OperatingSystem.IsWindows() ? "onnxruntime_providers_cuda.dll" : "libonnxruntime_providers_cuda.so";

    /// <summary>Makes sessions with these options run on a device.</summary>
    /// <exception cref="OnnxRuntimeException">The provider cannot be loaded.</exception>
    /// <exception cref="NotSupportedException">There is no provider, or no such device.</exception>
    public static void AppendTo(SessionOptions session, int device)
    {
        OrtEnv environment = OrtEnv.Instance();
        // TensorFloat-32 keeps ten bits of a product, too few for gradients.
        Dictionary<string, string> settings = new() { ["use_tf32"] = "0" };
        if (environment.GetAvailableProviders().Contains(Name))
        {
            using OrtCUDAProviderOptions provider = new();
            settings[DeviceId] = $"{device}";
            provider.UpdateOptions(settings);
            session.AppendExecutionProvider_CUDA(provider);
            return;
        }
        OrtEpDevice[] devices = Devices(environment);
        OrtEpDevice found = Array.Find(devices, d => d.EpOptions.Entries.TryGetValue(DeviceId, out string? id) && id == $"{device}")
            ?? throw new NotSupportedException($"ONNX Runtime finds {devices.Length} CUDA device(s).");
        session.AppendExecutionProvider(environment, [found], settings);
    }

    /// <summary>The devices of a provider that is a library of its own, which a process loads once.</summary>
    private static OrtEpDevice[] Devices(OrtEnv environment)
    {
        lock (Registering)
        {
            OrtEpDevice[] devices = Found();
            if (devices.Length == 0 && Array.Find(Folders(), folder => File.Exists(Path.Combine(folder, Library))) is { } folder)
            {
                environment.RegisterExecutionProviderLibrary(Name, Path.Combine(folder, Library));
                devices = Found();
            }
            else if (devices.Length == 0)
            {
                throw new NotSupportedException($"This ONNX Runtime was built without CUDA, and there is no {Library} beside it.");
            }
            return devices;
        }

        OrtEpDevice[] Found() => [.. environment.GetEpDevices().Where(d => d.EpName == Name)];
    }

    private static string[] Folders() =>
    [
        AppContext.BaseDirectory,
        .. (AppContext.GetData("NATIVE_DLL_SEARCH_DIRECTORIES") as string ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries),
    ];
}
