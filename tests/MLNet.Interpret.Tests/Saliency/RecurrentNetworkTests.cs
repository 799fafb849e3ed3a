using MLNet.Interpret.Onnx;
using MLNet.Interpret.Onnx.Backward;
using MLNet.Interpret.Onnx.Execution;
using MLNet.Interpret.Saliency;
using MLNet.Interpret.Tool.Files;

namespace MLNet.Interpret.Tests.Saliency;

/// <summary>Expectations are those of PyTorch's autograd in float64 (Data/README.md).</summary>
public class RecurrentNetworkTests
{
    private static readonly string _folder = Path.Combine(AppContext.BaseDirectory, "Data", "recurrent");
    private static readonly long[] _targets = [0, 3, 1];
    private static readonly NpyArray _x = Npy.Read(Path.Combine(_folder, "x.npy"));

    public static TheoryData<string, int, bool> Networks
    {
        get
        {
            TheoryData<string, int, bool> data = [];
            foreach (string name in (string[])["rnn_relu", "rnn_two_layers", "gru_both", "lstm_two_layers_both", "gru_lengths", "lstm_lengths"])
            {
                foreach (int opset in (int[])[13, 17])
                {
                    data.Add(name, opset, true);
                    data.Add(name, opset, false);
                }
            }
            return data;
        }
    }

    [Theory, MemberData(nameof(Networks))]
    public void Gradients_are_those_of_PyTorch(string name, int opset, bool openSteps)
    {
        Network network = Load(name, opset, openSteps);
        GradientGraph graph = GradientGraph.Build(network, new() { WithRespectTo = "x" });
        Assert.Null(graph.Batch);

        double[] expected = (double[])Npy.Read(Path.Combine(_folder, $"{name}_gradient_f64.npy")).Values;
        Dictionary<string, TensorBuffer> inputs = Others(network);
        inputs["x"] = TensorBuffer.Of(_x.ToFloats(), _x.Shape);
        inputs[graph.TargetInput!] = TensorBuffer.Of(_targets, 3);
        using NetworkSession session = new(graph.Model);
        Near(expected, session.Run(inputs)[graph.GradientOutput].Span<float>(), 1e-5);

        if (openSteps)
        {
            Assert.Contains("WithInputShape", Assert.Throws<NotSupportedException>(() => new SaliencyExplainer(network, new() { InputName = "x" })).Message, StringComparison.Ordinal);
            return;
        }
        using SaliencyExplainer explainer = new(network, new() { InputName = "x" });
        SaliencyResult result = explainer.Explain(TensorBuffer.Of(_x.ToFloats(), _x.Shape), _targets, others: Others(network));
        Near(expected, result.Attribution.Span<float>(), 1e-5);
    }

    /// <summary>The expectation is the graph that is built for just that many steps.</summary>
    [Theory, InlineData("rnn_relu"), InlineData("gru_both"), InlineData("lstm_two_layers_both")]
    public void A_graph_with_open_steps_takes_any_number_of_them(string name)
    {
        Network network = Network.Load(Path.Combine(_folder, $"{name}_17.onnx"));
        GradientGraph open = GradientGraph.Build(network);
        foreach (int steps in (int[])[1, 4, 11])
        {
            float[] x = [.. Enumerable.Range(0, 2 * steps * 5).Select(i => MathF.Sin(i * i))];
            float[] expected = Gradient(GradientGraph.Build(network.WithInputShape("x", -1, steps, 5)), x, steps);
            Near(Array.ConvertAll(expected, v => (double)v), Gradient(open, x, steps), 1e-6);
        }

        static float[] Gradient(GradientGraph graph, float[] x, int steps)
        {
            using NetworkSession session = new(graph.Model);
            return session.Run(new Dictionary<string, TensorBuffer>
            {
                ["x"] = TensorBuffer.Of(x, 2, steps, 5), [graph.TargetInput!] = TensorBuffer.Of(_targets.AsMemory(0, 2), 2),
            })[graph.GradientOutput].Span<float>().ToArray();
        }
    }

    /// <summary>The expectation is what integrated gradients must add up to: the change of the score.</summary>
    [Theory, InlineData("lstm_two_layers_both"), InlineData("gru_lengths")]
    public void Integrated_gradients_are_complete_in_double_precision_too(string name)
    {
        Network network = Load(name, 17, openSteps: false);
        foreach (bool inDouble in (bool[])[true, false])
        {
            using SaliencyExplainer explainer = new(network, new() { Method = new IntegratedGradients(40), InputName = "x", InDouble = inDouble });
            SaliencyResult result = explainer.Explain(TensorBuffer.Of(_x.ToFloats(), _x.Shape), _targets, others: Others(network));
            Assert.All(result.CompletenessGap!, gap => Assert.True(Math.Abs(gap) <= 1e-4, $"The gap is {gap}."));
        }
    }

    private static Network Load(string name, int opset, bool openSteps)
    {
        Network network = Network.Load(Path.Combine(_folder, $"{name}_{opset}.onnx"));
        return openSteps ? network : network.WithInputShape("x", -1, 7, 5);
    }

    private static Dictionary<string, TensorBuffer> Others(Network network) =>
        network.Inputs.Count == 1 ? [] : new() { ["lengths"] = TensorBuffer.Of(new long[] { 7, 3, 5 }, 3) };

    private static void Near(double[] expected, ReadOnlySpan<float> found, double tolerance)
    {
        double largest = expected.Max(Math.Abs), error = 0;
        Assert.Equal(expected.Length, found.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            error = Math.Max(error, Math.Abs(expected[i] - found[i]));
        }
        Assert.True(error <= tolerance * largest, $"The gradient is off by {error / largest:g3} of the largest.");
    }
}
