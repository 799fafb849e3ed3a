namespace MLNet.Interpret.Saliency;

/// <summary>What of a network is explained, and how.</summary>
public record SaliencyOptions
{
    /// <summary>The method.</summary>
    public SaliencyMethod Method { get; init; } = new Gradient();

    /// <summary>The network's input that is explained; null for its only one.</summary>
    public string? InputName { get; init; }

    /// <summary>The scores: an output of the network, or a value or layer inside of it; null for its first output.</summary>
    public string? OutputName { get; init; }

    /// <summary>Where the scores come out of a Softmax or LogSoftmax, whether to explain what goes into it instead.</summary>
    public bool BeforeSoftmax { get; init; }

    /// <summary>The class that is explained in rows for which none is given; null for that of the highest score.</summary>
    public int? Target { get; init; }

    /// <summary>What rows are compared with, where the method does that: zero, if not given.</summary>
    public Baseline Baseline { get; init; } = 0f;

    /// <summary>
    /// Whether the values of a network of single precision are worked out in double precision. Null: where the method evaluates it at many
    /// points for a row, on the CPU. Of many points some lie so close to a kink of the network (a rectifier's zero, a tie of maxima) that
    /// rounding decides their gradient, which can cost a thousandth of the largest attribution; double precision takes two to three times
    /// as long, more for depthwise convolutions.
    /// </summary>
    public bool? InDouble { get; init; }

    /// <summary>
    /// The number of points (rows, or steps between a baseline and a row) that the network is evaluated at together; null for one that keeps
    /// within <see cref="MemoryBound"/>.
    /// </summary>
    public int? BatchSize { get; init; }

    /// <summary>About what the network's values may take in memory at the same time, in bytes, whatever the number of steps; no less than one point takes. 256 MB, if not given.</summary>
    public long MemoryBound { get; init; } = 256 << 20;
}
