namespace MLNet.Interpret.Onnx.Execution;

/// <summary>Runs rows through a graph: many in runs side by side, a thread to each; few in one run that has all threads. Several threads may use it at once.</summary>
public sealed class GraphRunner : IDisposable
{
    private readonly RowSpread _spread;
    private readonly int _fewest;
    private readonly Lazy<NetworkSession> _many;
    private readonly Lazy<NetworkSession> _few;
    private bool _disposed;

    /// <summary>A runner that opens a session when it is first needed.</summary>
    /// <param name="many">Gives the graph for runs side by side.</param>
    /// <param name="few">Gives the graph for one run alone, with the same inputs and outputs.</param>
    /// <param name="spread">How many rows are spread over runs side by side.</param>
    /// <param name="execution">Where to run.</param>
    /// <param name="fixedBatch">The number of rows of a run, where the graph for runs side by side fixes it.</param>
    public GraphRunner(Func<OnnxModel> many, Func<OnnxModel> few, RowSpread spread, ExecutionOptions execution, int? fixedBatch = null)
    {
        _spread = spread;
        // Below this, there is not a run for each thread.
        _fewest = fixedBatch is { } batch ? (spread.Runs - 1) * batch + 1 : spread.Runs * spread.Least;
        _many = new(() => new NetworkSession(many(), spread.Runs == 1 ? execution : execution with { IntraOpThreads = 1 }));
        _few = spread.Runs == 1 ? _many : new(() => new NetworkSession(few(), execution));
    }

    /// <inheritdoc cref="BatchRunner.RunInto"/>
    public void RunInto(
        IReadOnlyDictionary<string, TensorBuffer> rows, IReadOnlyDictionary<string, TensorBuffer> into,
        IReadOnlyDictionary<string, TensorBuffer>? shared = null, IProgress<long>? progress = null, CancellationToken cancellation = default)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        bool areMany = rows.Values.Max(r => r.Shape.Count == 0 ? 0 : r.Rows) >= _fewest;
        BatchRunner runner = areMany ? new(_many.Value, _spread.Rows, _spread.Runs) : new(_few.Value, _spread.Total);
        runner.RunInto(rows, into, shared, progress, cancellation);
    }

    /// <summary>Frees the sessions. No run may be under way.</summary>
    public void Dispose()
    {
        _disposed = true;
        foreach (Lazy<NetworkSession> session in new[] { _many, _few })
        {
            if (session.IsValueCreated)
            {
                session.Value.Dispose();
            }
        }
    }
}
