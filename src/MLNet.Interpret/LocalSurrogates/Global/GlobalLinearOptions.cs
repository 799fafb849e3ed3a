namespace MLNet.Interpret.LocalSurrogates;

/// <summary>Settings of a linear model of a model's scores over data or a part of it.</summary>
public sealed record GlobalLinearOptions
{
    /// <summary>By feature, the range, ends included, that rows must lie in; a feature that is not named may have any value. None (default) for all of the data.</summary>
    public IReadOnlyDictionary<string, (double Low, double High)> Region { get; init; } = new Dictionary<string, (double, double)>();

    /// <summary>
    /// Rows to draw in the region rather than to take from the data: each a row of the data whose features of <see cref="Region"/> are drawn
    /// evenly from their ranges. 0 (default) takes the rows of the data that lie in the region.
    /// </summary>
    public int Samples { get; init; }

    /// <summary>The ridge's penalty, with quantities in standard deviations. Default 1.</summary>
    public double Penalty { get; init; } = 1;

    /// <summary>The number of parts of a cross-validation, at least 2. Default 5.</summary>
    public int Folds { get; init; } = 5;

    /// <summary>The seed of all that is random. Default 0.</summary>
    public int Seed { get; init; }

    /// <summary>Checks the settings.</summary>
    /// <exception cref="ArgumentException">One is out of range; the message says which and what would be right.</exception>
    public void Check()
    {
        if (Samples < 0 || Penalty < 0 || !double.IsFinite(Penalty) || Folds < 2)
        {
            throw new ArgumentException(FormattableString.Invariant($"Samples is {Samples}, Penalty {Penalty} and Folds {Folds}; the first two must be 0 or more, and the last at least 2."));
        }
        foreach ((string name, (double low, double high)) in Region)
        {
            if (!(low <= high) || !double.IsFinite(low) || !double.IsFinite(high))
            {
                throw new ArgumentException(FormattableString.Invariant($"The range of '{name}' is {low} to {high}; its ends must be finite and in order."));
            }
        }
    }
}
