namespace MLNet.Interpret.Tool;

/// <summary>Turns a count of rows that are done into a share of all.</summary>
internal sealed class RowProgress(IProgress<double> progress, long rows) : IProgress<long>
{
    public void Report(long value) => progress.Report((double)value / rows);
}
