using System.Globalization;
using System.IO.Compression;
using BenchmarkDotNet.Attributes;
using MLNet.Interpret.SurrogateTrees;

namespace MLNet.Interpret.Benchmarks;

/// <summary>
/// Learning surrogate trees, without asking a model: from tables of 100 to 379 rows (8 leaves), from a million rows of 50 numbers (63 leaves), and, where
/// the variable MLNET_INTERPRET_DATA names a folder with Fashion-MNIST in fashion-mnist/, from the 784 pixels of 10,000 images (64 leaves).
/// surrogate_trees.py measures scikit-learn on the same rows.
/// </summary>
[WarmupCount(3)]
[IterationCount(7)]
[MemoryDiagnoser(displayGenColumns: false)]
public class SurrogateTreeBenchmarks
{
    private Lesson? _lesson;
    private int _leaves;

    /// <summary>The data that there are.</summary>
    public static IEnumerable<string> Sets => Folder is null ? ["iris", "wine", "breast_cancer_diagnostic", "million"] : ["iris", "wine", "breast_cancer_diagnostic", "fashion", "million"];

    /// <summary>The data that are learnt from.</summary>
    [ParamsSource(nameof(Sets))]
    public string Data { get; set; } = "";

    private static string? Folder { get; } = Environment.GetEnvironmentVariable("MLNET_INTERPRET_DATA");

    /// <summary>Makes the lesson: the true classes, or a number, stand for what a model says.</summary>
    [GlobalSetup]
    public void Setup() => (_lesson, _leaves) = Data switch
    {
        "million" => (Million(), 63),
        "fashion" => (Fashion(), 64),
        _ => (Table(), 8),
    };

    /// <summary>ML.NET's FastTree: a tree for each class, or two classes, or a number.</summary>
    [Benchmark]
    public TreeSurrogate FastTree() => new FastTreeInducer { MaximumLeaves = _leaves }.Induce(_lesson!);

    /// <summary>One tree for all classes, by variance.</summary>
    [Benchmark]
    public TreeSurrogate Cart() => new CartInducer { MaximumLeaves = _leaves }.Induce(_lesson!);

    private static Lesson Million()
    {
        const int rows = 1_000_000, width = 50;
        Random random = new(1);
        float[] values = new float[rows * width];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = random.NextSingle();
        }
        double[] targets = new double[rows];
        for (int i = 0; i < rows; i++)
        {
            ReadOnlySpan<float> row = values.AsSpan(i * width, width);
            targets[i] = row[0] * row[1] + Math.Sin(5 * row[2]) + random.NextDouble();
        }
        return new(Features(width), [], new Examples(values, width, targets, 1), new NoTeacher());
    }

    private Lesson Table()
    {
        // Every third row is a test row.
        string[][] lines = [.. File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Data", Data + ".csv")).Skip(1).Where((_, i) => i % 3 != 2).Select(l => l.Split(','))];
        string[] classes = [.. lines.Select(l => l[^1]).Distinct()];
        return Classes(
            [.. lines.SelectMany(l => l[..^1]).Select(v => float.Parse(v, CultureInfo.InvariantCulture))], [.. lines.Select(l => Array.IndexOf(classes, l[^1]))], classes.Length);
    }

    private static Lesson Fashion()
    {
        byte[] pixels = Read("train-images-idx3-ubyte.gz", 16, 10_000 * 784), labels = Read("train-labels-idx1-ubyte.gz", 8, 10_000);
        return Classes(Array.ConvertAll(pixels, p => (float)p), Array.ConvertAll(labels, l => (int)l), 10);
    }

    private static byte[] Read(string name, int header, int count)
    {
        using GZipStream stream = new(File.OpenRead(Path.Combine(Folder!, "fashion-mnist", name)), CompressionMode.Decompress);
        byte[] bytes = new byte[header + count];
        stream.ReadExactly(bytes);
        return bytes[header..];
    }

    private static Lesson Classes(float[] rows, int[] labels, int classes)
    {
        double[] targets = new double[labels.Length * classes];
        for (int i = 0; i < labels.Length; i++)
        {
            targets[i * classes + labels[i]] = 1;
        }
        int width = rows.Length / labels.Length;
        return new(Features(width), [.. Enumerable.Range(0, classes).Select(c => $"{c}")], new Examples(rows, width, targets, classes), new NoTeacher());
    }

    private static TreeFeature[] Features(int width) => [.. Enumerable.Range(0, width).Select(i => new TreeFeature($"x{i}"))];

    private sealed class NoTeacher : ITeacher
    {
        public void Ask(ReadOnlySpan<float> rows, Span<double> targets, CancellationToken cancellation) => throw new NotSupportedException("Nothing is asked here.");
    }
}
