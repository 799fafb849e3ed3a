using MLNet.Interpret.Onnx.Analysis;

namespace MLNet.Interpret.Onnx.Tests.Analysis;

public class OrtFailureTests
{
    // Messages as ONNX Runtime 1.29 writes them; the expectations are what of them is of use to a reader.
    [Theory]
    [InlineData(
        "[ErrorCode:RuntimeException] Non-zero status code returned while running Reshape node. Name:'r' Status Message: /onnxruntime_src/onnxruntime/core/providers/cpu/tensor/reshape_helper.h:43 onnxruntime::ReshapeHelper::ReshapeHelper(const onnxruntime::TensorShape&, onnxruntime::TensorShapeVector&, bool) input_shape_size == size was false. The input tensor cannot be reshaped to the requested shape. Input shape:{4}, requested shape:{3,5}\n",
        "running Reshape node. Name:'r' input_shape_size == size was false. The input tensor cannot be reshaped to the requested shape. Input shape:{4}, requested shape:{3,5}")]
    [InlineData(
        "[ErrorCode:InvalidArgument] Got invalid dimensions for input: x for the following indices\n index: 1 Got: 3 Expected: 2\n Please fix either the inputs/outputs or the model.",
        "Got invalid dimensions for input: x for the following indices index: 1 Got: 3 Expected: 2 Please fix either the inputs/outputs or the model.")]
    public void A_message_becomes_one_line_without_places_in_sources(string message, string expected) =>
        Assert.Equal(expected, OrtFailure.OneLine(new InvalidOperationException(message)));

    [Fact]
    public void A_form_of_an_operator_that_has_no_kernel_is_named_with_the_remedy()
    {
        // ONNX Runtime 1.29 has GlobalLpPool of operator set 2 on a CPU, not that of set 22.
        OnnxModel model = new(24);
        GraphBuilder g = new(model, "net");
        g.Output(g.Node("GlobalLpPool", g.Input("x", ElementType.Float, new TensorShape(1, 2, 3, 3))).Out(), "y");
        var e = Assert.Throws<InvalidDataException>(() => Network.FromModel(model, "net.onnx").Canonicalise());
        Assert.StartsWith("ONNX Runtime does not accept 'net.onnx': Could not find an implementation for GlobalLpPool(22)", e.Message, StringComparison.Ordinal);
        Assert.EndsWith("Export the network again with opset_version=21 or older, or without GlobalLpPool.", e.Message, StringComparison.Ordinal);
    }
}
