namespace MLNet.Interpret.SurrogateTrees;

/// <summary>Grows a tree by gain ratio.</summary>
internal sealed class C45Grower
{
    private const double Tolerance = 1e-3;

    private readonly Lesson _lesson;
    private readonly int[] _labels;
    private readonly int _classes;
    private readonly int _minimum;
    // Of each number all values in order, from which thresholds are taken.
    private readonly float[]?[] _values;

    public C45Grower(Lesson lesson, int minimumLeafSize)
    {
        _lesson = lesson;
        _labels = lesson.Examples.Labels();
        _classes = lesson.Classes.Count;
        _minimum = minimumLeafSize;
        _values = [.. lesson.Features.Select((feature, f) => feature.IsCategorical
            ? null
            : Enumerable.Range(0, lesson.Examples.Count).Select(r => lesson.Examples.Row(r)[f]).Where(v => !float.IsNaN(v)).Order().ToArray())];
    }

    public C45Node Grow()
    {
        List<WeightedRow> all = [.. Enumerable.Range(0, _labels.Length).Select(r => new WeightedRow(r, 1))];
        return Grow(all, new bool[_lesson.Features.Count]);
    }

    /// <summary>A leaf of rows.</summary>
    public C45Node Leaf(List<WeightedRow> rows)
    {
        double[] counts = new double[_classes];
        foreach (WeightedRow row in rows)
        {
            counts[_labels[row.Row]] += row.Weight;
        }
        return new C45Node(rows, counts);
    }

    /// <summary>The rows of each branch; a row whose answer is missing goes down all of them in parts.</summary>
    public List<WeightedRow>[] Divide(List<WeightedRow> rows, TreeTest test)
    {
        List<WeightedRow>[] parts = [.. Enumerable.Range(0, test.Branches).Select(_ => new List<WeightedRow>())];
        List<WeightedRow> unknown = [];
        double[] weights = new double[test.Branches];
        foreach (WeightedRow row in rows)
        {
            int branch = test.Branch(_lesson.Examples.Row(row.Row));
            (branch < 0 ? unknown : parts[branch]).Add(row);
            if (branch >= 0)
            {
                weights[branch] += row.Weight;
            }
        }
        double known = weights.Sum();
        foreach (WeightedRow row in unknown)
        {
            for (int b = 0; b < parts.Length && known > 0; b++)
            {
                if (weights[b] > 0)
                {
                    parts[b].Add(row with { Weight = row.Weight * weights[b] / known });
                }
            }
        }
        return parts;
    }

    private C45Node Grow(List<WeightedRow> rows, bool[] used)
    {
        _lesson.Cancellation.ThrowIfCancellationRequested();
        C45Node node = Leaf(rows);
        if (node.Errors <= 0 || node.Total < 2 * _minimum || Choose(node, used) is not { } test)
        {
            return node;
        }
        bool[] below = used;
        if (test is CategoricalTest categorical)
        {
            // Nothing is left to ask about a category that is known.
            below = [.. used];
            below[categorical.Feature] = true;
        }
        node.Test = test;
        node.Children = [.. Divide(rows, test).Select(part => Grow(part, below))];
        if (node.SubtreeErrors >= node.Errors - Tolerance)
        {
            node.MakeLeaf();
        }
        return node;
    }

    /// <summary>The test of the best gain ratio among those that gain no less than the average.</summary>
    private TreeTest? Choose(C45Node node, bool[] used)
    {
        List<C45Candidate> candidates = [];
        for (int f = 0; f < _lesson.Features.Count; f++)
        {
            C45Candidate? candidate = used[f] ? null : _lesson.Features[f].IsCategorical ? Categories(node, f) : Threshold(node, f);
            if (candidate is { Gain: > 0 })
            {
                candidates.Add(candidate);
            }
        }
        if (candidates.Count == 0)
        {
            return null;
        }
        double average = candidates.Average(c => c.Gain) - Tolerance;
        C45Candidate? best = null;
        foreach (C45Candidate candidate in candidates)
        {
            best = candidate.Gain >= average && candidate.Ratio > (best?.Ratio ?? 0) + 1e-6 ? candidate : best;
        }
        return best?.Test;
    }

    /// <summary>The rows whose value of a feature is known, and the weight of the others.</summary>
    private (List<(float Value, int Label, double Weight)> Known, double Unknown) Known(C45Node node, int feature)
    {
        List<(float Value, int Label, double Weight)> known = [];
        double unknown = 0;
        foreach (WeightedRow row in node.Rows)
        {
            float value = _lesson.Examples.Row(row.Row)[feature];
            if (float.IsNaN(value))
            {
                unknown += row.Weight;
            }
            else
            {
                known.Add((value, _labels[row.Row], row.Weight));
            }
        }
        return (known, unknown);
    }

    private C45Candidate? Categories(C45Node node, int feature)
    {
        int categories = _lesson.Features[feature].Categories!.Count;
        double[][] counts = [.. Enumerable.Range(0, categories).Select(_ => new double[_classes])];
        var (known, unknown) = Known(node, feature);
        foreach (var (value, label, weight) in known)
        {
            counts[(int)value][label] += weight;
        }
        if (counts.Count(c => c.Sum() >= _minimum) < 2)
        {
            return null;
        }
        int next = 0;
        CategoricalTest test = new(feature, [.. counts.Select(c => c.Sum() > 0 ? next++ : -1)]);
        return new C45Candidate(test, counts, unknown, penalty: 0);
    }

    private C45Candidate? Threshold(C45Node node, int feature)
    {
        var (known, unknown) = Known(node, feature);
        known.Sort((a, b) => a.Value.CompareTo(b.Value));
        double total = known.Sum(k => k.Weight);
        double minimum = Math.Clamp(0.1 * total / _classes, Math.Min(_minimum, 25), 25);
        double[] left = new double[_classes], right = new double[_classes];
        foreach ((_, int label, double weight) in known)
        {
            right[label] += weight;
        }
        double best = double.PositiveInfinity, below = 0;
        double[][] counts = [];
        int at = -1, tries = 0;
        for (int i = 0; i + 1 < known.Count; i++)
        {
            left[known[i].Label] += known[i].Weight;
            right[known[i].Label] -= known[i].Weight;
            below += known[i].Weight;
            if (known[i + 1].Value <= known[i].Value || below < minimum - 1e-9 || total - below < minimum - 1e-9)
            {
                continue;
            }
            tries++;
            double rest = C45Candidate.Information(left) + C45Candidate.Information(right);
            if (rest < best - 1e-12)
            {
                (best, at, counts) = (rest, i, [[.. left], [.. right]]);
            }
        }
        if (at < 0)
        {
            return null;
        }
        // The threshold is the greatest value of all the data that is not above the middle.
        float middle = known[at].Value / 2 + known[at + 1].Value / 2;
        int found = Array.BinarySearch(_values[feature]!, middle);
        float threshold = found >= 0 ? middle : _values[feature]![~found - 1];
        // Choosing among many thresholds costs bits too (Quinlan 1996).
        return new C45Candidate(new NumericTest(feature, threshold), counts, unknown, Math.Log2(tries) / node.Total);
    }
}
