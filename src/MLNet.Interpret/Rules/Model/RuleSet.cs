using MLNet.Interpret.SurrogateTrees;

namespace MLNet.Interpret.Rules;

/// <summary>How rules stand to each other.</summary>
public enum RuleOrder
{
    /// <summary>Each rule speaks for itself, and can be read alone.</summary>
    Unordered,

    /// <summary>Each rule is for the rows that those before it leave.</summary>
    Ordered,
}

/// <summary>Rules that do not change. Several threads may use them at once.</summary>
/// <remarks>The first rule that holds fires, also where rules are unordered and two of them contradict each other; where none holds, <see cref="Otherwise"/> does.</remarks>
public sealed class RuleSet
{
    /// <summary>Rules.</summary>
    /// <param name="features">What the conditions are about.</param>
    /// <param name="classes">The names of the classes; none where a number is predicted.</param>
    /// <param name="rules">The rules.</param>
    /// <param name="otherwise">What is predicted where no rule holds; it has no conditions.</param>
    /// <param name="order">How the rules stand to each other.</param>
    /// <exception cref="ArgumentException">A rule has a wrong number of values, or is about a feature that there is not.</exception>
    public RuleSet(IReadOnlyList<TreeFeature> features, IReadOnlyList<string> classes, IReadOnlyList<Rule> rules, Rule otherwise, RuleOrder order)
    {
        ArgumentNullException.ThrowIfNull(features);
        ArgumentNullException.ThrowIfNull(classes);
        ArgumentNullException.ThrowIfNull(rules);
        ArgumentNullException.ThrowIfNull(otherwise);
        (Features, Classes, Rules, Otherwise, Order) = (features, classes, rules, otherwise, order);
        if (otherwise.Conditions.Count > 0)
        {
            throw new ArgumentException("The rule for all other rows has conditions; it may have none.", nameof(otherwise));
        }
        foreach ((int index, Rule rule) in rules.Append(otherwise).Index())
        {
            Check(rule, index == rules.Count ? "The rule for all other rows" : $"Rule {index}");
        }
    }

    /// <summary>What the conditions are about.</summary>
    public IReadOnlyList<TreeFeature> Features { get; }

    /// <summary>The names of the classes; none where a number is predicted.</summary>
    public IReadOnlyList<string> Classes { get; }

    /// <summary>The rules, of which the first that holds fires.</summary>
    public IReadOnlyList<Rule> Rules { get; }

    /// <summary>What is predicted where no rule holds.</summary>
    public Rule Otherwise { get; }

    /// <summary>How the rules stand to each other.</summary>
    public RuleOrder Order { get; }

    /// <summary>Whether classes are predicted rather than a number.</summary>
    public bool IsClassification => Classes.Count > 0;

    /// <summary>The number of single comparisons of all rules.</summary>
    public int Terms => Rules.Sum(r => r.Terms);

    /// <summary>A rule by its index; the number of rules is the index of <see cref="Otherwise"/>.</summary>
    public Rule this[int index] => index == Rules.Count ? Otherwise : Rules[index];

    /// <summary>The index of the rule that fires; the number of rules where none holds.</summary>
    /// <param name="row">A value for each feature: the number, or the category's index; NaN where it is missing, which meets no condition.</param>
    public int Find(ReadOnlySpan<float> row)
    {
        int index = 0;
        while (index < Rules.Count && !Rules[index].Holds(row))
        {
            index++;
        }
        return index;
    }

    /// <summary>What a rule predicts, in words: the class, or the number.</summary>
    public string DescribePrediction(Rule rule)
    {
        ArgumentNullException.ThrowIfNull(rule);
        return IsClassification ? Classes[rule.Label] : Condition.Number(rule.Value[0]);
    }

    /// <summary>A rule in words, as in "if petal width &lt;= 0.8 then setosa".</summary>
    /// <param name="index">The rule's index; the number of rules for what is predicted where none holds.</param>
    public string Describe(int index) => index == Rules.Count
        ? $"otherwise {DescribePrediction(Otherwise)}"
        : $"if {this[index].Describe(Features)} then {DescribePrediction(this[index])}";

    /// <summary>The same rules, with what they come to on data.</summary>
    /// <param name="examples">Rows and what the model says of them.</param>
    /// <param name="truth">The true class's index, or the true number, of each row; empty where it is not known.</param>
    /// <exception cref="ArgumentException">The data do not fit the rules.</exception>
    public RuleSet Measure(Examples examples, ReadOnlySpan<double> truth = default) => RuleMeasure.Measure(this, examples, truth);

    /// <summary>How well the rules mimic the model: the share of rows of which both say the same class, or R2 of a number.</summary>
    /// <param name="examples">Rows and what the model says of them.</param>
    public double Fidelity(Examples examples) => RuleMeasure.Fidelity(this, examples);

    private void Check(Rule rule, string name)
    {
        int outputs = Math.Max(Classes.Count, 1);
        if (rule.Value.Count != outputs)
        {
            throw new ArgumentException($"{name} has {rule.Value.Count} values; there are {outputs} {(IsClassification ? "classes" : "to predict")}.");
        }
        foreach (Condition condition in rule.Conditions)
        {
            bool isRight = condition switch
            {
                Interval i => IsFeature(i.Feature) && !Features[i.Feature].IsCategorical,
                Membership m => IsFeature(m.Feature) && Features[m.Feature].Categories is { } names && m.Categories.All(c => c >= 0 && c < names.Count),
                CountCondition c => c.Test.Literals.Count > 0 && c.Test.Literals.All(l => IsFeature(l.Feature)) && c.Test.IsCategorical.Count == Features.Count,
                _ => false,
            };
            if (!isRight)
            {
                throw new ArgumentException($"{name} has a condition about a feature or a category that is not among the {Features.Count} features, or of another kind.");
            }
        }
    }

    private bool IsFeature(int index) => index >= 0 && index < Features.Count;
}
