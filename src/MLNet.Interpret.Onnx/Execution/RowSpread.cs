namespace MLNet.Interpret.Onnx.Execution;

/// <summary>How rows are spread over runs of a graph: so many in each, and so many runs side by side.</summary>
/// <remarks>
/// On a CPU two runs of a thread each take less time than one after the other of two threads: nothing waits at the end of an operator, and
/// operators that use one thread alone keep no core idle. Few rows in a run keep its values in the cache; enough rows make good use of the
/// constants, which each run reads again.
/// </remarks>
/// <param name="Rows">The most rows of one run.</param>
/// <param name="Runs">The most runs at the same time.</param>
/// <param name="Least">The fewest rows that are worth a run of their own.</param>
public readonly record struct RowSpread(int Rows, int Runs, int Least = 1)
{
    /// <summary>About what one core has of the last level of cache.</summary>
    private const long Cache = 16 << 20;

    /// <summary>How many times the constants that it reads a run should write.</summary>
    private const long ConstantsRepaid = 4;

    /// <summary>What a run should write to be worth starting, in bytes.</summary>
    private const long Worthwhile = 256 << 10;

    /// <summary>The most rows that are under way at the same time.</summary>
    public int Total => Rows * Runs;

    /// <summary>Spreads rows by what a graph takes in memory.</summary>
    /// <param name="memory">The graph's memory.</param>
    /// <param name="atOnce">The most rows that may be under way at the same time.</param>
    /// <param name="execution">Where the graph runs.</param>
    public static RowSpread Of(GraphMemory memory, int atOnce, ExecutionOptions execution)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(atOnce, 1);
        if (execution.GpuDeviceId is not null)
        {
            return new RowSpread(atOnce, 1);
        }
        int runs = Math.Min(execution.Runs, atOnce);
        long least = Worthwhile / Math.Max(1, memory.WrittenPerRow) + 1;
        if (least > atOnce / runs)
        {
            return new RowSpread(atOnce, 1);
        }
        long cached = Math.Max(1, Cache / Math.Max(1, memory.PeakPerRow));
        long repaid = ConstantsRepaid * memory.Constant / Math.Max(1, memory.WrittenPerRow);
        return new RowSpread((int)Math.Clamp(Math.Max(cached, repaid), least, atOnce / runs), runs, (int)least);
    }
}
