using BenchmarkDotNet.Attributes;
using MLNet.Interpret.LocalSurrogates;
using MLNet.Interpret.Scoring;

namespace MLNet.Interpret.Benchmarks;

/// <summary>
/// LIME over many rows in one call, 1,000 samples a row: 100 rows of 30 features, in ranges and as numbers, and 10 images of 28 x 28 pixels in
/// 49 segments. Before it ends, each prints how the time of its last run was spent.
/// </summary>
public class LimeBenchmarks
{
    private const int Rows = 100;
    private const int Pictures = 10;
    private const int Features = 30;
    private const int Side = 28;
    private const int Samples = 1000;

    private NetworkScorer? _table;
    private NetworkScorer? _images;
    private TabularLime? _ranges;
    private TabularLime? _numbers;
    private ImageLime? _segments;
    private RowBatch? _rows;
    private RowBatch? _pictures;
    private ExplanationSet? _last;

    /// <summary>Makes the models, the data and the explainers.</summary>
    [GlobalSetup]
    public void Setup()
    {
        _table = new NetworkScorer(Networks.Perceptron(Features, 64, 32, 2));
        _images = new NetworkScorer(Networks.Convolutional(Side));
        TabularLayout layout = TabularLayout.Of(_table);
        RowBatch training = Numbers("x", 450, Features, seed: 1);
        _rows = Numbers("x", Rows, Features, seed: 2);
        _pictures = Numbers("image", Pictures, Side * Side, seed: 3);
        _ranges = new TabularLime(_table, TabularStatistics.Learn(layout, training), new() { Samples = Samples });
        _numbers = new TabularLime(
            _table, TabularStatistics.Learn(layout, training, Discretizer.None), new() { Samples = Samples, Discretizer = Discretizer.None });
        _segments = new ImageLime(_images, new()
        {
            Samples = Samples,
            TopClasses = 1,
            Format = new ImageFormat(1, Side, Side),
            Segmentation = new SegmentGrid(7, 7),
        });
    }

    /// <summary>Prints the split of the time, and frees the models.</summary>
    [GlobalCleanup]
    public void Cleanup()
    {
        double all = (_last!.Sampling + _last.Scoring + _last.Fitting).TotalSeconds;
        Console.WriteLine($"// sampling {_last.Sampling.TotalSeconds / all:P0}, scoring {_last.Scoring.TotalSeconds / all:P0}, fitting {_last.Fitting.TotalSeconds / all:P0}");
        _table!.Dispose();
        _images!.Dispose();
    }

    /// <summary>Numbers made into quartiles.</summary>
    [Benchmark(OperationsPerInvoke = Rows)]
    public ExplanationSet Discretised() => _last = _ranges!.Explain(_rows!);

    /// <summary>Numbers as they are.</summary>
    [Benchmark(OperationsPerInvoke = Rows)]
    public ExplanationSet Continuous() => _last = _numbers!.Explain(_rows!);

    /// <summary>Images by segments.</summary>
    [Benchmark(OperationsPerInvoke = Pictures)]
    public ExplanationSet Images() => _last = _segments!.Explain(_pictures!).Explanations;

    private static RowBatch Numbers(string name, int rows, int width, int seed)
    {
        Random random = new(seed);
        float[] values = new float[rows * width];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = (float)random.NextDouble();
        }
        return RowBatch.OfNumbers(name, values, width);
    }
}
