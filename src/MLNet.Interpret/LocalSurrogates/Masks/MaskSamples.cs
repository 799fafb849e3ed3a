namespace MLNet.Interpret.LocalSurrogates;

/// <summary>Samples of a row with the scores that the model gives them.</summary>
/// <param name="Count">The number of samples.</param>
/// <param name="Masks">For each sample a byte for each feature, 0 where it is off.</param>
/// <param name="Scores">The scores, sample by sample.</param>
internal sealed record MaskSamples(int Count, byte[] Masks, float[] Scores);

/// <summary>Fits the linear models of one row from its samples.</summary>
/// <param name="features">The number of features.</param>
/// <param name="targets">The classes that are explained.</param>
/// <param name="own">The row's own scores of them.</param>
/// <param name="kernelWidth">The kernel's width, in the unit of the distance.</param>
/// <param name="options">The settings.</param>
internal sealed class MaskFitter(int features, int[] targets, double[] own, double kernelWidth, LimeOptions options)
{
    private const int BlockSize = 256;

    private readonly SurrogateWorkspace _workspace = new(features, targets.Length, BlockSize);
    private int _samples;

    /// <summary>Takes in the row itself, with all features on.</summary>
    public void AddRow()
    {
        Array.Fill(_workspace.Row, 1);
        for (int j = 0; j < features; j++)
        {
            _workspace.Column(j)[0] = 1;
        }
        for (int t = 0; t < targets.Length; t++)
        {
            _workspace.ScoresOf(t)[0] = 0;
        }
        _workspace.Weights[0] = 1;
        _workspace.Add(1);
        _samples = 1;
    }

    /// <summary>Takes in samples.</summary>
    public void Add(MaskSamples samples)
    {
        ForEachBlock(samples, _workspace.Add);
        _samples += samples.Count;
    }

    /// <summary>The linear models of all that was taken in.</summary>
    public LocalExplanation[] Fit()
    {
        LocalExplanation[] fits = new LocalExplanation[targets.Length];
        for (int t = 0; t < fits.Length; t++)
        {
            fits[t] = SurrogateFit.Run(_workspace.Moments, t, targets[t], _workspace.Row, own[t], own[t], _samples, options);
        }
        return fits;
    }

    /// <summary>Works out how far the weights' confidence intervals reach, which takes another look at all samples.</summary>
    public void AddIntervals(IReadOnlyList<MaskSamples> all, LocalExplanation[] fits)
    {
        ConfidenceIntervals[] intervals = [.. fits.Select((fit, t) => new ConfidenceIntervals(_workspace.Moments, t, fit, own[t]))];
        foreach (MaskSamples samples in all)
        {
            ForEachBlock(samples, count =>
            {
                for (int t = 0; t < fits.Length; t++)
                {
                    intervals[t].Add(_workspace, t, count);
                }
            });
        }
        for (int t = 0; t < fits.Length; t++)
        {
            fits[t].HalfWidths = intervals[t].HalfWidths(options.Penalty, options.Confidence);
        }
    }

    private void ForEachBlock(MaskSamples samples, Action<int> use)
    {
        int outputs = samples.Scores.Length / samples.Count;
        for (int start = 0; start < samples.Count; start += BlockSize)
        {
            int count = Math.Min(BlockSize, samples.Count - start);
            for (int j = 0; j < features; j++)
            {
                Span<double> column = _workspace.Column(j)[..count];
                for (int i = 0, at = start * features + j; i < count; i++, at += features)
                {
                    column[i] = samples.Masks[at];
                }
            }
            for (int t = 0; t < targets.Length; t++)
            {
                // Less the row's own score, so that sums of squares keep their digits.
                Span<double> to = _workspace.ScoresOf(t)[..count];
                for (int i = 0, at = start * outputs + targets[t]; i < count; i++, at += outputs)
                {
                    to[i] = samples.Scores[at] - own[t];
                }
            }
            _workspace.Weigh(options.Distance ?? DistanceMetric.Cosine, kernelWidth, count);
            use(count);
        }
    }
}
