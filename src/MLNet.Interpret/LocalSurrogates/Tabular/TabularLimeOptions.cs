namespace MLNet.Interpret.LocalSurrogates;

/// <summary>How numbers are made into few ranges, so that a feature of an explanation is "in the same range as the row".</summary>
public enum Discretizer
{
    /// <summary>They are not: the features are the numbers, scaled to standard deviations from the training mean.</summary>
    None,

    /// <summary>At the training data's quartiles.</summary>
    Quartile,

    /// <summary>At the training data's deciles.</summary>
    Decile,

    /// <summary>Where a tree of depth 3 splits the training data by entropy, for each feature by itself; that takes labels.</summary>
    Entropy,
}

/// <summary>How numbers that are not made into ranges are sampled.</summary>
public enum ContinuousSampling
{
    /// <summary>Independent normal numbers.</summary>
    Gaussian,

    /// <summary>Normal numbers spread evenly: one from each of as many equally likely intervals as there are samples.</summary>
    LatinHypercube,
}

/// <summary>Settings of LIME for tables. The defaults are those of the reference implementation.</summary>
public record TabularLimeOptions : LimeOptions
{
    /// <summary>How numbers are made into ranges. Default <see cref="Discretizer.Quartile"/>.</summary>
    public Discretizer Discretizer { get; init; } = Discretizer.Quartile;

    /// <summary>How numbers that are not made into ranges are sampled. Default <see cref="ContinuousSampling.Gaussian"/>.</summary>
    public ContinuousSampling Sampling { get; init; } = ContinuousSampling.Gaussian;

    /// <summary>Whether numbers that are not made into ranges are sampled around the row, rather than (default) around the training mean.</summary>
    public bool SampleAroundRow { get; init; }

    /// <summary>
    /// Whether (default) all rows share one set of samples where these do not depend on the row: those around the training data, as most settings
    /// have them. The model then scores that set once, and rows differ by how they weigh it. Otherwise each row has samples of its own.
    /// </summary>
    public bool ShareSamples { get; init; } = true;

    /// <summary>The number of classes with the highest scores that are explained in each row, where no classes are named. Default 1.</summary>
    public int TopClasses { get; init; } = 1;

    /// <inheritdoc/>
    public override void Check()
    {
        base.Check();
        RequireDefined(Discretizer);
        RequireDefined(Sampling);
        Require(TopClasses >= 1, nameof(TopClasses), TopClasses, "at least 1");
    }
}
