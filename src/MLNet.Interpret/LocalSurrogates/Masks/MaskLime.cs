using MLNet.Interpret.Scoring;

namespace MLNet.Interpret.LocalSurrogates;

/// <summary>
/// LIME for rows whose features are parts that can be switched off, such as segments of an image or words of a text. Several threads may use it at once.
/// </summary>
/// <param name="scorer">The model.</param>
/// <param name="column">The column whose parts are switched off.</param>
/// <param name="options">The settings.</param>
/// <param name="kernelWidth">The kernel's width, in the unit of the distance.</param>
/// <param name="draw">How samples are drawn.</param>
/// <param name="topClasses">The number of classes that are explained where none are named.</param>
internal sealed class MaskLime(IScorer scorer, string column, LimeOptions options, double kernelWidth, MaskDraw draw, int topClasses)
{
    private const long MostSampleBytes = 64L << 20;

    /// <summary>Explains rows.</summary>
    /// <param name="rows">The rows, with the columns that the model reads.</param>
    /// <param name="mask">Parts a row.</param>
    /// <param name="classes">The classes to explain; null for those with the highest scores.</param>
    /// <param name="progress">Takes the number of rows that are done.</param>
    /// <param name="cancellation">Stops the work.</param>
    public ExplanationSet Explain(
        RowBatch rows, Func<int, MaskedRow> mask, IReadOnlyList<int>? classes, IProgress<long>? progress, CancellationToken cancellation)
    {
        ExplainedClasses.Check(scorer, classes);
        RowBatch read = new([.. scorer.Inputs.Select(i => rows.Require(i.Name))]);
        ExplanationClock clock = new();
        float[] scores = [];
        if (rows.Count > 0)
        {
            clock.Score(() => scores = scorer.Score(read, cancellation));
        }
        CheckScores(scores);
        LocalExplanation[][] results = new LocalExplanation[rows.Count][];
        RowBatch? memory = null;
        for (int i = 0; i < results.Length; i++)
        {
            MaskedRow row = null!;
            int index = i;
            clock.Sample(() => row = mask(index));
            ReadOnlySpan<float> own = scores.AsSpan(i * scorer.Outputs, scorer.Outputs);
            results[i] = ExplainRow(read, row, own, classes, ref memory, clock, cancellation);
            progress?.Report(i + 1);
        }
        return new ExplanationSet(results, clock.Sampling, clock.Scoring, clock.Fitting);
    }

    private LocalExplanation[] ExplainRow(
        RowBatch rows, MaskedRow row, ReadOnlySpan<float> scores, IReadOnlyList<int>? classes, ref RowBatch? memory, ExplanationClock clock, CancellationToken cancellation)
    {
        int[] targets = classes?.ToArray() ?? ExplainedClasses.Highest(scores, topClasses);
        double[] own = new double[targets.Length];
        for (int t = 0; t < own.Length; t++)
        {
            own[t] = scores[targets[t]];
        }
        if (row.Features == 0)
        {
            return [.. targets.Select((target, t) => SurrogateFit.Sparse(target, [], [], [], own[t], own[t], r2: 0, samples: 1))];
        }
        MaskFitter fitter = new(row.Features, targets, own, kernelWidth, options);
        fitter.AddRow();
        List<MaskSamples> kept = [];
        LocalExplanation[] fits = [];
        int drawn = 1, wanted = options.Samples;
        while (true)
        {
            while (drawn < wanted)
            {
                int count = (int)Math.Min(wanted - drawn, Math.Max(1, MostSampleBytes / row.SampleBytes));
                MaskSamples samples = Sample(rows, row, drawn, count, ref memory, clock, cancellation);
                clock.Fit(() => fitter.Add(samples));
                drawn += count;
                if (options.Tolerance is not null)
                {
                    kept.Add(samples);
                }
            }
            clock.Fit(() => fits = fitter.Fit());
            if (options.Tolerance is null)
            {
                return fits;
            }
            clock.Fit(() => fitter.AddIntervals(kept, fits));
            if (drawn >= options.MaxSamples || fits.All(f => f.HalfWidths!.Max() <= options.Tolerance))
            {
                return fits;
            }
            wanted = Math.Min(2 * drawn, options.MaxSamples);
        }
    }

    private MaskSamples Sample(RowBatch rows, MaskedRow row, int first, int count, ref RowBatch? memory, ExplanationClock clock, CancellationToken cancellation)
    {
        MaskSamples samples = new(count, new byte[count * row.Features], new float[count * scorer.Outputs]);
        if (memory is null || memory.Count < count)
        {
            memory = new RowBatch([.. scorer.Inputs.Select(i => i.Allocate(count))]);
        }
        RowBatch batch = memory.Slice(0, count);
        clock.Sample(() =>
        {
            for (int i = 0; i < count; i++)
            {
                // Each sample has numbers of its own, so that they do not depend on how many are drawn at once.
                RandomStream random = new(options.Seed ?? 0, row.Stream, (ulong)(first + i));
                draw.Draw(ref random, samples.Masks.AsSpan(i * row.Features, row.Features));
            }
            foreach (RowColumn c in batch.Columns)
            {
                if (c.Name == column)
                {
                    row.Write(samples.Masks, count, c);
                }
                else
                {
                    rows.Require(c.Name).CopyRow(row.Index, c, 0, count);
                }
            }
        });
        clock.Score(() => scorer.Score(batch, samples.Scores, cancellation));
        CheckScores(samples.Scores, row.Index);
        return samples;
    }

    private void CheckScores(float[] scores, int? row = null)
    {
        for (int i = 0; i < scores.Length; i++)
        {
            if (!float.IsFinite(scores[i]))
            {
                string which = row is { } known ? $"a sample of row {known}" : $"row {i / scorer.Outputs}";
                throw new InvalidOperationException(FormattableString.Invariant($"The model gives {which} (from 0) the score {scores[i]}, which cannot be explained."));
            }
        }
    }
}
