namespace MLNet.Interpret.SurrogateTrees;

/// <summary>All rows that the model was asked about: those of the training data, and behind them those that were drawn.</summary>
internal sealed class TrepanPool
{
    private readonly Lesson _lesson;
    private readonly List<float> _rows;
    private readonly List<int> _labels;

    public TrepanPool(Lesson lesson)
    {
        _lesson = lesson;
        _rows = [.. lesson.Examples.Rows];
        _labels = [.. lesson.Examples.Labels()];
    }

    public ReadOnlySpan<float> Row(int row) =>
        System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_rows).Slice(row * _lesson.Features.Count, _lesson.Features.Count);

    public int Label(int row) => _labels[row];

    /// <summary>Adds rows with what the model says of them.</summary>
    /// <returns>The number of the first.</returns>
    public int Add(float[] rows)
    {
        int first = _labels.Count, outputs = _lesson.Examples.Outputs;
        double[] targets = new double[rows.Length / _lesson.Features.Count * outputs];
        _lesson.Teacher.Ask(rows, targets, _lesson.Cancellation);
        _rows.AddRange(rows);
        _labels.AddRange(new Examples(rows, _lesson.Features.Count, targets, outputs).Labels());
        return first;
    }

    /// <summary>The share of each class.</summary>
    public double[] Shares(List<int> rows)
    {
        double[] shares = new double[_lesson.Classes.Count];
        foreach (int row in rows)
        {
            shares[_labels[row]]++;
        }
        return [.. shares.Select(s => rows.Count > 0 ? s / rows.Count : 1.0 / shares.Length)];
    }
}
