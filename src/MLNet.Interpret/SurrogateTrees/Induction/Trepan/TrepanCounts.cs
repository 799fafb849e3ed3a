namespace MLNet.Interpret.SurrogateTrees;

/// <summary>What tests tell of the classes of some rows.</summary>
internal sealed class TrepanCounts
{
    private readonly TrepanPool _pool;
    private readonly int[] _labels;
    private readonly double[] _totals;
    private readonly double _whole;
    private readonly int _minimum;
    private readonly byte[] _met;

    public TrepanCounts(Lesson lesson, TrepanPool pool, List<int> rows, int minimumPerBranch)
    {
        _pool = pool;
        _labels = [.. rows.Select(pool.Label)];
        _totals = new double[lesson.Classes.Count];
        foreach (int label in _labels)
        {
            _totals[label]++;
        }
        _whole = C45Candidate.Information(_totals);
        _minimum = minimumPerBranch;
        _met = new byte[_labels.Length];
    }

    /// <summary>The bits that an m-of-n test tells of a row's class; negative infinity where a branch gets too few rows.</summary>
    /// <param name="met">Of each condition, which rows meet it.</param>
    /// <param name="chosen">The conditions of the test.</param>
    /// <param name="required">m.</param>
    public double Gain(bool[][] met, int[] chosen, int required)
    {
        _met.AsSpan().Clear();
        foreach (int condition in chosen)
        {
            System.Numerics.Tensors.TensorPrimitives.Add(
                _met, System.Runtime.InteropServices.MemoryMarshal.AsBytes<bool>(met[condition]), _met);
        }
        Span<double> yes = stackalloc double[_totals.Length];
        yes.Clear();
        for (int i = 0; i < _met.Length; i++)
        {
            if (_met[i] >= required)
            {
                yes[_labels[i]]++;
            }
        }
        return Gain(yes);
    }

    /// <summary>The thresholds on a number that tell most, among those between rows of different classes.</summary>
    public IEnumerable<float> Thresholds(List<int> rows, int feature, int count)
    {
        float[] values = [.. rows.Select(r => _pool.Row(r)[feature])];
        int[] labels = [.. _labels];
        Array.Sort(values, labels);
        double[] below = new double[_totals.Length];
        List<(float Threshold, double Gain)> found = [];
        for (int i = 0; i + 1 < values.Length; i++)
        {
            below[labels[i]]++;
            if (values[i] < values[i + 1] && Gain(below) is var gain && gain > 0)
            {
                float middle = values[i] / 2 + values[i + 1] / 2;
                found.Add((middle < values[i + 1] ? middle : values[i], gain));
            }
        }
        return found.OrderByDescending(t => t.Gain).Take(count).Select(t => t.Threshold);
    }

    private double Gain(ReadOnlySpan<double> yes)
    {
        Span<double> no = stackalloc double[yes.Length];
        System.Numerics.Tensors.TensorPrimitives.Subtract(_totals, yes, no);
        double met = System.Numerics.Tensors.TensorPrimitives.Sum(yes);
        return met < _minimum || _labels.Length - met < _minimum
            ? double.NegativeInfinity
            : (_whole - C45Candidate.Information(yes) - C45Candidate.Information(no)) / _labels.Length;
    }
}
