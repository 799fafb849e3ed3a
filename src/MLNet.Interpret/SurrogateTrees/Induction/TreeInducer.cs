namespace MLNet.Interpret.SurrogateTrees;

/// <summary>A way to learn a tree that mimics a model. Its properties are its settings.</summary>
public abstract record TreeInducer
{
    /// <summary>The largest number of leaves; of each tree, where there are several.</summary>
    public int MaximumLeaves { get; init; } = 16;

    /// <summary>The smallest number of rows in a leaf. It may be small, since models answer without noise.</summary>
    public int MinimumLeafSize { get; init; } = 2;

    /// <summary>What it is called in messages.</summary>
    public abstract string Name { get; }

    /// <summary>Learns a surrogate.</summary>
    /// <param name="lesson">What to learn from.</param>
    /// <exception cref="ArgumentException">A setting is out of range.</exception>
    public TreeSurrogate Induce(Lesson lesson)
    {
        ArgumentNullException.ThrowIfNull(lesson);
        Check();
        if (lesson.Examples.Count == 0)
        {
            throw new ArgumentException("There are no rows to learn a surrogate tree from.", nameof(lesson));
        }
        lesson.RequireFiniteValues();
        return Learn(lesson);
    }

    /// <summary>Learns a surrogate from rows, of which there is at least one.</summary>
    protected abstract TreeSurrogate Learn(Lesson lesson);

    /// <summary>Checks the settings.</summary>
    protected virtual void Check()
    {
        Require(MaximumLeaves >= 1, nameof(MaximumLeaves), MaximumLeaves, "at least 1");
        Require(MinimumLeafSize >= 1, nameof(MinimumLeafSize), MinimumLeafSize, "at least 1");
    }

    /// <summary>Refuses a setting that is out of range.</summary>
    protected void Require<T>(bool isRight, string setting, T value, string range)
    {
        if (!isRight)
        {
            throw new ArgumentOutOfRangeException(setting, value, $"{setting} of {Name} must be {range}.");
        }
    }
}
