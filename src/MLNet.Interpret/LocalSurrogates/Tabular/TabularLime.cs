using MLNet.Interpret.Scoring;

namespace MLNet.Interpret.LocalSurrogates;

/// <summary>
/// LIME for rows of tables (Ribeiro, Singh, Guestrin 2016, "Why Should I Trust You?"): a sparse linear model of a score around each row, over
/// features that say whether a value is in the same range or category as in the row, or how far it is from the mean. Several threads may use it at once.
/// </summary>
public sealed class TabularLime : ITabularExplainer
{
    private const long MostSampleBytes = 16L << 20;

    private readonly IScorer _scorer;
    private readonly TabularStatistics _statistics;
    private readonly TabularLimeOptions _options;
    private readonly TabularSampler _sampler;
    private readonly RowFitter _fitter;
    private readonly List<SampleBlock> _shared = [];
    private readonly Lock _sharing = new();

    /// <summary>An explainer of rows.</summary>
    /// <param name="scorer">The model, which stays the caller's.</param>
    /// <param name="statistics">What was learned from training data.</param>
    /// <param name="options">The settings; null for the reference implementation's.</param>
    /// <exception cref="ArgumentException">A setting is out of range, or the ranges were learned with another discretizer than the settings name.</exception>
    public TabularLime(IScorer scorer, TabularStatistics statistics, TabularLimeOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(scorer);
        ArgumentNullException.ThrowIfNull(statistics);
        _options = options ?? new TabularLimeOptions();
        _options.Check();
        if (_options.Discretizer != statistics.Discretizer)
        {
            throw new ArgumentException($"The settings ask for the discretizer {_options.Discretizer}, but the statistics were learned with {statistics.Discretizer}.", nameof(options));
        }
        _scorer = scorer;
        _statistics = statistics;
        _sampler = new TabularSampler(statistics, _options, _options.Seed ?? 0);
        _fitter = new RowFitter(statistics, _options, scorer.Outputs);
    }

    /// <summary>The features.</summary>
    public TabularLayout Layout => _statistics.Layout;

    /// <summary>Explains rows. The explanation of a row does not depend on the rows beside it.</summary>
    /// <param name="rows">The rows, with the columns that the model reads.</param>
    /// <param name="classes">The classes to explain in every row; null for those with the highest scores.</param>
    /// <param name="progress">Takes the number of rows that are done.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <exception cref="ArgumentException">A column is missing or of another type, a quantity is not finite, or there is no such class.</exception>
    public ExplanationSet Explain(RowBatch rows, IReadOnlyList<int>? classes = null, IProgress<long>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ExplainedClasses.Check(_scorer, classes);
        RowBatch read = new([.. Layout.Inputs.Select(i => rows.Require(i.Name))]);
        ExplanationClock clock = new();
        LocalExplanation[][] results = new LocalExplanation[rows.Count][];
        float[] scores = [];
        clock.Score(() => scores = _scorer.Score(read, cancellation));
        bool shares = _options.ShareSamples && _sampler.IsRowless;
        int group = shares ? Math.Max(rows.Count, 1) : GroupSize();
        SampleMemory memory = new(Layout);
        for (int start = 0; start < rows.Count; start += group)
        {
            ExplainedRow[] part = new ExplainedRow[Math.Min(group, rows.Count - start)];
            for (int i = 0; i < part.Length; i++)
            {
                part[i] = Prepare(read, start + i, scores.AsSpan((start + i) * _scorer.Outputs, _scorer.Outputs), classes);
            }
            ExplainGroup(read, part, shares ? null : memory, clock, cancellation);
            foreach (ExplainedRow row in part)
            {
                if (!shares)
                {
                    memory.Return(row.Blocks);
                }
                results[row.Index] = row.Results;
            }
            progress?.Report(start + part.Length);
        }
        return new ExplanationSet(results, clock.Sampling, clock.Scoring, clock.Fitting);
    }

    /// <summary>What a feature's weight in a row is about, such as "11.70 &lt; radius &lt;= 13.37".</summary>
    /// <inheritdoc cref="TabularStatistics.Describe" path="/param"/>
    public string Describe(int feature, RowBatch rows, int row) => _statistics.Describe(feature, rows, row);

    private ExplainedRow Prepare(RowBatch rows, int index, ReadOnlySpan<float> scores, IReadOnlyList<int>? classes)
    {
        double[] codes = new double[Layout.Features.Count];
        ulong stream = 0;
        for (int j = 0; j < codes.Length; j++)
        {
            codes[j] = _statistics.Code(j, rows, index);
            stream = RandomStream.Mix(stream ^ BitConverter.DoubleToUInt64Bits(codes[j]));
        }
        foreach (float score in scores)
        {
            if (!float.IsFinite(score))
            {
                throw new InvalidOperationException(FormattableString.Invariant($"The model gives row {index} (from 0) the score {score}, which cannot be explained."));
            }
        }
        int[] targets = classes?.ToArray() ?? ExplainedClasses.Highest(scores, _options.TopClasses);
        double[] own = new double[targets.Length];
        for (int t = 0; t < own.Length; t++)
        {
            own[t] = scores[targets[t]];
        }
        return new ExplainedRow(index, codes, stream, targets, own);
    }

    private void ExplainGroup(RowBatch rows, ExplainedRow[] group, SampleMemory? memory, ExplanationClock clock, CancellationToken cancellation)
    {
        int most = _options.Tolerance is null ? 1 : Math.Max(1, _options.MaxSamples / _options.Samples);
        ExplainedRow[] open = group;
        for (int blocks = 1; open.Length > 0; blocks = Math.Min(2 * blocks, most))
        {
            if (memory is null)
            {
                SampleBlock[] all = ExtendShared(blocks, clock, cancellation);
                foreach (ExplainedRow row in open)
                {
                    row.Blocks = all;
                }
            }
            else
            {
                // All rows of a group have as many blocks while they are open.
                for (int part = open[0].Blocks.Length; part < blocks; part++)
                {
                    ExtendEach(rows, open, part, memory, clock, cancellation);
                }
            }
            int use = blocks;
            clock.Fit(() => Parallel.ForEach(open, new ParallelOptions { CancellationToken = cancellation }, row => row.Results = _fitter.Fit(row, use)));
            if (blocks == most)
            {
                return;
            }
            open = [.. open.Where(r => r.Results.Any(e => e.HalfWidths!.Max() > _options.Tolerance))];
        }
    }

    private SampleBlock[] ExtendShared(int blocks, ExplanationClock clock, CancellationToken cancellation)
    {
        lock (_sharing)
        {
            for (int part = _shared.Count; part < blocks; part++)
            {
                int count = SizeOf(part);
                SampleBlock block = new(count, new double[Layout.Features.Count * count], new float[count * _scorer.Outputs]);
                RowBatch samples = new SampleMemory(Layout).Rows(count);
                int number = part;
                clock.Sample(() => _sampler.Draw(0, number, default, count, block.Codes, samples, 0));
                clock.Score(() => _scorer.Score(samples, block.Scores, cancellation));
                _shared.Add(block);
            }
            return [.. _shared];
        }
    }

    private void ExtendEach(RowBatch rows, ExplainedRow[] open, int part, SampleMemory memory, ExplanationClock clock, CancellationToken cancellation)
    {
        int count = SizeOf(part);
        RowBatch samples = memory.Rows(checked(open.Length * count));
        float[] scores = new float[checked(samples.Count * _scorer.Outputs)];
        clock.Sample(() => Parallel.For(0, open.Length, new ParallelOptions { CancellationToken = cancellation }, i =>
        {
            if (Layout.HasFixedValues)
            {
                rows.CopyRow(open[i].Index, samples, i * count, count);
            }
            SampleBlock block = new(count, memory.Codes(count), scores.AsMemory(i * count * _scorer.Outputs, count * _scorer.Outputs));
            _sampler.Draw(open[i].Stream, part, open[i].Codes, count, block.Codes, samples, i * count);
            open[i].Blocks = [.. open[i].Blocks, block];
        }));
        clock.Score(() => _scorer.Score(samples, scores, cancellation));
    }

    /// <summary>The row itself is the first sample of the first block.</summary>
    private int SizeOf(int part) => part == 0 ? _options.Samples - 1 : _options.Samples;

    private int GroupSize()
    {
        long bytes = Layout.Inputs.Sum(i => (long)i.Width * 16) + Layout.Features.Count * sizeof(double);
        return (int)Math.Max(1, MostSampleBytes / (bytes * _options.Samples));
    }
}
