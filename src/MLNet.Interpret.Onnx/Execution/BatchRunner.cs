using System.Runtime.ExceptionServices;
using MLNet.Interpret.Onnx.Analysis.Batching;

namespace MLNet.Interpret.Onnx.Execution;

/// <summary>Runs any number of rows through a graph, a batch at a time, without copying them.</summary>
/// <remarks>Where the graph fixes the number of rows of a batch, the last batch is filled up with copies of the last row, whose results are dropped.</remarks>
public sealed class BatchRunner
{
    private readonly NetworkSession _session;
    private readonly int _runs;

    /// <summary>A runner over a session, which stays the caller's.</summary>
    /// <param name="session">The session.</param>
    /// <param name="batchSize">The number of rows in a batch, where the graph leaves it open.</param>
    /// <param name="runs">The number of batches that are run at the same time.</param>
    public BatchRunner(NetworkSession session, int batchSize, int runs = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(batchSize, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(runs, 1);
        _session = session;
        BatchSize = batchSize;
        _runs = runs;
    }

    /// <summary>The number of rows in a batch, where the graph leaves it open.</summary>
    public int BatchSize { get; }

    /// <summary>Runs rows and gives the results, a row each, in new tensors.</summary>
    /// <param name="rows">The inputs by name; the first dimension counts the rows, and is the same for all.</param>
    /// <param name="shared">Inputs that are not by row, such as settings: they are given to every batch as they are.</param>
    /// <param name="outputs">The outputs that are wanted; null for all.</param>
    /// <param name="progress">Takes the number of rows that are done.</param>
    /// <param name="cancellation">Stops the run.</param>
    /// <exception cref="ArgumentException">An input is missing, unknown, or of a wrong type or shape, or holds NaN or an infinity.</exception>
    /// <exception cref="InvalidOperationException">An output has not one row for each row of the inputs.</exception>
    public IReadOnlyDictionary<string, TensorBuffer> Run(
        IReadOnlyDictionary<string, TensorBuffer> rows, IReadOnlyDictionary<string, TensorBuffer>? shared = null,
        IReadOnlyCollection<string>? outputs = null, IProgress<long>? progress = null, CancellationToken cancellation = default)
    {
        long count = CountRows(rows);
        string[] wanted = [.. outputs ?? [.. _session.Outputs.Select(o => o.Name)]];
        Dictionary<string, TensorBuffer> results = [];
        if (count == 0)
        {
            foreach (string name in wanted)
            {
                results[name] = Empty(_session.FindOutput(name));
            }
            return results;
        }

        // The first batch shows what a row of each output is like; the others then write where they belong.
        long? full = Fixed(rows);
        long first = Math.Min(count, full ?? BatchSize);
        foreach (var (name, part) in _session.Run(Batch(rows, shared, 0, first, full), wanted, cancellation))
        {
            CheckRows(name, part, full ?? first);
            TensorBuffer all = TensorBuffer.Allocate(part.Element, [count, .. part.Shape.Skip(1)]);
            all.RowRange(0, first).CopyFrom(part.RowRange(0, first));
            results[name] = all;
        }
        progress?.Report(first);
        RunFrom(first, count, rows, shared, results, progress, cancellation);
        return results;
    }

    /// <summary>Runs rows and writes the results, a row each, into tensors that the caller has.</summary>
    /// <param name="rows">The inputs by name; the first dimension counts the rows, and is the same for all.</param>
    /// <param name="into">The outputs that are wanted by name, each a tensor with as many rows.</param>
    /// <param name="shared">Inputs that are not by row, such as settings: they are given to every batch as they are.</param>
    /// <param name="progress">Takes the number of rows that are done.</param>
    /// <param name="cancellation">Stops the run.</param>
    /// <exception cref="ArgumentException">An input or output is missing, unknown, or of a wrong type or shape, or an input holds NaN or an infinity.</exception>
    public void RunInto(
        IReadOnlyDictionary<string, TensorBuffer> rows, IReadOnlyDictionary<string, TensorBuffer> into,
        IReadOnlyDictionary<string, TensorBuffer>? shared = null, IProgress<long>? progress = null, CancellationToken cancellation = default)
    {
        long count = CountRows(rows);
        foreach (var (name, target) in into)
        {
            if (target.Shape.Count == 0 || target.Rows != count)
            {
                throw new ArgumentException($"The inputs have {count} rows, but the tensor for the output '{name}' is {target}.", nameof(into));
            }
        }
        RunFrom(0, count, rows, shared, into, progress, cancellation);
    }

    private void RunFrom(
        long start, long count, IReadOnlyDictionary<string, TensorBuffer> rows, IReadOnlyDictionary<string, TensorBuffer>? shared,
        IReadOnlyDictionary<string, TensorBuffer> into, IProgress<long>? progress, CancellationToken cancellation)
    {
        long? full = Fixed(rows);
        long each = full ?? EvenBatch(count - start), done = start;
        long batches = (count - start + each - 1) / each;
        if (batches == 0)
        {
            return;
        }
        shared ??= new Dictionary<string, TensorBuffer>();
        if (_runs == 1 || batches <= 1)
        {
            using BoundRuns bound = _session.Bind(shared);
            for (long batch = 0; batch < batches; batch++)
            {
                Run(batch, bound);
            }
            return;
        }
        try
        {
            ParallelOptions options = new() { MaxDegreeOfParallelism = _runs, CancellationToken = cancellation };
            Parallel.For(0, batches, options, () => _session.Bind(shared), (batch, _, bound) => Run(batch, bound), bound => bound.Dispose());
        }
        catch (AggregateException e)
        {
            ExceptionDispatchInfo.Throw(e.InnerExceptions[0]);
        }

        BoundRuns Run(long number, BoundRuns bound)
        {
            long first = start + number * each, now = Math.Min(each, count - first);
            Dictionary<string, TensorBuffer> batch = Batch(rows, shared, first, now, full);
            if (now < full)
            {
                foreach (var (name, part) in _session.Run(batch, [.. into.Keys], cancellation))
                {
                    CheckRows(name, part, full.Value);
                    into[name].RowRange(first, now).CopyFrom(part.RowRange(0, now));
                }
            }
            else
            {
                _session.RunInto(bound, batch, into.ToDictionary(o => o.Key, o => o.Value.RowRange(first, now)), cancellation);
            }
            if (progress is not null)
            {
                lock (progress)
                {
                    progress.Report(done += now);
                }
            }
            return bound;
        }
    }

    /// <summary>Batches that leave no run idle while others work: as many for each, all about as large.</summary>
    private long EvenBatch(long count)
    {
        if (_runs == 1 || count <= 0)
        {
            return BatchSize;
        }
        long batches = (count + BatchSize - 1) / BatchSize;
        long even = (batches + _runs - 1) / _runs * _runs;
        return Math.Max(1, (count + even - 1) / even);
    }

    /// <summary>The number of rows that the graph fixes a batch to.</summary>
    private long? Fixed(IReadOnlyDictionary<string, TensorBuffer> rows) => Batches.Fixed(_session.Inputs.Where(i => rows.ContainsKey(i.Name)));

    private static Dictionary<string, TensorBuffer> Batch(
        IReadOnlyDictionary<string, TensorBuffer> rows, IReadOnlyDictionary<string, TensorBuffer>? shared, long start, long count, long? full)
    {
        Dictionary<string, TensorBuffer> batch = shared is null ? [] : new(shared);
        foreach (var (name, all) in rows)
        {
            TensorBuffer part = all.RowRange(start, count);
            batch[name] = count < full ? Filled(part, full.Value) : part;
        }
        return batch;
    }

    private static TensorBuffer Filled(TensorBuffer part, long rows)
    {
        TensorBuffer full = TensorBuffer.Allocate(part.Element, [rows, .. part.Shape.Skip(1)]);
        full.RowRange(0, part.Rows).CopyFrom(part);
        for (long i = part.Rows; i < rows; i++)
        {
            full.RowRange(i, 1).CopyFrom(part.RowRange(part.Rows - 1, 1));
        }
        return full;
    }

    private static long CountRows(IReadOnlyDictionary<string, TensorBuffer> rows)
    {
        long? count = null;
        foreach (var (name, tensor) in rows)
        {
            if (tensor.Shape.Count == 0 || tensor.Rows != (count ??= tensor.Rows))
            {
                throw new ArgumentException(
                    $"Every input by row must have as many rows as the others, but they are: {string.Join(", ", rows.Select(r => $"{r.Key} {r.Value}"))}.", nameof(rows));
            }
            Finite.Check(name, tensor);
        }
        return count ?? throw new ArgumentException("There is no input by row.", nameof(rows));
    }

    private static void CheckRows(string name, TensorBuffer output, long rows)
    {
        if (output.Shape.Count == 0 || output.Rows != rows)
        {
            throw new InvalidOperationException($"The output '{name}' of {rows} rows is {output}; an output must have one row for each row of the inputs.");
        }
    }

    private static TensorBuffer Empty(ValueInfo output) => TensorBuffer.Allocate(
        output.Type!.Element, [0, .. (output.Type.Shape ?? []).Skip(1).Select(d => d.IsKnown ? d.Value : 0)]);
}
