using MLNet.Interpret.SurrogateTrees;

namespace MLNet.Interpret.Rules;

/// <summary>Simplifies rules step by step. What a step would cost is worked out from the rows that it touches.</summary>
internal sealed class RuleSimplifier
{
    private const int MostPaired = 256;

    private readonly RuleSet _source;
    private readonly Examples _examples;
    private readonly List<Entry> _rules;
    private readonly List<Step> _steps = [];
    private readonly int[] _labels;
    private readonly double[] _losses;
    // Of each row, the rules that hold for it and, of classes, those of them that are wrong.
    private readonly int[] _holding, _wrong;

    public RuleSimplifier(RuleSet source, Examples examples)
    {
        _source = source;
        _examples = examples;
        _labels = source.IsClassification ? examples.Labels() : [];
        // Broad rules first: those after them in an ordered list then need fewer conditions.
        IEnumerable<Entry> entries = source.Rules.Select(r => new Entry(r, RowMask.Of(r, examples)));
        if (source.Rules.Count > MostPaired)
        {
            // Each is to be tried together with each, so those that no row meets are not kept to be merged.
            entries = entries.Where(e => e.Mask.Count > 0);
        }
        _rules = source.Order == RuleOrder.Ordered && Exclude(source, examples) ? [.. entries.OrderByDescending(e => e.Mask.Count)] : [.. entries];
        (_holding, _wrong) = (new int[examples.Count], new int[examples.Count]);
        foreach ((int index, Entry entry) in _rules.Index())
        {
            Count(entry, 1);
            AddSteps(entry, _rules.Take(index));
        }
        _losses = [.. Enumerable.Range(0, examples.Count).Select(Loss)];
    }

    public RuleSet Run(double maximumFidelityLoss, CancellationToken cancellation)
    {
        double most = RuleMeasure.MostLoss(_examples, _source.IsClassification);
        // A row of a hair more than nothing: sums of squares are never exactly the same again.
        double allowed = maximumFidelityLoss * most + 1e-9 * Math.Max(most, double.Epsilon);
        while (_steps.Count > 0)
        {
            cancellation.ThrowIfCancellationRequested();
            (Step? best, double bestPrice, double bestCost) = (null, double.PositiveInfinity, 0);
            foreach (Step step in _steps)
            {
                double cost = step.Cost ??= Cost(step), price = cost > 0 ? cost / step.Saved : cost * step.Saved;
                if (cost <= allowed && (price < bestPrice || price == bestPrice && step.Saved > best!.Saved))
                {
                    (best, bestPrice, bestCost) = (step, price, cost);
                }
            }
            if (best is null)
            {
                break;
            }
            // What a step gains is not given away again, so the bound holds from where the rules stood at best.
            allowed -= Math.Max(bestCost, 0);
            Apply(best);
        }
        if (_source.Order == RuleOrder.Unordered)
        {
            _rules.Sort((a, b) => b.Mask.Count.CompareTo(a.Mask.Count));
        }
        // Behind a rule that always holds no other one is asked, so it is what is left over.
        int always = _source.Order == RuleOrder.Ordered ? _rules.FindIndex(e => e.Rule.Conditions.Count == 0) : -1;
        return new RuleSet(
            _source.Features, _source.Classes, [.. (always < 0 ? _rules : _rules.Take(always)).Select(e => e.Rule)],
            always < 0 ? _source.Otherwise : _rules[always].Rule, _source.Order);
    }

    private static bool Exclude(RuleSet rules, Examples examples)
    {
        for (int row = 0; row < examples.Count; row++)
        {
            bool held = false;
            foreach (Rule rule in rules.Rules)
            {
                bool holds = rule.Holds(examples.Row(row));
                if (holds && held)
                {
                    return false;
                }
                held |= holds;
            }
        }
        return true;
    }

    private void AddSteps(Entry entry, IEnumerable<Entry> others)
    {
        _steps.Add(new Step(entry, null, null, entry.Rule.Terms + 1, entry.Mask));
        for (int at = 0; at < entry.Rule.Conditions.Count; at++)
        {
            foreach (Condition? relaxed in entry.Rule.Conditions[at].Relaxations())
            {
                List<Condition> conditions = [.. entry.Rule.Conditions];
                conditions.RemoveAt(at);
                if (relaxed is not null)
                {
                    conditions.Insert(at, relaxed);
                }
                Rule shorter = entry.Rule with { Conditions = conditions };
                AddStep(entry, null, shorter, entry.Rule.Terms - shorter.Terms);
            }
        }
        foreach (Entry other in others.Where(o => o != entry && (!_source.IsClassification || o.Rule.Label == entry.Rule.Label)))
        {
            (Entry first, Entry second) = _rules.IndexOf(other) < _rules.IndexOf(entry) ? (other, entry) : (entry, other);
            Rule merged = new()
            {
                Conditions = Region.Hull(first.Rule.Conditions, second.Rule.Conditions, _source.Features),
                Value = Mean(first, second),
            };
            AddStep(first, second, merged, first.Rule.Terms + second.Rule.Terms + 1 - merged.Terms);
        }
    }

    private void AddStep(Entry first, Entry? second, Rule rule, int saved)
    {
        RowMask mask = RowMask.Of(rule, _examples);
        // Where the number that is predicted changes, so does the loss of all rows of either rule.
        bool isSame = rule.Value == first.Rule.Value || _source.IsClassification;
        RowMask touched = second is null ? mask.Difference(first.Mask) : isSame ? mask.Difference(first.Mask).Union(second.Mask) : mask;
        _steps.Add(new Step(first, second, new Entry(rule, mask), saved, touched));
    }

    private static IReadOnlyList<double> Mean(Entry a, Entry b)
    {
        double countA = Math.Max(a.Mask.Count, 1e-3), countB = Math.Max(b.Mask.Count, 1e-3);
        return [.. a.Rule.Value.Zip(b.Rule.Value, (x, y) => (countA * x + countB * y) / (countA + countB))];
    }

    private double Cost(Step step)
    {
        double cost = 0;
        foreach (int row in step.Touched)
        {
            cost += Loss(row, step) - _losses[row];
        }
        return cost;
    }

    private void Apply(Step step)
    {
        int at = _rules.IndexOf(step.First);
        Count(step.First, -1);
        if (step.Result is { } result)
        {
            Count(result, 1);
            _rules[at] = result;
        }
        else
        {
            _rules.RemoveAt(at);
        }
        if (step.Second is { } second)
        {
            _rules.Remove(second);
            Count(second, -1);
        }
        _steps.RemoveAll(s => s.First == step.First || s.Second == step.First || step.Second is not null && (s.First == step.Second || s.Second == step.Second));
        foreach (int row in step.Touched)
        {
            _losses[row] = Loss(row);
        }
        // What another step costs is the same as before where it touches only rows that the replaced rules did not hold for, and the new one does not.
        RowMask changed = step.Result is { } now ? step.First.Mask.Union(now.Mask) : step.First.Mask;
        changed = step.Second is { } replaced ? changed.Union(replaced.Mask) : changed;
        foreach (Step other in _steps)
        {
            if (other.Cost is not null && other.Touched.Meets(changed))
            {
                other.Cost = null;
            }
        }
        if (step.Result is { } added)
        {
            AddSteps(added, _rules);
        }
    }

    /// <summary>Counts a rule that comes, or one that goes.</summary>
    private void Count(Entry entry, int by)
    {
        foreach (int row in entry.Mask)
        {
            _holding[row] += by;
            _wrong[row] += _labels.Length > 0 && entry.Label != _labels[row] ? by : 0;
        }
    }

    private double Loss(int row) => Loss(row, null);

    /// <summary>What the rules lose on a row, after a step that is not made yet.</summary>
    private double Loss(int row, Step? step)
    {
        if (_source.Order == RuleOrder.Unordered && _labels.Length > 0)
        {
            (int holding, int wrong) = (_holding[row], _wrong[row]);
            if (step is not null)
            {
                Change(step.First, -1);
                Change(step.Second, -1);
                Change(step.Result, 1);
            }
            return wrong > 0 ? 1 : holding > 0 ? 0 : RuleMeasure.Loss(_source.Otherwise, _examples.Target(row), isClassification: true);

            void Change(Entry? entry, int by)
            {
                if (entry is not null && entry.Mask[row])
                {
                    holding += by;
                    wrong += entry.Label == _labels[row] ? 0 : by;
                }
            }
        }
        double worst = -1;
        foreach (Entry entry in _rules)
        {
            Entry? now = step is null || entry != step.First && entry != step.Second ? entry : entry == step.First ? step.Result : null;
            if (now is not null && now.Mask[row])
            {
                worst = Math.Max(worst, Loss(now, row));
                if (_source.Order == RuleOrder.Ordered)
                {
                    break;
                }
            }
        }
        return worst >= 0 ? worst : RuleMeasure.Loss(_source.Otherwise, _examples.Target(row), _source.IsClassification);
    }

    private double Loss(Entry entry, int row)
    {
        double difference = _labels.Length > 0 ? (entry.Label == _labels[row] ? 0 : 1) : entry.Rule.Value[0] - _examples.Targets[row];
        return difference * difference;
    }

    // Compared by reference: two rules may come to say the same.
    private sealed class Entry(Rule rule, RowMask mask)
    {
        public Rule Rule { get; } = rule;

        public RowMask Mask { get; } = mask;

        public int Label { get; } = rule.Label;
    }

    /// <summary>A rule put in the place of one, or of two; or nothing.</summary>
    private sealed record Step(Entry First, Entry? Second, Entry? Result, int Saved, RowMask Touched)
    {
        /// <summary>What it costs; null where that is to be worked out anew.</summary>
        public double? Cost { get; set; }
    }
}
