using MLNet.Interpret.Scoring;
using MLNet.Interpret.SurrogateTrees;

namespace MLNet.Interpret.Tests.SurrogateTrees;

/// <summary>Expectations: a model that counts how often it is asked, and that takes a known time.</summary>
public class SurrogateReportTests
{
    private const int Rows = 20_000;

    public static TheoryData<string> Inducers => ["FastTree", "CART", "C4.5", "ANN-DT", "TREPAN"];

    [Theory]
    [MemberData(nameof(Inducers))]
    public void Asks_in_batches_and_tells_how_long_that_took(string name)
    {
        int calls = 0;
        TimeSpan pause = TimeSpan.FromMilliseconds(5);
        long asked = 0;
        using FunctionScorer scorer = new("x", 2, 2, (rows, scores) =>
        {
            calls++;
            Thread.Sleep(pause);
            asked += rows.Length / 2;
            for (int i = 0; i < scores.Length / 2; i++)
            {
                float yes = rows.Span[2 * i] + 0.3f * rows.Span[2 * i + 1] > 0.6f ? 0.9f : 0.1f;
                (scores.Span[2 * i], scores.Span[2 * i + 1]) = (1 - yes, yes);
            }
        });
        TreeInducer inducer = name switch
        {
            "FastTree" => new FastTreeInducer(),
            "CART" => new CartInducer(),
            "C4.5" => new C45Inducer(),
            "ANN-DT" => new AnnDtInducer(),
            _ => new TrepanInducer(),
        };
        Random random = new(1);
        float[] values = [.. Enumerable.Range(0, 2 * Rows).Select(_ => random.NextSingle())];
        SurrogateTraining training = SurrogateTrainer.Train(scorer, RowBatch.OfNumbers("x", values, 2), new() { Inducer = inducer });
        // 1,024 rows first, to see what scores are; then 8,192 at a time; then a node's rows at once.
        Assert.InRange(calls, 4, name == "TREPAN" ? 40 : 5);
        Assert.InRange(training.ScoringTime, calls * pause, training.TotalTime);
        Assert.Equal(training.ScoringTime / training.TotalTime, training.ScoringShare, 1e-12);
        Assert.Equal(asked - 1024, training.Queries);
    }
}
