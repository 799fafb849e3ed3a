using System.Diagnostics;
using MLNet.Interpret.Onnx.Analysis;

namespace MLNet.Interpret.Onnx.Execution;

/// <summary>Finds how many rows to run at once.</summary>
public static class BatchSize
{
    /// <summary>A batch is worth doubling while a row's time falls by at least this share.</summary>
    private const double WorthWhile = 0.05;

    /// <summary>An upper bound on what one row of a batch takes in memory while a graph runs: all of its values at once.</summary>
    /// <param name="model">The graph.</param>
    /// <param name="types">The types of its values; those of unknown shape are left out.</param>
    /// <returns>Bytes.</returns>
    public static long BytesPerRow(OnnxModel model, TypeMap types)
    {
        long bytes = 0;
        foreach (string name in model.Inputs.Select(i => i.Name).Concat(model.Nodes.SelectMany(n => n.Outputs)))
        {
            if (types.TryGet(name, out TensorType? type) && type.Shape is { } shape)
            {
                bytes += Batches.ElementsPerRow(shape) * ElementTypes.SizeOf(type.Element);
            }
        }
        return bytes;
    }

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

    /// <summary>Tries batches of 1, 2, 4, ... rows while the time per row falls and the memory stays within a bound.</summary>
    /// <remarks>Times vary, and with them the size that is found; results of batches of different sizes can differ in their last digits.</remarks>
    /// <param name="session">The graph.</param>
    /// <param name="sample">Inputs by row with at least one row to try with.</param>
    /// <param name="shared">Inputs that are not by row.</param>
    /// <param name="bytesPerRow">What one row takes.</param>
    /// <param name="memory">The bound, in bytes.</param>
    /// <param name="most">The largest batch that is tried.</param>
    /// <param name="cancellation">Stops the search.</param>
    public static int Find(
        NetworkSession session, IReadOnlyDictionary<string, TensorBuffer> sample, IReadOnlyDictionary<string, TensorBuffer>? shared,
        long bytesPerRow, long memory, int most = 1024, CancellationToken cancellation = default)
    {
        if (Batches.Fixed(session.Inputs.Where(i => sample.ContainsKey(i.Name))) is { } known)
        {
            return (int)known;
        }
        return Search(Fitting(bytesPerRow, memory, most), TimePerRow);

        double TimePerRow(int size)
        {
            Dictionary<string, TensorBuffer> batch = shared is null ? [] : new(shared);
            foreach (var (name, tensor) in sample)
            {
                batch[name] = Repeat(tensor, size);
            }
            session.Run(batch, cancellation: cancellation);
            double least = double.MaxValue;
            for (int i = 0; i < 3; i++)
            {
                long start = Stopwatch.GetTimestamp();
                session.Run(batch, cancellation: cancellation);
                least = Math.Min(least, Stopwatch.GetElapsedTime(start).TotalSeconds);
            }
            return least / size;
        }
    }

    /// <summary>The largest power of two up to which each doubling pays.</summary>
    internal static int Search(int limit, Func<int, double> timePerRow)
    {
        int best = 1;
        double bestTime = timePerRow(1);
        for (int size = 2; size <= limit; size *= 2)
        {
            double time = timePerRow(size);
            if (time > bestTime * (1 - WorthWhile))
            {
                break;
            }
            best = size;
            bestTime = time;
        }
        return best;
    }

    private static TensorBuffer Repeat(TensorBuffer sample, int rows)
    {
        TensorBuffer all = TensorBuffer.Allocate(sample.Element, [rows, .. sample.Shape.Skip(1)]);
        for (int i = 0; i < rows; i++)
        {
            all.RowRange(i, 1).CopyFrom(sample.RowRange(i % sample.Rows, 1));
        }
        return all;
    }
}
