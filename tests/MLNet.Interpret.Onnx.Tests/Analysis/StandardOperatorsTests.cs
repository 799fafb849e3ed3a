using Microsoft.ML.OnnxRuntime;
using MLNet.Interpret.Onnx.Analysis;
using MLNet.Interpret.Onnx.Backward;
using MLNet.Interpret.Onnx.Execution;

namespace MLNet.Interpret.Onnx.Tests.Analysis;

/// <summary>Patterns that ONNX Runtime fuses into operators of its own, for which there are no rules: canonical graphs must not have them.</summary>
public class StandardOperatorsTests
{
    public static TheoryData<string, int> Cases
    {
        get
        {
            TheoryData<string, int> cases = [];
            foreach (string pattern in Patterns.Keys)
            {
                cases.Add(pattern, 18);
                cases.Add(pattern, 22);
                cases.Add(pattern, 26);
            }
            return cases;
        }
    }

    private static readonly Dictionary<string, Func<GraphBuilder, Value, Value>> Patterns = new()
    {
        ["gelu of erf"] = (g, x) => x * 0.5 * (g.Add("Erf", x / Math.Sqrt(2)) + 1),
        ["gelu of erf with a bias"] = (g, x) => (x + Bias(g)) is var b ? b * 0.5 * (g.Add("Erf", b / Math.Sqrt(2)) + 1) : b,
        ["gelu of tanh"] = (g, x) => x * 0.5 * (g.Add("Tanh", (x + x * x * x * 0.044715) * 0.7978845608028654) + 1),
        ["quick gelu"] = (g, x) => x * g.Add("Sigmoid", x * 1.702),
        ["silu"] = (g, x) => x * g.Add("Sigmoid", x),
        ["layer normalization"] = (g, x) => Normalised(g, x, centred: true) * Bias(g) + Bias(g),
        ["layer normalization of a sum"] = (g, x) => (x + g.Add("Relu", x)) is var s ? Normalised(g, s, centred: true) * Bias(g) + Bias(g) : s,
        ["root mean square normalization"] = (g, x) => Normalised(g, x, centred: false) * Bias(g),
        ["product of a transpose"] = (g, x) => x.MatMul(x.Transpose(0, 2, 1)) * 0.25,
        ["product with a bias"] = (g, x) => x.MatMul(Matrix(g)) + Bias(g),
        ["attention"] = Attention,
        ["bias and softmax"] = (g, x) => g.Node("Softmax", x.MatMul(x.Transpose(0, 2, 1)) + g.Constant(OnnxTensor.Of([.. new float[25]], 1, 5, 5))).With("axis", -1L).Out(),
        ["relu and clip"] = (g, x) => g.Add("Clip", g.Add("Relu", x), g.Scalar(ElementType.Float, 0), g.Scalar(ElementType.Float, 6)),
        ["transposes around"] = (g, x) => g.Add("Relu", x.Transpose(0, 2, 1)).Transpose(0, 2, 1),
        ["dropout between"] = (g, x) => g.Add("Dropout", g.Add("Relu", x)) + x,
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Canonical_graphs_have_standard_operators_only(string pattern, int opset)
    {
        OnnxModel model = new(opset);
        GraphBuilder g = new(model, "net");
        g.Output(Patterns[pattern](g, g.Input("x", ElementType.Float, new TensorShape(-1, 5, 8))), "y");
        Canonical canonical = Network.FromModel(model).Canonicalise();
        Assert.All(canonical.Model.Nodes, n => Assert.Equal("", n.Domain));
        // Listed by ONNX Runtime as if they were standard, which they are not.
        Assert.DoesNotContain(canonical.Model.Nodes, n => n.OpType is "SimplifiedLayerNormalization" or "QuickGelu" or "FusedConv" or "FusedMatMul");
    }

    /// <summary>A file that ONNX Runtime saved after it had fused what it fuses on a CPU is read as the network that it was.</summary>
    [Theory]
    [MemberData(nameof(Cases))]
    public void A_file_with_fused_operators_is_taken_apart(string pattern, int opset)
    {
        OnnxModel model = new(opset);
        GraphBuilder g = new(model, "net");
        g.Output(Patterns[pattern](g, g.Input("x", ElementType.Float, new TensorShape(-1, 5, 8))), "y");
        OnnxModel fused = OrtPass.Rewrite(model, GraphOptimizationLevel.ORT_ENABLE_EXTENDED, pattern);
        Network network = Network.FromModel(fused);
        Assert.All(network.Model.Nodes, n => Assert.Equal("", n.Domain));
        Assert.All(network.Model.Nodes, n => Assert.Contains(n.OpType, RuleSet.Gradient.Operators));

        Dictionary<string, TensorBuffer> x = new() { ["x"] = TensorBuffer.Of(Enumerable.Range(0, 80).Select(i => MathF.Sin(0.7f * i)).ToArray(), 2, 5, 8) };
        using NetworkSession expected = new(model), found = new(network.Model);
        float[] was = expected.Run(x)["y"].Span<float>().ToArray(), isNow = found.Run(x)["y"].Span<float>().ToArray();
        Assert.All(was.Zip(isNow), p => Assert.Equal(p.First, p.Second, 1e-5f * Math.Max(1, was.Max(MathF.Abs))));
    }

    private static Value Bias(GraphBuilder g) => g.Constant(OnnxTensor.Of([1f, 2, 3, 4, 5, 6, 7, 8], 8));

    private static Value Matrix(GraphBuilder g) => g.Constant(OnnxTensor.Of([.. Enumerable.Range(0, 64).Select(i => MathF.Sin(i))], 8, 8));

    private static Value Normalised(GraphBuilder g, Value x, bool centred)
    {
        Value y = centred ? x - Mean(g, x) : x;
        return y / g.Add("Sqrt", Mean(g, g.Add("Pow", y, g.Scalar(ElementType.Float, 2))) + 1e-5);
    }

    private static Value Mean(GraphBuilder g, Value x) => g.Node("ReduceMean", x, g.Longs(-1)).Out();

    private static Value Attention(GraphBuilder g, Value x)
    {
        Value Heads() => (x.MatMul(Matrix(g)) + Bias(g)).Reshape(0, 5, 2, 4).Transpose(0, 2, 1, 3);
        Value q = Heads(), k = Heads(), v = Heads();
        Value weights = g.Node("Softmax", q.MatMul(k.Transpose(0, 1, 3, 2)) / 2).With("axis", -1L).Out();
        return weights.MatMul(v).Transpose(0, 2, 1, 3).Reshape(0, 5, 8).MatMul(Matrix(g)) + Bias(g) + x;
    }
}
