namespace MLNet.Interpret.LocalSurrogates;

/// <summary>The explanations of rows, and the time that they took.</summary>
/// <param name="Rows">For each row, one explanation for each class that is explained.</param>
/// <param name="Sampling">The time spent on drawing samples.</param>
/// <param name="Scoring">The time spent in the model.</param>
/// <param name="Fitting">The time spent on weighing samples and fitting linear models.</param>
public sealed record ExplanationSet(IReadOnlyList<IReadOnlyList<LocalExplanation>> Rows, TimeSpan Sampling, TimeSpan Scoring, TimeSpan Fitting);

/// <summary>Measures the parts of an explanation's time.</summary>
internal sealed class ExplanationClock
{
    public TimeSpan Sampling { get; private set; }

    public TimeSpan Scoring { get; private set; }

    public TimeSpan Fitting { get; private set; }

    public void Sample(Action work) => Sampling += Time(work);

    public void Score(Action work) => Scoring += Time(work);

    public void Fit(Action work) => Fitting += Time(work);

    private static TimeSpan Time(Action work)
    {
        long start = System.Diagnostics.Stopwatch.GetTimestamp();
        work();
        return System.Diagnostics.Stopwatch.GetElapsedTime(start);
    }
}
