using BenchmarkDotNet.Attributes;
using MLNet.Interpret.Onnx;
using MLNet.Interpret.Onnx.Backward;
using MLNet.Interpret.Onnx.Execution;

namespace MLNet.Interpret.Benchmarks;

/// <summary>What the rule of an operator costs against the operator's own run: eight rows, one thread.</summary>
public class RuleBenchmarks : IDisposable
{
    private const int Rows = 8;

    private static readonly Case[] _cases =
    [
        new("Conv 3x3, 64 to 64", [64, 56, 56], Convolution(64, 64, 3, 1)),
        new("Conv 3x3, 3 to 64", [3, 112, 112], Convolution(3, 64, 3, 1)),
        new("Conv 3x3, 96 depthwise", [96, 56, 56], Convolution(96, 96, 3, 1, groups: 96)),
        new("Conv 3x3, 96 depthwise, stride 2", [96, 56, 56], Convolution(96, 96, 3, 2, groups: 96)),
        new("Conv 3x3, 64 to 128, stride 2", [64, 56, 56], Convolution(64, 128, 3, 2)),
        new("Conv 7x7, 3 to 64, stride 2", [3, 224, 224], Convolution(3, 64, 7, 2)),
        new("MaxPool 2x2, stride 2", [64, 112, 112], Pool("MaxPool", 2, 2, 0)),
        new("MaxPool 3x3, stride 2", [64, 112, 112], Pool("MaxPool", 3, 2, 1)),
        new("MaxPool 3x3, stride 1", [192, 28, 28], Pool("MaxPool", 3, 1, 1)),
        new("AveragePool 2x2, stride 2", [64, 112, 112], Pool("AveragePool", 2, 2, 0)),
        new("Relu", [64, 112, 112], x => x.Apply("Relu")),
        new("Clip 0 to 6", [64, 112, 112], x => x.Graph.Add("Clip", x, x.Like(0), x.Like(6))),
        new("Gelu", [196, 768], x => x * 0.5 * ((x * Math.Sqrt(0.5)).Apply("Erf") + 1)),
        new("LayerNormalization", [196, 768], x => x.Graph.Node("LayerNormalization", x, Random(x.Graph, 768), Random(x.Graph, 768)).With("axis", -1L).Out()),
        new("Softmax", [12, 196, 196], x => x.Graph.Node("Softmax", x).With("axis", -1L).Out()),
        new("Attention", [12, 196, 64], x => x.Graph.Add("Attention", x, x, x)) { Opset = 23 },
        new("MatMul 768 x 768", [196, 768], x => x.MatMul(Random(x.Graph, 768, 768))),
    ];

    private NetworkSession? _operator;
    private NetworkSession? _rule;
    private Dictionary<string, TensorBuffer> _inputs = [];
    private Dictionary<string, TensorBuffer> _seeded = [];
    private Dictionary<string, TensorBuffer> _output = [];
    private Dictionary<string, TensorBuffer> _gradient = [];

    /// <summary>The operators.</summary>
    public static IEnumerable<string> Names => _cases.Select(c => c.Name);

    /// <summary>The operator.</summary>
    [ParamsSource(nameof(Names))]
    public string Name { get; set; } = "";

    /// <summary>Opens a graph of the operator alone, and one of its gradient alone.</summary>
    [GlobalSetup]
    public void Setup()
    {
        Case one = Array.Find(_cases, c => c.Name == Name)!;
        OnnxModel model = new(one.Opset);
        GraphBuilder g = new(model, "net");
        Value y = one.Build(g.Input("x", ElementType.Float, new TensorShape([Rows, .. one.Row])));
        g.Output(y, "y");
        ExecutionOptions alone = new() { IntraOpThreads = 1 };
        _operator = new NetworkSession(model, alone);
        _inputs = new() { ["x"] = Networks.Numbers([Rows, .. one.Row]) };

        Differentiator d = new(Network.FromModel(model));
        Value seed = d.Graph.Input("seed", ElementType.Float, d.Types["y"].Shape);
        d.Graph.Output(d.VectorJacobian(d["y"], seed, d["x"])[0], "gradient");
        _rule = new NetworkSession(d.ToModel(), alone);
        _seeded = _rule.Inputs.ToDictionary(i => i.Name, i => Networks.Numbers(i.Type!.Shape!.Sizes));
        _output = new() { ["y"] = Networks.Numbers(d.Types["y"].Shape!.Sizes) };
        _gradient = new() { ["gradient"] = Networks.Numbers([Rows, .. one.Row]) };
    }

    /// <summary>The operator's own run.</summary>
    [Benchmark(Baseline = true)]
    public void Operator() => _operator!.RunInto(_inputs, _output);

    /// <summary>Its gradient, with what of the operator's own run that needs.</summary>
    [Benchmark]
    public void Gradient() => _rule!.RunInto(_seeded, _gradient);

    /// <summary>Frees both.</summary>
    [GlobalCleanup]
    public void Dispose()
    {
        _operator?.Dispose();
        _rule?.Dispose();
        GC.SuppressFinalize(this);
    }

    private static Func<Value, Value> Convolution(int from, int to, int kernel, int stride, int groups = 1) => x => x.Graph
        .Node("Conv", x, Random(x.Graph, to, from / groups, kernel, kernel))
        .With("strides", [stride, stride]).With("pads", [.. Enumerable.Repeat(kernel / 2L, 4)]).With("group", groups).Out();

    private static Func<Value, Value> Pool(string opType, int kernel, int stride, int pad) => x => x.Graph
        .Node(opType, x).With("kernel_shape", [kernel, kernel]).With("strides", [stride, stride]).With("pads", [.. Enumerable.Repeat((long)pad, 4)]).Out();

    private static Value Random(GraphBuilder g, params long[] shape) => g.Constant(OnnxTensor.Of(Networks.Numbers(shape).Span<float>(), shape), "weights");

    /// <summary>An operator at the size that it is measured at.</summary>
    private sealed record Case(string Name, long[] Row, Func<Value, Value> Build)
    {
        public int Opset { get; init; } = 18;
    }
}
