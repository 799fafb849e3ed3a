using MLNet.Interpret.Onnx;
using MLNet.Interpret.Onnx.Execution;
using MLNet.Interpret.Saliency;
using MLNet.Interpret.Tool.Files;

namespace MLNet.Interpret.Tests.Saliency;

/// <summary>Expectations are Captum's on PyTorch in float64 (Data/README.md); a millionth of the largest attribution is lost to float32, in which gradients are passed back.</summary>
public class CaptumTests
{
    private const float Black = -0.8101983666419983f;

    private static readonly string _folder = Path.Combine(AppContext.BaseDirectory, "Data", "fashion");

    public static TheoryData<string, SaliencyMethod, float> Files => new()
    {
        { "gradient_signed", new Gradient(), 0 },
        { "input_x_gradient", new GradientTimesInput(), 0 },
        { "integrated_gradients_mid50", new IntegratedGradients(50, Quadrature.Midpoint), 0 },
        { "integrated_gradients_trap50", new IntegratedGradients(50, Quadrature.Trapezoid), 0 },
        { "integrated_gradients_gl50", new IntegratedGradients(50), 0 },
        { "integrated_gradients_gl50_black", new IntegratedGradients(50), Black },
    };

    [Theory, MemberData(nameof(Files))]
    public void Attributions_are_those_of_PyTorch(string file, SaliencyMethod method, float baseline)
    {
        Network network = Network.Load(Path.Combine(_folder, "fashion_cnn.onnx"));
        NpyArray input = Npy.Read(Path.Combine(_folder, "input.npy"));
        long[] targets = Npy.Read(Path.Combine(_folder, "target.npy")).ToLongs("target.npy");
        double[] expected = (double[])Npy.Read(Path.Combine(_folder, $"{file}_f64.npy")).Values;
        double tolerance = 1e-6 * expected.Max(Math.Abs);

        using SaliencyExplainer explainer = new(network, new() { Method = method, Baseline = baseline });
        SaliencyResult result = explainer.Explain(TensorBuffer.Of(input.ToFloats(), input.Shape), targets);
        float[] found = result.Attribution.Span<float>().ToArray();
        Assert.Equal(targets, result.Target);
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i], found[i], tolerance);
        }
    }
}
