using MLNet.Interpret.Onnx.Backward;
using MLNet.Interpret.Onnx.Execution;

namespace MLNet.Interpret.Onnx.Tests.Backward.Precision;

/// <summary>Gradient graphs whose network is worked out in double precision.</summary>
public class DoubleForwardTests
{
    /// <summary>Networks of one operator each that has no kernel for double precision, or that others are put together with.</summary>
    public static TheoryData<string, string> Networks => new()
    {
        { "Conv", "3x3, strides, pads, bias" }, { "Conv", "1x1" }, { "Conv", "groups, dilations" }, { "Conv", "depthwise 5x3" }, { "Conv", "many channels" },
        { "Conv", "1-D" }, { "Conv", "3-D" }, { "Conv", "same upper" }, { "ConvTranspose", "" },
        { "BatchNormalization", "" }, { "AveragePool", "" }, { "AveragePool", "padded" }, { "GlobalAveragePool", "" }, { "GlobalMaxPool", "" }, { "MaxPool", "" },
        { "LeakyRelu", "" }, { "PRelu", "" }, { "Elu", "" }, { "ThresholdedRelu", "" }, { "HardSigmoid", "" }, { "HardSwish", "" }, { "Softsign", "" },
        { "InstanceNormalization", "" }, { "Mean", "" }, { "Softplus", "" }, { "Erf", "" }, { "Sigmoid", "" }, { "Clip", "" },
    };

    [Theory, MemberData(nameof(Networks))]
    public void Scores_and_gradients_are_those_of_single_precision_up_to_its_rounding(string op, string variant)
    {
        Network network = Net(op, variant);
        int[] row = [.. network.Inputs[0].Type!.Shape!.Skip(1).Select(d => (int)d.Value)];
        float[] x = Numbers(2 * row.Aggregate(1, (a, b) => a * b), 7);
        var single = Run(GradientGraph.Build(network), x, row);
        var twice = Run(GradientGraph.Build(network, new() { InDouble = true }), x, row);
        Assert.Equal(single.Target, twice.Target);
        Near(single.Scores, twice.Scores, 1e-5);
        Near(single.Gradient, twice.Gradient, 1e-5);
        Assert.Contains(single.Gradient, g => g != 0);
    }

    [Theory]
    [InlineData(1, 1, 0, 1, 4)]
    [InlineData(2, 1, 1, 1, 4)]
    [InlineData(1, 2, 2, 2, 4)]
    [InlineData(2, 1, 1, 4, 4)]
    public void Convolution_and_normalisation_are_exact_to_double_precision(int stride, int dilation, int pad, int groups, int outputs)
    {
        // The expectation is the definition of both, in plain loops of double precision over the numbers that are in the file.
        const int C = 4, H = 7, W = 6, K = 3;
        float[] weights = Numbers(outputs * (C / groups) * K * K, 1), x = Numbers(C * H * W, 2);
        float[] scale = [1.5f, 0.5f, 2, 1], shift = Numbers(4, 3), mean = Numbers(4, 4), variance = [1.5f, 0.2f, 3, 1];
        Network network = Build([C, H, W], (g, input) =>
        {
            Value y = g.Node("Conv", input, g.Constant(OnnxTensor.Of(weights, outputs, C / groups, K, K)))
                .With("strides", [stride, stride]).With("dilations", [dilation, dilation]).With("pads", [pad, pad, pad, pad]).With("group", groups).Out();
            return g.Node("BatchNormalization", y, Of(g, scale), Of(g, shift), Of(g, mean), Of(g, variance)).Out();
        });
        int h = (H + 2 * pad - dilation * (K - 1) - 1) / stride + 1, w = (W + 2 * pad - dilation * (K - 1) - 1) / stride + 1;
        GradientGraph graph = GradientGraph.Build(network, new() { InDouble = true });
        using NetworkSession session = new(graph.Model);
        for (int target = 0; target < outputs * h * w; target += 5)
        {
            var (m, i, j) = (target / (h * w), target / w % h, target % w);
            double expected = 0;
            for (int c = 0; c < C / groups; c++)
            {
                for (int tap = 0; tap < K * K; tap++)
                {
                    int row = i * stride + tap / K * dilation - pad, column = j * stride + tap % K * dilation - pad;
                    if (row is >= 0 and < H && column is >= 0 and < W)
                    {
                        int channel = m / (outputs / groups) * (C / groups) + c;
                        expected += (double)weights[(m * (C / groups) + c) * K * K + tap] * x[(channel * H + row) * W + column];
                    }
                }
            }
            expected = (expected - mean[m]) / Math.Sqrt(variance[m] + 1e-5) * scale[m] + shift[m];
            var found = session.Run(Inputs(graph, x, [C, H, W], target));
            Assert.Equal(expected, found[graph.TargetScoreOutput!].Span<double>()[0], 1e-13);
        }
    }

    [Fact]
    public void A_unit_next_to_its_kink_comes_out_on_its_own_side()
    {
        // relu(x x - c) at x = 1 + 2^-12, c = 1 + 2^-11: x x - c is 2^-24 exactly, so the slope is 2 x; in single precision x x rounds to c, and it is 0.
        Network network = Build([1], (g, x) => g.Add("Relu", x * x - (1 + Math.ScaleB(1, -11))));
        float[] x = [1 + MathF.ScaleB(1, -12)];
        Assert.Equal([0], Run(GradientGraph.Build(network), [.. x, .. x], [1]).Gradient.Distinct());
        Assert.Equal([2 * x[0]], Run(GradientGraph.Build(network, new() { InDouble = true }), [.. x, .. x], [1]).Gradient.Distinct());
    }

    [Theory]
    [InlineData("LeakyRelu", "alpha", 0.1, -0.1)]
    [InlineData("LeakyRelu", "alpha", 1.0 / 6, -1.0 / 6)]
    [InlineData("HardSigmoid", "alpha", 1.0 / 6, 0.5 - 1.0 / 6)]
    public void Settings_are_the_numbers_that_the_file_rounded(string op, string attribute, double setting, double atMinusOne)
    {
        Network network = Build([1], (g, x) => g.Node(op, x).With(attribute, (float)setting).Out());
        GradientGraph graph = GradientGraph.Build(network, new() { InDouble = true });
        using NetworkSession session = new(graph.Model);
        Assert.Equal(atMinusOne, session.Run(Inputs(graph, [-1], [1], 0))[graph.TargetScoreOutput!].Span<double>()[0], 1e-16);
    }

    private static Network Net(string op, string variant) => op switch
    {
        "Conv" when variant == "1x1" => Conv([3, 5, 4], [4, 3, 1, 1], n => n),
        "Conv" when variant == "groups, dilations" => Conv([4, 8, 7], [6, 2, 3, 2], n => n.With("group", 2).With("dilations", [2, 3])),
        "Conv" when variant == "depthwise 5x3" => Conv([4, 8, 7], [4, 1, 5, 3], n => n.With("group", 4).With("pads", [2, 1, 2, 1])),
        "Conv" when variant == "many channels" => Conv([70, 4, 4], [5, 70, 3, 3], n => n.With("pads", [1, 1, 1, 1])),
        "Conv" when variant == "1-D" => Conv([3, 9], [4, 3, 4], n => n.With("strides", [2])),
        "Conv" when variant == "3-D" => Conv([2, 4, 5, 3], [3, 2, 2, 3, 2], n => n.With("pads", [1, 0, 1, 0, 1, 0])),
        "Conv" when variant == "same upper" => Conv([2, 7, 6], [3, 2, 3, 4], n => n.With("auto_pad", "SAME_UPPER").With("strides", [2, 2])),
        "Conv" => Build([3, 9, 8], (g, x) => g.Node("Conv", x, Weights(g, 4, 3, 3, 3), Weights(g, 4)).With("strides", [2, 1]).With("pads", [1, 0, 2, 1]).Out()),
        "ConvTranspose" => Build([3, 4, 4], (g, x) => g.Node(op, x, Weights(g, 3, 2, 3, 3)).With("strides", [2, 2]).Out()),
        "BatchNormalization" => Build([3, 4, 4], (g, x) => g.Add(op, x, Of(g, 1, 2, 0.5f), Of(g, 0, 1, -1), Of(g, 0.5f, 0, 1), Of(g, 1, 0.5f, 2))),
        "AveragePool" => Build([3, 6, 6], (g, x) =>
            (variant == "padded" ? g.Node(op, x).With("pads", [1, 1, 1, 1]) : g.Node(op, x)).With("kernel_shape", [3, 2]).With("strides", [1, 2]).Out()),
        "MaxPool" => Build([3, 6, 6], (g, x) => g.Node(op, x).With("kernel_shape", [3, 3]).With("strides", [2, 2]).Out()),
        "PRelu" => Build([3, 4], (g, x) => g.Add(op, x, Of(g, 0.1f, 0.2f, 0.3f, -0.4f))),
        "InstanceNormalization" => Build([3, 4, 4], (g, x) => g.Add(op, x, Of(g, 1, 2, 0.5f), Of(g, 0, 1, -1))),
        "Mean" => Build([4], (g, x) => g.Add(op, x, x * x, g.Add("Tanh", x))),
        "Clip" => Build([4], (g, x) => g.Add(op, x, x.Like(-1.9), x.Like(1.9))),
        "GlobalAveragePool" or "GlobalMaxPool" => Build([3, 4, 4], (g, x) => g.Add(op, x)),
        _ => Build([8], (g, x) => g.Add(op, x)),
    };

    private static Network Conv(long[] row, long[] kernel, Func<NodeInProgress, NodeInProgress> set) =>
        Build(row, (g, x) => set(g.Node("Conv", x, Weights(g, kernel))).Out());

    private static Value Weights(GraphBuilder g, params long[] shape) => g.Constant(OnnxTensor.Of(Numbers((int)shape.Aggregate((a, b) => a * b), 3), shape));

    private static Value Of(GraphBuilder g, params float[] values) => g.Constant(OnnxTensor.Of(values, values.Length));

    private static Network Build(long[] row, Func<GraphBuilder, Value, Value> build)
    {
        OnnxModel model = new();
        GraphBuilder g = new(model, "net");
        Value x = g.Input("x", ElementType.Float, new TensorShape([new Dim(-1, "rows"), .. row.Select(d => new Dim(d))]));
        g.Output(build(g, x), "y");
        return Network.FromModel(model);
    }

    /// <summary>Numbers between -2 and 2 without ties.</summary>
    private static float[] Numbers(int count, int seed) => [.. Enumerable.Range(0, count).Select(i => MathF.Sin(seed + i * 1.61803f) * 2)];

    private static Dictionary<string, TensorBuffer> Inputs(GradientGraph graph, float[] x, int[] row, params long[] targets)
    {
        long[] shape = [targets.Length, .. row];
        return new()
        {
            ["x"] = graph.InputElement == ElementType.Double ? TensorBuffer.Of(Array.ConvertAll(x, v => (double)v), shape) : TensorBuffer.Of(x, shape),
            [graph.TargetInput!] = TensorBuffer.Of(targets, targets.Length),
        };
    }

    private static (float[] Scores, float[] Gradient, long[] Target) Run(GradientGraph graph, float[] x, int[] row)
    {
        using NetworkSession session = new(graph.Model);
        var found = session.Run(Inputs(graph, x, row, -1, 0));
        return (found[graph.ScoresOutput].Span<float>().ToArray(), found[graph.GradientOutput].Span<float>().ToArray(), found[graph.TargetOutput!].Span<long>().ToArray());
    }

    private static void Near(float[] expected, float[] actual, double tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        double largest = expected.Max(Math.Abs);
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i], actual[i], tolerance * largest);
        }
    }
}
