namespace MLNet.Interpret.Scoring;

/// <summary>A model as black-box methods see it: batches of rows in, scores out. Several threads may score at once.</summary>
public interface IScorer : IDisposable
{
    /// <summary>The columns that a batch must have.</summary>
    IReadOnlyList<ScorerInput> Inputs { get; }

    /// <summary>The number of scores of a row: classes, or 1.</summary>
    int Outputs { get; }

    /// <summary>What the scores are called: class names where the model has them, else their numbers from 0.</summary>
    IReadOnlyList<string> OutputNames { get; }

    /// <summary>Scores rows. Few large batches are much faster than many small ones.</summary>
    /// <param name="rows">The rows; columns that the model does not read are passed over.</param>
    /// <param name="scores">Takes the scores, row by row: as many as there are rows times <see cref="Outputs"/>.</param>
    /// <param name="cancellation">Stops the run.</param>
    /// <exception cref="ArgumentException">A column is missing or of another type or width, or the scores do not fit.</exception>
    void Score(RowBatch rows, Memory<float> scores, CancellationToken cancellation = default);
}

/// <summary>What scorers share.</summary>
internal static class Scorers
{
    /// <summary>Numbers from 0 for scores that have no names.</summary>
    public static IReadOnlyList<string> Numbered(int outputs) =>
        [.. Enumerable.Range(0, outputs).Select(i => i.ToString(System.Globalization.CultureInfo.InvariantCulture))];

    /// <summary>Checks a batch against what a model reads.</summary>
    public static void Check(IScorer scorer, RowBatch rows, int scores)
    {
        ArgumentNullException.ThrowIfNull(rows);
        foreach (ScorerInput input in scorer.Inputs)
        {
            RowColumn column = rows.Require(input.Name);
            if (column.ItemType != input.ItemType || column.Width != input.Width)
            {
                throw new ArgumentException(
                    $"The model reads the column '{input.Name}' as {input.Width} x {input.ItemType.Name} a row, but the rows have {column.Width} x {column.ItemType.Name}.");
            }
        }
        if (scores != (long)rows.Count * scorer.Outputs)
        {
            throw new ArgumentException($"{rows.Count} rows have {(long)rows.Count * scorer.Outputs} scores, but room for {scores} is given.");
        }
    }

    /// <summary>Scores rows into new memory.</summary>
    public static float[] Score(this IScorer scorer, RowBatch rows, CancellationToken cancellation = default)
    {
        float[] scores = new float[checked(rows.Count * scorer.Outputs)];
        scorer.Score(rows, scores, cancellation);
        return scores;
    }
}
