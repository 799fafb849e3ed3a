using System.Diagnostics;
using MLNet.Interpret.Scoring;

namespace MLNet.Interpret.SurrogateTrees;

/// <summary>The model that a surrogate mimics, asked in batches; it counts what it is asked and how long that takes.</summary>
/// <param name="scorer">The model.</param>
/// <param name="layout">The features of its columns.</param>
/// <param name="maker">Makes targets of its scores.</param>
/// <param name="before">The time that it took before.</param>
internal sealed class NetworkTeacher(IScorer scorer, FeatureLayout layout, TargetMaker maker, TimeSpan before = default) : ITeacher
{
    private const int BatchRows = 8192;

    private readonly Stopwatch _clock = new();

    /// <summary>The number of rows that were asked about.</summary>
    public long Queries { get; private set; }

    /// <summary>The time that the model took.</summary>
    public TimeSpan Time => before + _clock.Elapsed;

    /// <summary>Asks for the targets of rows as the data has them.</summary>
    public void AskRows(RowBatch rows, Span<double> targets, CancellationToken cancellation = default)
    {
        for (int start = 0; start < rows.Count; start += BatchRows)
        {
            int batch = Math.Min(BatchRows, rows.Count - start);
            maker.Make(Score(rows.Slice(start, batch), cancellation), targets.Slice(start * maker.Outputs, batch * maker.Outputs));
        }
    }

    public void Ask(ReadOnlySpan<float> rows, Span<double> targets, CancellationToken cancellation = default)
    {
        int width = layout.Features.Count, count = rows.Length / width;
        for (int start = 0; start < count; start += BatchRows)
        {
            int batch = Math.Min(BatchRows, count - start);
            RowBatch columns = layout.Decode(rows.Slice(start * width, batch * width));
            maker.Make(Score(columns, cancellation), targets.Slice(start * maker.Outputs, batch * maker.Outputs));
        }
    }

    private float[] Score(RowBatch rows, CancellationToken cancellation)
    {
        _clock.Start();
        float[] scores = new float[checked(rows.Count * scorer.Outputs)];
        scorer.Score(rows, scores, cancellation);
        _clock.Stop();
        Queries += rows.Count;
        for (int i = 0; i < scores.Length; i++)
        {
            if (!float.IsFinite(scores[i]))
            {
                throw new InvalidDataException($"The model's score {i % scorer.Outputs} of row {i / scorer.Outputs} of a batch is {scores[i]}; a surrogate cannot mimic that.");
            }
        }
        return scores;
    }
}
