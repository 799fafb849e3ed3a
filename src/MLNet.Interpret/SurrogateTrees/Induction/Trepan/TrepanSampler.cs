namespace MLNet.Interpret.SurrogateTrees;

/// <summary>A node as TREPAN grows it.</summary>
/// <param name="Rows">The rows at the node, in the pool.</param>
/// <param name="Constraints">The answers that lead to it.</param>
/// <param name="Model">Training rows that values are drawn like.</param>
internal sealed record TrepanNode(List<int> Rows, IReadOnlyList<(TreeTest Test, int Branch)> Constraints, int[] Model);

/// <summary>
/// Draws rows for nodes: each feature on its own, a category as often as training rows at the node have it, a number from a density of
/// Gaussian kernels around theirs (of width range / sqrt(rows)); rows that do not meet the node's constraints are drawn again.
/// </summary>
internal sealed class TrepanSampler
{
    // With fewer rows of its own, a node draws like the one above it.
    private const int LeastModelRows = 20;
    private const int TriesPerRow = 50;

    private readonly Lesson _lesson;
    private readonly TrepanPool _pool;
    private readonly Random _random;
    private readonly float[] _low;
    private readonly float[] _high;

    public TrepanSampler(Lesson lesson, TrepanPool pool)
    {
        _lesson = lesson;
        _pool = pool;
        _random = new Random(lesson.Seed);
        int width = lesson.Features.Count;
        _low = lesson.Examples.Row(0).ToArray();
        _high = lesson.Examples.Row(0).ToArray();
        for (int i = 0; i < lesson.Examples.Rows.Length; i++)
        {
            _low[i % width] = Math.Min(_low[i % width], lesson.Examples.Rows[i]);
            _high[i % width] = Math.Max(_high[i % width], lesson.Examples.Rows[i]);
        }
    }

    /// <summary>The model of the root.</summary>
    public int[] Root => [.. Enumerable.Range(0, _lesson.Examples.Count)];

    /// <summary>The node at a branch.</summary>
    public TrepanNode Child(TrepanNode parent, List<int> rows, TreeTest test, int branch)
    {
        int[] training = [.. rows.Where(r => r < _lesson.Examples.Count)];
        return new(rows, [.. parent.Constraints, (test, branch)], training.Length >= LeastModelRows ? training : parent.Model);
    }

    /// <summary>Draws rows until a node has enough, or none that meet its constraints are found in many tries.</summary>
    public void Fill(TrepanNode node, int enough)
    {
        int width = _lesson.Features.Count, missing = enough - node.Rows.Count;
        List<float> drawn = [];
        float[] row = new float[width];
        for (long tries = (long)missing * TriesPerRow; tries > 0 && drawn.Count < missing * width; tries--)
        {
            Draw(node, row);
            if (Meets(node, row))
            {
                drawn.AddRange(row);
            }
        }
        if (drawn.Count > 0)
        {
            int first = _pool.Add([.. drawn]);
            node.Rows.AddRange(Enumerable.Range(first, drawn.Count / width));
        }
    }

    private void Draw(TrepanNode node, Span<float> row)
    {
        double width = 1 / Math.Sqrt(node.Model.Length);
        for (int f = 0; f < row.Length; f++)
        {
            float value = _lesson.Examples.Row(node.Model[_random.Next(node.Model.Length)])[f];
            if (!_lesson.Features[f].IsCategorical && _high[f] > _low[f])
            {
                // Two uniform numbers make one of the normal distribution (Box and Muller 1958).
                double normal = Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(2 * Math.PI * _random.NextDouble());
                value = Math.Clamp(value + (float)(normal * width * (_high[f] - _low[f])), _low[f], _high[f]);
            }
            row[f] = value;
        }
    }

    private static bool Meets(TrepanNode node, ReadOnlySpan<float> row)
    {
        foreach ((TreeTest test, int branch) in node.Constraints)
        {
            if (test.Branch(row) != branch)
            {
                return false;
            }
        }
        return true;
    }
}
