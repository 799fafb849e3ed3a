namespace MLNet.Interpret.SurrogateTrees;

/// <summary>A node as TREPAN grows it.</summary>
/// <param name="Rows">The rows at the node, in the pool.</param>
/// <param name="Reach">The share of all rows that come here, as far as that was seen at the nodes above.</param>
/// <param name="Constraints">The answers that lead to it.</param>
/// <param name="Model">Training rows that values are drawn like.</param>
/// <param name="Low">Of each feature what its values are above, or the least of them.</param>
/// <param name="High">Of each feature the most that its values are.</param>
internal sealed record TrepanNode(
    List<int> Rows, double Reach, IReadOnlyList<(TreeTest Test, int Branch)> Constraints, int[] Model, float[] Low, float[] High);

/// <summary>
/// Draws rows for nodes: each feature on its own, a category as often as rows of the node's model have it, a number from a density of
/// Gaussian kernels around theirs (of width range / sqrt(rows)), between the node's thresholds on it; rows that do not meet the node's other
/// constraints are drawn again.
/// </summary>
internal sealed class TrepanSampler
{
    private const int TriesPerRow = 50;
    private const int TriesPerValue = 100;

    private readonly Lesson _lesson;
    private readonly TrepanPool _pool;
    private readonly TrepanModels _models;
    private readonly Random _random;
    private readonly float[] _low;
    private readonly float[] _high;

    public TrepanSampler(Lesson lesson, TrepanPool pool)
    {
        _lesson = lesson;
        _pool = pool;
        _models = new(lesson);
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

    /// <summary>The root.</summary>
    public TrepanNode Root()
    {
        int[] all = [.. Enumerable.Range(0, _lesson.Examples.Count)];
        return new([.. all], 1, [], all, _low, _high);
    }

    /// <summary>The node at a branch.</summary>
    public TrepanNode Child(TrepanNode parent, List<int> rows, TreeTest test, int branch)
    {
        int[] training = [.. rows.Where(r => r < _lesson.Examples.Count)];
        (TreeTest Test, int Branch)[] constraints = [.. parent.Constraints, (test, branch)];
        float[] low = parent.Low, high = parent.High;
        if (test is NumericTest numeric)
        {
            (low, high) = ([.. low], [.. high]);
            if (branch == 0)
            {
                high[numeric.Feature] = Math.Min(high[numeric.Feature], numeric.Threshold);
            }
            else
            {
                low[numeric.Feature] = Math.Max(low[numeric.Feature], MathF.BitIncrement(numeric.Threshold));
            }
        }
        int[] model = _models.Differ(training, parent.Model, constraints) ? training : parent.Model;
        return new(rows, parent.Reach * rows.Count / parent.Rows.Count, constraints, model, low, high);
    }

    /// <summary>Draws rows until a node has enough, or none that meet its constraints are found in many tries.</summary>
    public void Fill(TrepanNode node, int enough)
    {
        int width = _lesson.Features.Count, missing = enough - node.Rows.Count;
        List<float> drawn = [];
        float[] row = new float[width];
        for (long tries = (long)missing * TriesPerRow; tries > 0 && drawn.Count < missing * width; tries--)
        {
            _lesson.Cancellation.ThrowIfCancellationRequested();
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
            row[f] = _lesson.Features[f].IsCategorical || _high[f] == _low[f]
                ? Known(node, f)
                : DrawNumber(node, f, (float)(width * (_high[f] - _low[f])));
        }
    }

    private float DrawNumber(TrepanNode node, int feature, float width)
    {
        float low = node.Low[feature], high = node.High[feature];
        for (int tries = 0; tries < TriesPerValue; tries++)
        {
            // Two uniform numbers make one of the normal distribution (Box and Muller 1958).
            double normal = Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(2 * Math.PI * _random.NextDouble());
            float value = Known(node, feature) + (float)normal * width;
            if (value >= low && value <= high)
            {
                return value;
            }
        }
        return low + _random.NextSingle() * (high - low);
    }

    private float Known(TrepanNode node, int feature) => _lesson.Examples.Row(node.Model[_random.Next(node.Model.Length)])[feature];

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
