using BenchmarkDotNet.Attributes;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Onnx;
using MLNet.Interpret.Saliency;

namespace MLNet.Interpret.Benchmarks;

/// <summary>
/// A saliency stage over 10,000 rows of a small network, against ApplyOnnxModel's row-by-row run of the very same graph, exported by the
/// stage. The stage must be at least ten times as fast.
/// </summary>
public class SaliencyStageBenchmarks
{
    private const int Rows = 10_000;
    private const int Size = 30;

    private readonly string _file = Path.Combine(Path.GetTempPath(), $"saliency-{Guid.NewGuid():N}.onnx");
    private SaliencyTransformer? _stage;
    private OnnxTransformer? _scoring;
    private IDataView? _data;

    /// <summary>Makes the data and both stages.</summary>
    [GlobalSetup]
    public void Setup()
    {
        MLContext ml = new(1);
        Random random = new(1);
        Row[] rows = [.. Enumerable.Range(0, Rows).Select(_ => new Row { Features = [.. Enumerable.Range(0, Size).Select(_ => (float)random.NextDouble())] })];
        _data = ml.Data.Cache(ml.Data.LoadFromEnumerable(rows));
        _stage = ml.Interpret.Saliency("Attribution", "Features", Networks.Perceptron(Size, 64, 64, 3)).Fit(_data);
        _stage.ExportOnnx(_file);
        _scoring = ml.Transforms.ApplyOnnxModel("Attribution", "Features", _file).Fit(_data);
        if (Math.Abs(Stage() - RowByRow()) > 1e-2)
        {
            throw new InvalidOperationException("The stage and the graph that it exported do not agree.");
        }
    }

    /// <summary>Frees both stages.</summary>
    [GlobalCleanup]
    public void Cleanup()
    {
        _stage!.Dispose();
        _scoring!.Dispose();
        File.Delete(_file);
    }

    /// <summary>The exported graph in ApplyOnnxModel.</summary>
    [Benchmark(Baseline = true, OperationsPerInvoke = Rows)]
    public double RowByRow() => Sum(_scoring!);

    /// <summary>The stage.</summary>
    [Benchmark(OperationsPerInvoke = Rows)]
    public double Stage() => Sum(_stage!);

    private double Sum(ITransformer transformer)
    {
        IDataView explained = transformer.Transform(_data!);
        DataViewSchema.Column column = explained.Schema["Attribution"];
        using DataViewRowCursor cursor = explained.GetRowCursor([column]);
        ValueGetter<VBuffer<float>> getter = cursor.GetGetter<VBuffer<float>>(column);
        VBuffer<float> attribution = default;
        double sum = 0;
        while (cursor.MoveNext())
        {
            getter(ref attribution);
            sum += attribution.GetValues()[0];
        }
        return sum;
    }

    private sealed class Row
    {
        [VectorType(Size)]
        public float[] Features { get; set; } = [];
    }
}
