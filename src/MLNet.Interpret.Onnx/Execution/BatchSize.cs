namespace MLNet.Interpret.Onnx.Execution;

/// <summary>Finds how many rows to run at once.</summary>
public static class BatchSize
{
    /// <summary>The largest power of two whose batches stay within a bound on memory.</summary>
    /// <param name="bytesPerRow">What one row takes.</param>
    /// <param name="memory">The bound, in bytes.</param>
    /// <param name="most">The largest batch that is of use.</param>
    public static int Fitting(long bytesPerRow, long memory, int most = 256)
    {
        int size = 1;
        while (size * 2 <= most && bytesPerRow * size * 2 <= memory)
        {
            size *= 2;
        }
        return size;
    }
}
