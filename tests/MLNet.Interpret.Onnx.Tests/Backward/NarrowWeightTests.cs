using MLNet.Interpret.Onnx.Backward;
using MLNet.Interpret.Onnx.Execution;

namespace MLNet.Interpret.Onnx.Tests.Backward;

/// <summary>Weights that a file keeps in a type of few bits and casts to float: the gradient of a product with them is themselves.</summary>
public class NarrowWeightTests
{
    [Theory]
    // 0.5, 1, -2, 1.5 as ONNX's document on float8 lays their bits out: a sign, four or five bits of exponent, and the rest.
    [InlineData(ElementType.Float8E4M3FN, new byte[] { 0x30, 0x38, 0xC0, 0x3C }, new float[] { 0.5f, 1, -2, 1.5f })]
    [InlineData(ElementType.Float8E5M2, new byte[] { 0x38, 0x3C, 0xC0, 0x3E }, new float[] { 0.5f, 1, -2, 1.5f })]
    // Two to a byte, the first in the low half.
    [InlineData(ElementType.Int4, new byte[] { 0xE1, 0x73 }, new float[] { 1, -2, 3, 7 })]
    [InlineData(ElementType.UInt4, new byte[] { 0xE1, 0x73 }, new float[] { 1, 14, 3, 7 })]
    public void The_gradient_of_a_product_with_them_is_themselves(ElementType type, byte[] bits, float[] weights)
    {
        OnnxModel model = new(21);
        model.Initializers["w"] = OnnxTensor.Raw(type, bits, [4, 1]);
        GraphBuilder g = new(model, "net");
        Value x = g.Input("x", ElementType.Float, new TensorShape([new Dim(-1, "rows"), 4]));
        g.Output(x.MatMul(g.Existing("w", type).Cast(ElementType.Float)), "y");

        GradientGraph graph = GradientGraph.Build(Network.FromModel(model), new() { Seed = GradientSeed.ArgMax });
        using NetworkSession session = new(graph.Model);
        var run = session.Run(new Dictionary<string, TensorBuffer> { ["x"] = TensorBuffer.Of(new float[8], 2, 4) });
        Assert.Equal([.. weights, .. weights], run[graph.GradientOutput].Span<float>().ToArray());
    }
}
