namespace MLNet.Interpret.Onnx.Execution;

/// <summary>Where and how graphs are run. The names are those that ML.NET has for the same.</summary>
public sealed record ExecutionOptions
{
    /// <summary>The CUDA device to run on; null for the CPU.</summary>
    public int? GpuDeviceId { get; init; }

    /// <summary>Whether to run on the CPU, with one warning, where CUDA cannot be used; otherwise that is an error.</summary>
    public bool FallbackToCpu { get; init; }

    /// <summary>The number of threads that one operator may use on the CPU; null for one per core.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is set to less than one.</exception>
    public int? IntraOpThreads
    {
        get;
        init => field = value is null or >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(IntraOpThreads), value, "At least one thread is needed.");
    }

    /// <summary>Takes warnings; null drops them.</summary>
    public Action<string>? Warn { get; init; }
}
