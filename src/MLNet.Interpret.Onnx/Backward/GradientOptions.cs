namespace MLNet.Interpret.Onnx.Backward;

/// <summary>What a gradient graph starts from.</summary>
public enum GradientSeed
{
    /// <summary>The score of a class that is given for each row; where a negative class is given, that of the highest score.</summary>
    Target,

    /// <summary>The highest score of each row.</summary>
    ArgMax,

    /// <summary>A gradient with respect to all scores, given as an input: the graph works out its product with the Jacobian.</summary>
    Given,
}

/// <summary>What a gradient is taken of, with respect to what, and how.</summary>
public sealed record GradientOptions
{
    /// <summary>
    /// The value whose elements are the scores: an output of the network or a value inside of it. Its first dimension is the batch;
    /// classes are counted over all others. Null: the network's first output.
    /// </summary>
    public string? Of { get; init; }

    /// <summary>Where the scores come out of a Softmax or LogSoftmax, whether to take what goes into it instead.</summary>
    public bool BeforeSoftmax { get; init; }

    /// <summary>The value that is explained: an input of the network, a value inside of it, or a constant. Null: its only input.</summary>
    public string? WithRespectTo { get; init; }

    /// <summary>What to start from.</summary>
    public GradientSeed Seed { get; init; }

    /// <summary>
    /// Whether rows form groups that are explained for one class, such as the points of a path: an input says for each row which row's
    /// highest score decides, where no class is given.
    /// </summary>
    public bool Grouped { get; init; }

    /// <summary>
    /// Whether the network's values, and slopes that follow from them, are worked out in double precision on the CPU, for networks of single
    /// precision: units close to a kink then come out on the side that is theirs. The input that is explained becomes one of Double.
    /// </summary>
    public bool InDouble { get; init; }

    /// <summary>How gradients pass back through each operator.</summary>
    public RuleSet Rules { get; init; } = RuleSet.Gradient;

    /// <summary>The number of rows in a batch; null leaves it open where that can be.</summary>
    public long? Batch { get; init; }

    /// <summary>The number of rows in a batch where it is to be left open and cannot be.</summary>
    public long BatchIfFixed { get; init; } = 1;
}
