using MLNet.Interpret.Onnx.Backward;

namespace MLNet.Interpret.Onnx.Tests.Backward.Windows;

/// <summary>How a strided convolution goes back. That the numbers are right, its rows in the tables of cases check.</summary>
public class StridedConvolutionTests
{
    // CUDA runs a ConvTranspose only where both sides have the same padding. The sizes are those of ResNet, AlexNet and SqueezeNet.
    [Theory]
    [InlineData(224, 7, 2, 3)]
    [InlineData(56, 3, 2, 1)]
    [InlineData(55, 3, 2, 1)]
    [InlineData(56, 1, 2, 0)]
    [InlineData(224, 11, 4, 2)]
    [InlineData(224, 3, 2, 0)]
    public void Both_sides_have_the_same_padding(int size, int kernel, int stride, int padding)
    {
        OnnxModel model = new();
        GraphBuilder g = new(model, "net");
        Value weights = g.Constant(OnnxTensor.Of(new float[2 * 3 * kernel * kernel], 2, 3, kernel, kernel));
        Value y = g.Node("Conv", g.Input("x", ElementType.Float, new TensorShape(-1, 3, size, size)), weights)
            .With("strides", [stride, stride]).With("pads", [padding, padding, padding, padding]).Out();
        g.Output(y.ReduceSum([2, 3], keepDims: false), "scores");

        OnnxNode back = GradientGraph.Build(Network.FromModel(model)).Model.Nodes.Single(n => n.OpType == "ConvTranspose");
        Assert.Equal([padding, padding, padding, padding], back.Ints("pads")!);
        // The size of what a ConvTranspose gives, by ONNX's definition.
        long windows = (size + 2 * padding - kernel) / stride + 1;
        Assert.Equal(size, stride * (windows - 1) + back.Ints("output_padding")![0] + kernel - 2 * padding);
    }
}
