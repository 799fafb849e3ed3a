using BenchmarkDotNet.Attributes;
using MLNet.Interpret.Onnx;
using MLNet.Interpret.Onnx.Execution;
using MLNet.Interpret.Saliency;

namespace MLNet.Interpret.Benchmarks;

/// <summary>
/// The gradient of eight rows' highest scores against the network's own run. Networks are the .onnx files of the folder that the environment
/// variable NETWORKS names, or else a small residual network that is made here.
/// </summary>
public class GradientBenchmarks : IDisposable
{
    private const int Rows = 8;

    private NetworkSession? _network;
    private SaliencyExplainer? _explainer;
    private Dictionary<string, TensorBuffer> _inputs = [];

    /// <summary>The networks.</summary>
    public static IEnumerable<string> Files =>
        Environment.GetEnvironmentVariable("NETWORKS") is { } folder ? Directory.EnumerateFiles(folder, "*.onnx").Order(StringComparer.Ordinal) : ["residual"];

    /// <summary>The network.</summary>
    [ParamsSource(nameof(Files))]
    public string File { get; set; } = "";

    /// <summary>Opens the network and its gradient, and makes rows.</summary>
    [GlobalSetup]
    public void Setup()
    {
        Network network = File == "residual" ? Networks.Residual(3, 64, 64) : Network.Load(File);
        _network = new NetworkSession(network.Model);
        _explainer = new SaliencyExplainer(network, new SaliencyOptions { BatchSize = Rows });
        _inputs = new() { [_explainer.Explained.Name] = Networks.Numbers([Rows, .. _explainer.RowShape]) };
    }

    /// <summary>The network's own run.</summary>
    [Benchmark(Baseline = true)]
    public int Forward() => _network!.Run(_inputs).Count;

    /// <summary>Scores and gradient.</summary>
    [Benchmark]
    public int Explain() => _explainer!.Explain(_inputs[_explainer.Explained.Name]).Target.Count;

    /// <summary>Frees both.</summary>
    [GlobalCleanup]
    public void Dispose()
    {
        _network?.Dispose();
        _explainer?.Dispose();
        GC.SuppressFinalize(this);
    }
}
