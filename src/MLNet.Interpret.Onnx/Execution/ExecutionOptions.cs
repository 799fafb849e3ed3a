namespace MLNet.Interpret.Onnx.Execution;

/// <summary>Where and how graphs are run. The names are those that ML.NET has for the same.</summary>
public sealed record ExecutionOptions
{
    private readonly Once _warned = new();

    /// <summary>The CUDA device to run on; null for the CPU.</summary>
    public int? GpuDeviceId { get; init; }

    /// <summary>Whether to run on the CPU, with one warning, where CUDA cannot be used; otherwise that is an error.</summary>
    public bool FallbackToCpu { get; init; }

    /// <summary>The number of threads that are used on the CPU, by the operators of one run or by runs side by side; null for one per core.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is set to less than one.</exception>
    public int? IntraOpThreads
    {
        get;
        init => field = value is null or >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(IntraOpThreads), value, "At least one thread is needed.");
    }

    /// <summary>How many runs of a graph use the machine well at the same time: one for each thread on the CPU, one on a GPU.</summary>
    public int Runs => GpuDeviceId is not null ? 1 : IntraOpThreads ?? Environment.ProcessorCount;

    /// <summary>Takes warnings; null drops them. That CUDA cannot be used is said once, however many sessions are opened with these options.</summary>
    public Action<string>? Warn { get; init; }

    internal void WarnOnce(string message)
    {
        if (_warned.IsFirst())
        {
            Warn?.Invoke(message);
        }
    }

    /// <summary>Lets the first of several through; it is no part of what makes options equal.</summary>
    private sealed class Once
    {
        private int _count;

        public bool IsFirst() => Interlocked.Exchange(ref _count, 1) == 0;

        public override bool Equals(object? obj) => obj is Once;

        public override int GetHashCode() => 0;
    }
}
