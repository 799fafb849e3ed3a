namespace MLNet.Interpret.Scoring;

/// <summary>A model given as a function of rows of numbers.</summary>
/// <param name="name">The name of the column of numbers.</param>
/// <param name="width">The number of numbers in a row.</param>
/// <param name="outputs">The number of scores of a row.</param>
/// <param name="score">Takes the numbers, row by row, and writes the scores, row by row. Several threads may call it at once.</param>
public sealed class FunctionScorer(string name, int width, int outputs, Action<ReadOnlyMemory<float>, Memory<float>> score) : IScorer
{
    /// <inheritdoc/>
    public IReadOnlyList<ScorerInput> Inputs { get; } = [new ScorerInput(name, typeof(float), width)];

    /// <inheritdoc/>
    public int Outputs => outputs;

    /// <inheritdoc/>
    public IReadOnlyList<string> OutputNames { get; } = Scorers.Numbered(outputs);

    /// <inheritdoc/>
    public void Score(RowBatch rows, Memory<float> scores, CancellationToken cancellation = default)
    {
        Scorers.Check(this, rows, scores.Length);
        cancellation.ThrowIfCancellationRequested();
        score(rows.Require(name).Values<float>(), scores);
    }

    /// <summary>Does nothing: a function holds nothing to free.</summary>
    public void Dispose()
    {
    }
}
