namespace MLNet.Interpret.LocalSurrogates;

/// <summary>The linear model that is fitted around a row.</summary>
public enum SurrogateRegressor
{
    /// <summary>Least squares with a penalty on the squares of the weights.</summary>
    Ridge,

    /// <summary>Half the mean squared error with a penalty on the absolute values of the weights.</summary>
    Lasso,
}

/// <summary>
/// Settings of local surrogates of every kind (Ribeiro, Singh, Guestrin 2016, "Why Should I Trust You?"). The defaults are those of the
/// paper's reference implementation.
/// </summary>
public record LimeOptions
{
    /// <summary>The samples around a row, the row itself among them. Default 5,000.</summary>
    public int Samples { get; init; } = 5000;

    /// <summary>The most features that an explanation has. Default 10.</summary>
    public int Features { get; init; } = 10;

    /// <summary>How they are chosen. Default <see cref="FeatureSelection.Auto"/>.</summary>
    public FeatureSelection Selection { get; init; } = FeatureSelection.Auto;

    /// <summary>The width of the kernel; null for the default of the kind of data.</summary>
    public double? KernelWidth { get; init; }

    /// <summary>How far samples are from the row; null for the default of the kind of data.</summary>
    public DistanceMetric? Distance { get; init; }

    /// <summary>The linear model. Default <see cref="SurrogateRegressor.Ridge"/>.</summary>
    public SurrogateRegressor Regressor { get; init; } = SurrogateRegressor.Ridge;

    /// <summary>The linear model's penalty. Default 1.</summary>
    public double Penalty { get; init; } = 1;

    /// <summary>Samples until no weight's confidence interval reaches further than this to either side; null (default) for one round of <see cref="Samples"/>.</summary>
    public double? Tolerance { get; init; }

    /// <summary>Whether the weights' confidence intervals are worked out; they always are where there is a tolerance. Default false.</summary>
    public bool Intervals { get; init; }

    internal bool HasIntervals => Intervals || Tolerance is not null;

    /// <summary>The confidence of those intervals. Default 0.95.</summary>
    public double Confidence { get; init; } = 0.95;

    /// <summary>The most samples that a tolerance may take. Default 100,000.</summary>
    public int MaxSamples { get; init; } = 100_000;

    /// <summary>The seed of all that is random; null for that of the MLContext, or 0.</summary>
    public int? Seed { get; init; }

    /// <summary>Checks the settings.</summary>
    /// <exception cref="ArgumentException">One is out of range; the message says which and what would be right.</exception>
    public virtual void Check()
    {
        Require(Samples >= 2, nameof(Samples), Samples, "at least 2");
        Require(Features >= 1, nameof(Features), Features, "at least 1");
        Require(KernelWidth is null or > 0 and < double.PositiveInfinity, nameof(KernelWidth), KernelWidth, "positive");
        Require(Penalty >= 0 && double.IsFinite(Penalty), nameof(Penalty), Penalty, "0 or more");
        Require(Tolerance is null or > 0, nameof(Tolerance), Tolerance, "positive");
        Require(!HasIntervals || Regressor == SurrogateRegressor.Ridge, nameof(Regressor), Regressor, "Ridge where confidence intervals are asked for: those of a lasso's weights have no closed form");
        Require(Confidence is > 0 and < 1, nameof(Confidence), Confidence, "between 0 and 1");
        Require(Tolerance is null || MaxSamples >= Samples, nameof(MaxSamples), MaxSamples, $"at least the number of samples, {Samples}");
        RequireDefined(Selection);
        RequireDefined(Regressor);
        RequireDefined(Distance ?? default);
    }

    private protected static void Require(bool holds, string name, object? value, string right)
    {
        if (!holds)
        {
            throw new ArgumentException(FormattableString.Invariant($"{name} is {value}; it must be {right}."), name);
        }
    }

    private protected static void RequireDefined<T>(T value) where T : struct, Enum
    {
        if (!Enum.IsDefined(value))
        {
            throw new ArgumentException($"There is no {typeof(T).Name} {value}; there are: {string.Join(", ", Enum.GetNames<T>())}.");
        }
    }
}
