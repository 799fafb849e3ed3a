using MLNet.Interpret.Onnx.Backward;
using MLNet.Interpret.Onnx.Execution;

namespace MLNet.Interpret.Onnx.Tests.Backward.Rewriting;

/// <summary>A normalisation before an activation and a convolution: its slope goes before the activation's masks, where it meets the convolution.</summary>
public class ScaleBeforeMaskTests
{
    private const int Channels = 3;
    private const float Epsilon = 1e-5f;

    private static readonly float[] _scale = [2, -0.5f, 1.5f];
    private static readonly float[] _bias = [0.25f, 1, -0.5f];
    private static readonly float[] _mean = [0.5f, -1, 0];
    private static readonly float[] _variance = [4, 0.25f, 1];
    private static readonly float[] _weights = [1, -2, 3];

    [Theory]
    [InlineData("Relu", float.MaxValue)]
    [InlineData("Clip", 6)]
    public void The_gradient_is_that_of_the_closed_form_and_the_mask_comes_last(string activation, float high)
    {
        GradientGraph graph = GradientGraph.Build(Preactivated(activation), new() { Seed = GradientSeed.ArgMax });
        string source = graph.Model.Nodes.Single(n => n.Outputs.Contains(graph.GradientOutput)).Inputs[0];
        OnnxNode last = graph.Model.Nodes.Single(n => n.Outputs.Contains(source));
        Assert.Equal("Mul", last.OpType);
        Assert.Equal("HardSigmoid", graph.Model.Nodes.Single(n => n.Outputs.Contains(last.Inputs[1])).OpType);

        float[] x = new float[2 * Channels * 4];
        Random random = new(3);
        for (int i = 0; i < x.Length; i++)
        {
            x[i] = (float)(random.NextDouble() * 16 - 8);
        }
        using NetworkSession session = new(graph.Model);
        float[] found = session.Run(new Dictionary<string, TensorBuffer> { ["x"] = TensorBuffer.Of(x, 2, Channels, 2, 2) }, [graph.GradientOutput])[graph.GradientOutput].Span<float>().ToArray();

        // y = sum over channels and pixels of w act(s (x - m) / d + b), so its slope is w s / d where the activation is inside its bounds.
        int inside = 0;
        for (int i = 0; i < x.Length; i++)
        {
            int c = i / 4 % Channels;
            double d = Math.Sqrt(_variance[c] + Epsilon), z = _scale[c] * (x[i] - _mean[c]) / d + _bias[c];
            bool isInside = z > 0 && z < high;
            inside += isInside ? 1 : 0;
            Assert.Equal(isInside ? _weights[c] * _scale[c] / d : 0, found[i], 1e-5);
        }
        Assert.InRange(inside, 1, x.Length - 1);
    }

    private static Network Preactivated(string activation)
    {
        OnnxModel model = new();
        GraphBuilder g = new(model, "net");
        Value x = g.Input("x", ElementType.Float, new TensorShape([new Dim(-1, "batch"), Channels, 2, 2]));
        Value normal = g.Node("BatchNormalization", x, PerChannel(_scale), PerChannel(_bias), PerChannel(_mean), PerChannel(_variance)).With("epsilon", Epsilon).Out();
        Value active = activation == "Relu" ? normal.Apply("Relu") : g.Add("Clip", normal, normal.Like(0), normal.Like(6));
        Value y = g.Node("Conv", active, g.Constant(OnnxTensor.Of(_weights, 1, Channels, 1, 1))).Out();
        g.Output(y.ReduceSum([2, 3], keepDims: false), "y");
        return Network.FromModel(model);

        Value PerChannel(float[] values) => g.Constant(OnnxTensor.Of(values, Channels));
    }
}
