namespace MLNet.Interpret.SurrogateTrees;

/// <summary>
/// How much a feature matters in a region: the correlation, over random pairs of rows, of how far it changes with how far the model's scores
/// change (Schmitz et al. 1999).
/// </summary>
internal sealed class FeatureSignificance(Lesson lesson, Examples examples)
{
    private const int Pairs = 1000;

    private readonly Random _random = new(lesson.Seed);

    /// <summary>The features that change at all, the most significant first.</summary>
    public IReadOnlyList<int> Order(ReadOnlySpan<int> rows)
    {
        int[] some = rows.ToArray();
        (int A, int B)[] pairs = [.. Enumerable.Range(0, Pairs).Select(_ => (some[_random.Next(some.Length)], some[_random.Next(some.Length)]))];
        double[] changes = [.. pairs.Select(p => (double)System.Numerics.Tensors.TensorPrimitives.Distance(examples.Target(p.A), examples.Target(p.B)))];
        return [.. Enumerable.Range(0, examples.Width).Select(f => (Feature: f, Value: Correlation(f, pairs, changes)))
            .Where(s => !double.IsNaN(s.Value)).OrderByDescending(s => s.Value).Select(s => s.Feature)];
    }

    private double Correlation(int feature, (int A, int B)[] pairs, double[] changes)
    {
        bool isCategorical = lesson.Features[feature].IsCategorical;
        double[] moves = [.. pairs.Select(p =>
        {
            double move = Math.Abs((double)examples.Row(p.A)[feature] - examples.Row(p.B)[feature]);
            return isCategorical && move > 0 ? 1 : move;
        })];
        return MathNet.Numerics.Statistics.Correlation.Pearson(moves, changes);
    }
}
