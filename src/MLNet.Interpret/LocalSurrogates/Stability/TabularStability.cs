using MLNet.Interpret.Scoring;

namespace MLNet.Interpret.LocalSurrogates;

/// <summary>Explains rows of tables over several seeds, and says how far the explanations agree.</summary>
public static class TabularStability
{
    /// <summary>Explains rows several times.</summary>
    /// <param name="scorer">The model, which stays the caller's.</param>
    /// <param name="statistics">What was learned from training data.</param>
    /// <param name="rows">The rows, with the columns that the model reads.</param>
    /// <param name="options">The settings; seeds count up from theirs. Null for the reference implementation's.</param>
    /// <param name="runs">The number of seeds, at least 2.</param>
    /// <param name="classes">The classes to explain in every row; null for those with the highest scores.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <returns>For each row, a report for each class that is explained.</returns>
    /// <exception cref="ArgumentException">There are fewer than two runs, a setting is out of range, or there is no such class.</exception>
    public static IReadOnlyList<IReadOnlyList<StabilityReport>> Measure(
        IScorer scorer, TabularStatistics statistics, RowBatch rows, TabularLimeOptions? options = null, int runs = 10,
        IReadOnlyList<int>? classes = null, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(runs, 2);
        ArgumentNullException.ThrowIfNull(rows);
        options ??= new TabularLimeOptions();
        ExplanationSet[] sets = new ExplanationSet[runs];
        for (int run = 0; run < runs; run++)
        {
            TabularLime lime = new(scorer, statistics, options with { Intervals = true, Seed = unchecked((options.Seed ?? 0) + run) });
            sets[run] = lime.Explain(rows, classes, cancellation: cancellation);
        }
        return [.. Enumerable.Range(0, rows.Count).Select(i =>
            Enumerable.Range(0, sets[0].Rows[i].Count).Select(c => StabilityReport.Of([.. sets.Select(s => s.Rows[i][c])])).ToArray())];
    }
}
