using System.Numerics.Tensors;
using MLNet.Interpret.SurrogateTrees;

namespace MLNet.Interpret.Rules;

/// <summary>Measures rules on data.</summary>
internal static class RuleMeasure
{
    public static RuleSet Measure(RuleSet rules, Examples examples, ReadOnlySpan<double> truth)
    {
        Check(rules, examples);
        if (!truth.IsEmpty && truth.Length != examples.Count)
        {
            throw new ArgumentException($"There are {truth.Length} true labels for {examples.Count} rows.", nameof(truth));
        }
        int count = rules.Rules.Count + 1;
        Sums[] sums = new Sums[count];
        for (int row = 0; row < examples.Count; row++)
        {
            int fired = rules.Find(examples.Row(row));
            double? actual = truth.IsEmpty ? null : truth[row];
            sums[fired].Add(rules[fired], examples.Target(row), actual, rules.IsClassification);
            for (int rule = fired + 1; rule < rules.Rules.Count && rules.Order == RuleOrder.Unordered; rule++)
            {
                if (rules.Rules[rule].Holds(examples.Row(row)))
                {
                    sums[rule].Add(rules.Rules[rule], examples.Target(row), actual, rules.IsClassification);
                }
            }
        }
        double? variance = rules.IsClassification ? null : Variance(examples.Targets), trueVariance = truth.IsEmpty || rules.IsClassification ? variance : Variance(truth);
        Rule[] measured = [.. Enumerable.Range(0, count).Select(i => rules[i] with { Statistics = sums[i].ToStatistics(examples.Count, variance, trueVariance) })];
        return new RuleSet(rules.Features, rules.Classes, measured[..^1], measured[^1], rules.Order);
    }

    public static double Fidelity(RuleSet rules, Examples examples)
    {
        Check(rules, examples);
        double lost = 0;
        for (int row = 0; row < examples.Count; row++)
        {
            lost += Loss(rules[rules.Find(examples.Row(row))], examples.Target(row), rules.IsClassification);
        }
        double most = MostLoss(examples, rules.IsClassification);
        return most > 0 ? 1 - lost / most : lost > 0 ? 0 : 1;
    }

    /// <summary>1 for another class than the model's and 0 for the same, or the squared difference from the model's number.</summary>
    public static double Loss(Rule rule, ReadOnlySpan<double> target, bool isClassification) => isClassification
        ? rule.Label == TensorPrimitives.IndexOfMax(target) ? 0 : 1
        : (rule.Value[0] - target[0]) * (rule.Value[0] - target[0]);

    /// <summary>The loss over all rows that is a fidelity of 0.</summary>
    public static double MostLoss(Examples examples, bool isClassification) => isClassification ? examples.Count : examples.Count * Variance(examples.Targets);

    public static void Check(RuleSet rules, Examples examples)
    {
        ArgumentNullException.ThrowIfNull(examples);
        int outputs = Math.Max(rules.Classes.Count, 1);
        if (examples.Width != rules.Features.Count || examples.Outputs != outputs || examples.Count == 0)
        {
            throw new ArgumentException(
                $"There are {examples.Count} rows of {examples.Width} features and {examples.Outputs} targets; the rules need at least one row, of {rules.Features.Count} features and {outputs} targets.",
                nameof(examples));
        }
    }

    private static double Variance(ReadOnlySpan<double> values)
    {
        double mean = TensorPrimitives.Sum(values) / values.Length, sum = 0;
        foreach (double value in values)
        {
            sum += (value - mean) * (value - mean);
        }
        return sum / values.Length;
    }

    private struct Sums
    {
        private int _count;
        private double _lost, _confidence;

        public void Add(Rule rule, ReadOnlySpan<double> target, double? truth, bool isClassification)
        {
            _count++;
            _lost += Loss(rule, target, isClassification);
            _confidence += isClassification
                ? truth is { } label ? (label == rule.Label ? 1 : 0) : target[rule.Label]
                : Math.Pow(rule.Value[0] - (truth ?? target[0]), 2);
        }

        // Without rows there is nothing to be unfaithful to; of numbers, sums are of squares, which a variance makes shares.
        public readonly RuleStatistics ToStatistics(int rows, double? variance, double? trueVariance) => _count == 0
            ? new(0, 0, 1, 1)
            : new(_count, (double)_count / rows,
                variance is { } of ? Explained(_lost / _count, of) : 1 - _lost / _count,
                trueVariance is { } trueOf ? Explained(_confidence / _count, trueOf) : _confidence / _count);

        private static double Explained(double error, double variance) => variance > 0 ? 1 - error / variance : error > 0 ? 0 : 1;
    }
}
