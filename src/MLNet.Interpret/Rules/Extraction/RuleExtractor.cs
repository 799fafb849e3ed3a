using MLNet.Interpret.SurrogateTrees;

namespace MLNet.Interpret.Rules;

/// <summary>A way to extract rules that mimic a model. Its properties are its settings.</summary>
public abstract record RuleExtractor
{
    /// <summary>How the rules are to stand to each other.</summary>
    public RuleOrder Order { get; init; }

    /// <summary>
    /// How much fidelity, on the rows that rules are learnt from, may be given up for shorter rules, in [0, 1]; default 0.01. 0 takes away only what
    /// no row needs. Null leaves the rules as they are found.
    /// </summary>
    public double? MaximumFidelityLoss { get; init; } = 0.01;

    /// <summary>What it is called in messages.</summary>
    public abstract string Name { get; }

    /// <summary>Extracts rules, simplifies them, and measures them on the lesson's rows.</summary>
    /// <param name="lesson">What to learn from.</param>
    /// <exception cref="ArgumentException">A setting is out of range.</exception>
    public RuleSet Extract(Lesson lesson)
    {
        ArgumentNullException.ThrowIfNull(lesson);
        if (MaximumFidelityLoss is not (null or (>= 0 and <= 1)))
        {
            throw new ArgumentOutOfRangeException(nameof(MaximumFidelityLoss), MaximumFidelityLoss, $"{nameof(MaximumFidelityLoss)} of {Name} must be from 0 to 1, or null.");
        }
        RuleSet found = Learn(lesson);
        if (MaximumFidelityLoss is { } loss)
        {
            found = found.Simplify(lesson.Examples, loss, lesson.Cancellation);
        }
        return found.Measure(lesson.Examples);
    }

    /// <summary>Learns rules that stand to each other as <see cref="Order"/> says.</summary>
    protected abstract RuleSet Learn(Lesson lesson);
}

/// <summary>Learns a tree that mimics the model, and makes a rule of each leaf.</summary>
public sealed record TreeRuleExtractor : RuleExtractor
{
    /// <summary>The way to learn the tree, one for all classes; null for <see cref="CartInducer"/>.</summary>
    public TreeInducer? Inducer { get; init; }

    /// <inheritdoc/>
    public override string Name => "TreeRules";

    /// <inheritdoc/>
    protected override RuleSet Learn(Lesson lesson) => (Inducer ?? new CartInducer()).Induce(lesson).ToRules(Order);
}
