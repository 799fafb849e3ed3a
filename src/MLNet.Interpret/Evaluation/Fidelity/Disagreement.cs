namespace MLNet.Interpret.Evaluation;

/// <summary>How far a surrogate is from its model on one row.</summary>
/// <param name="Row">The row's place in the data, from 0.</param>
/// <param name="Agrees">Whether both predict the same class, or numbers within the stage's tolerance.</param>
/// <param name="Difference">The mean magnitude of the difference of a score.</param>
public sealed record Disagreement(int Row, bool Agrees, double Difference)
{
    /// <summary>Rows by how far both are apart: first those on which they do not agree, each by the difference, then as they stand.</summary>
    internal static IReadOnlyList<Disagreement> Rank(FidelityRows rows, int count) =>
        [.. Enumerable.Range(0, rows.Count).Select(i => new Disagreement(i, rows.Agrees[i], rows.Error(i)))
            .OrderBy(d => d.Agrees).ThenByDescending(d => d.Difference).Take(count)];
}
