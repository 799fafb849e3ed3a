namespace Microsoft.ML.Runtime;

/// <summary>Opens channels for progress.</summary>
public interface IProgressChannelProvider
{
    IProgressChannel StartProgressChannel(string name);
}

/// <summary>Takes reports of how far a component's work has come.</summary>
public interface IProgressChannel : IProgressChannelProvider, IDisposable
{
    /// <summary>Sets what is reported, and the function that is asked for the present state.</summary>
    void SetHeader(ProgressHeader header, Action<IProgressEntry> fillAction);

    /// <summary>Reports metrics, then units done, at this point.</summary>
    void Checkpoint(params double?[] values);
}

/// <summary>A report of progress being filled in.</summary>
public interface IProgressEntry
{
    void SetProgress(int index, double value);

    void SetProgress(int index, double value, double lim);

    void SetMetric(int index, double value);
}

/// <summary>The names of the metrics and of the units of work that are reported.</summary>
public sealed class ProgressHeader
{
    public readonly IReadOnlyList<string> UnitNames;
    public readonly IReadOnlyList<string> MetricNames;

    public ProgressHeader(string[] metricNames, string[] unitNames)
    {
        MetricNames = metricNames ?? [];
        UnitNames = unitNames ?? [];
    }

    public ProgressHeader(params string[] unitNames)
        : this(null, unitNames)
    {
    }
}
