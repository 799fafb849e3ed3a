namespace MLNet.Interpret.LocalSurrogates;

/// <summary>
/// Memory for fitting the surrogates of one row at a time: a block of samples as features, scores and weights, and the moments of all blocks so far.
/// It is of use for any kind of data: whoever fills it knows what a feature is.
/// </summary>
/// <param name="features">The number of features.</param>
/// <param name="targets">The number of scores that are explained of a row.</param>
/// <param name="capacity">The most samples in a block.</param>
internal sealed class SurrogateWorkspace(int features, int targets, int capacity)
{
    private readonly double[] _scratch = new double[2 * capacity];

    /// <summary>The samples' features one after the other, at a distance of <see cref="Capacity"/>.</summary>
    public double[] Design { get; } = new double[features * capacity];

    /// <summary>The samples' scores, laid out as the features are.</summary>
    public double[] Scores { get; } = new double[targets * capacity];

    /// <summary>The samples' weights.</summary>
    public double[] Weights { get; } = new double[capacity];

    /// <summary>The features of the row that is explained.</summary>
    public double[] Row { get; } = new double[features];

    public int Features => features;

    public int Targets => targets;

    public int Capacity => capacity;

    public WeightedMoments Moments { get; } = new(features, targets);

    /// <summary>One feature of the samples.</summary>
    public Span<double> Column(int feature) => Design.AsSpan(feature * capacity, capacity);

    /// <summary>One score of the samples.</summary>
    public Span<double> ScoresOf(int target) => Scores.AsSpan(target * capacity, capacity);

    /// <summary>Weighs the first samples by their distance from the row.</summary>
    public void Weigh(DistanceMetric metric, double kernelWidth, int count) =>
        Distances.Weigh(metric, kernelWidth, Design, Row, capacity, _scratch, Weights.AsSpan(0, count));

    /// <summary>Takes the first samples, which are weighed, into the moments.</summary>
    public void Add(int count) => Moments.Add(Design, Weights, Scores, count, capacity);
}
