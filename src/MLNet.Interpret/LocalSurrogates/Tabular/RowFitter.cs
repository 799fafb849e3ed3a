using System.Collections.Concurrent;

namespace MLNet.Interpret.LocalSurrogates;

/// <summary>A row on its way through LIME.</summary>
/// <param name="index">The row's place among the rows.</param>
/// <param name="codes">Its features.</param>
/// <param name="stream">Its stream of random numbers.</param>
/// <param name="targets">The classes that are explained.</param>
/// <param name="scores">Their scores.</param>
internal sealed class ExplainedRow(int index, double[] codes, ulong stream, int[] targets, double[] scores)
{
    public int Index => index;

    public double[] Codes => codes;

    public ulong Stream => stream;

    public int[] Targets => targets;

    public double[] Scores => scores;

    /// <summary>Its samples.</summary>
    public SampleBlock[] Blocks { get; set; } = [];

    public LocalExplanation[] Results { get; set; } = [];
}

/// <summary>Fits the explanations of one row from its samples. Several threads may use it at once.</summary>
internal sealed class RowFitter(TabularStatistics statistics, TabularLimeOptions options, int outputs)
{
    private readonly ConcurrentBag<SurrogateWorkspace> _workspaces = [];
    private readonly double _kernelWidth = options.KernelWidth ?? 0.75 * Math.Sqrt(statistics.Layout.Features.Count);

    /// <summary>Fits the first so many blocks of a row.</summary>
    public LocalExplanation[] Fit(ExplainedRow row, int blocks)
    {
        SurrogateWorkspace workspace = Rent(row.Targets.Length);
        for (int j = 0; j < workspace.Features; j++)
        {
            workspace.Row[j] = statistics.IsBinary(j) ? 1 : row.Codes[j];
            workspace.Column(j)[0] = workspace.Row[j];
        }
        workspace.Moments.Clear();
        workspace.Weights[0] = 1;
        for (int t = 0; t < row.Targets.Length; t++)
        {
            workspace.ScoresOf(t)[0] = 0;
        }
        workspace.Add(1);
        int samples = 1;
        for (int b = 0; b < blocks; b++)
        {
            Load(workspace, row, row.Blocks[b]);
            workspace.Add(row.Blocks[b].Count);
            samples += row.Blocks[b].Count;
        }
        LocalExplanation[] fits = new LocalExplanation[row.Targets.Length];
        for (int t = 0; t < fits.Length; t++)
        {
            fits[t] = SurrogateFit.Run(workspace.Moments, t, row.Targets[t], workspace.Row, row.Scores[t], row.Scores[t], samples, options);
        }
        if (options.HasIntervals)
        {
            AddIntervals(workspace, row, blocks, fits);
        }
        _workspaces.Add(workspace);
        return fits;
    }

    private void AddIntervals(SurrogateWorkspace workspace, ExplainedRow row, int blocks, LocalExplanation[] fits)
    {
        ConfidenceIntervals[] intervals = [.. fits.Select((fit, t) => new ConfidenceIntervals(workspace.Moments, t, fit, row.Scores[t]))];
        for (int b = 0; b < blocks; b++)
        {
            Load(workspace, row, row.Blocks[b]);
            for (int t = 0; t < fits.Length; t++)
            {
                intervals[t].Add(workspace, t, row.Blocks[b].Count);
            }
        }
        for (int t = 0; t < fits.Length; t++)
        {
            fits[t].HalfWidths = intervals[t].HalfWidths(options.Penalty, options.Confidence);
        }
    }

    private void Load(SurrogateWorkspace workspace, ExplainedRow row, SampleBlock block)
    {
        int count = block.Count;
        for (int j = 0; j < workspace.Features; j++)
        {
            ReadOnlySpan<double> codes = block.Codes.AsSpan(j * count, count);
            if (statistics.IsBinary(j))
            {
                Comparison.EqualTo(codes, row.Codes[j], workspace.Column(j));
            }
            else
            {
                codes.CopyTo(workspace.Column(j));
            }
        }
        ReadOnlySpan<float> scores = block.Scores.Span;
        for (int t = 0; t < row.Targets.Length; t++)
        {
            // Less the row's own score, so that sums of squares keep their digits.
            Span<double> to = workspace.ScoresOf(t)[..count];
            double own = row.Scores[t];
            for (int i = 0, at = row.Targets[t]; i < count; i++, at += outputs)
            {
                to[i] = scores[at] - own;
            }
        }
        workspace.Weigh(options.Distance ?? DistanceMetric.Euclidean, _kernelWidth, count);
    }

    private SurrogateWorkspace Rent(int targets) => _workspaces.TryTake(out SurrogateWorkspace? free) && free.Targets == targets
        ? free
        : new SurrogateWorkspace(statistics.Layout.Features.Count, targets, options.Samples);
}
