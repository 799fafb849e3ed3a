using MLNet.Interpret.Scoring;

namespace MLNet.Interpret.Tests.LocalSurrogates.Text;

/// <summary>A model of text given as a function.</summary>
internal sealed class WordModel(Func<string, double> score) : IScorer
{
    public IReadOnlyList<ScorerInput> Inputs { get; } = [new ScorerInput("Text", typeof(ReadOnlyMemory<char>), 1)];

    public int Outputs => 1;

    public IReadOnlyList<string> OutputNames => ["0"];

    public void Score(RowBatch rows, Memory<float> scores, CancellationToken cancellation = default)
    {
        Memory<ReadOnlyMemory<char>> texts = rows.Require("Text").Values<ReadOnlyMemory<char>>();
        for (int i = 0; i < rows.Count; i++)
        {
            scores.Span[i] = (float)score(texts.Span[i].ToString());
        }
    }

    public void Dispose()
    {
    }

    public static RowBatch Rows(params string[] texts) => new(new RowColumn<ReadOnlyMemory<char>>("Text", texts.Select(t => t.AsMemory()).ToArray()));
}
