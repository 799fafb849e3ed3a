namespace MLNet.Interpret.Onnx.Tests.Model;

public class OnnxTensorTests
{
    [Theory]
    [InlineData(1f, 0x3F80)]
    [InlineData(1.00390625f, 0x3F80)] // halfway between 0x3F80 and 0x3F81: to the even one
    [InlineData(1.01171875f, 0x3F82)] // halfway between 0x3F81 and 0x3F82: to the even one
    [InlineData(1.005f, 0x3F81)]
    [InlineData(-3.1415927f, 0xC049)]
    [InlineData(3.4028235e38f, 0x7F80)] // the largest float is nearer to infinity than to any other
    [InlineData(float.NegativeInfinity, 0xFF80)]
    public void Short_floats_are_rounded_to_the_nearest(float value, int bits)
    {
        // The expectations are round-to-nearest-even on the upper 16 bits, by hand.
        OnnxTensor tensor = OnnxTensor.Of(ElementType.BFloat16, [value], 1);
        Assert.Equal(bits, BitConverter.ToUInt16(tensor.Proto.RawData.Span));
        Assert.Equal(BitConverter.UInt32BitsToSingle((uint)bits << 16), tensor.ToFloats()[0]);
    }

    [Fact]
    public void Not_a_number_stays_so_in_short_floats() =>
        Assert.True(float.IsNaN(OnnxTensor.Of(ElementType.BFloat16, [BitConverter.UInt32BitsToSingle(0x7F800001)], 1).ToFloats()[0]));

    [Fact]
    public void Half_floats_are_read_as_they_are() =>
        Assert.Equal([0.5f, -65504f, 6.1035156e-5f], OnnxTensor.Of(ElementType.Float16, [0.5, -65504, 6.1035156e-5], 3).ToFloats());

    [Fact]
    public void One_tensor_under_two_names_is_written_twice()
    {
        OnnxModel model = new();
        OnnxTensor one = OnnxTensor.Of([1f]);
        model.Initializers["a"] = one;
        model.Initializers["b"] = one;
        Assert.Equal(["a", "b"], model.ToProto().Graph.Initializer.Select(i => i.Name));
    }
}
