using MLNet.Interpret.Onnx.Tests.Backward.Checking;

namespace MLNet.Interpret.Onnx.Tests.Backward;

/// <summary>At kinks and ties, where differences cannot tell: expectations are PyTorch's conventions.</summary>
public class KinkTests
{
    private readonly SmallGraph _g = new();

    [Theory]
    [InlineData("Relu", 0, 0)]
    [InlineData("LeakyRelu", 0, 0.01)]
    [InlineData("Elu", 0, 1)]
    [InlineData("ThresholdedRelu", 1, 0)]
    [InlineData("Shrink", 0.5, 0)]
    [InlineData("HardSigmoid", 2.5, 0)]
    [InlineData("HardSigmoid", -2.5, 0)]
    [InlineData("Abs", 0, 0)]
    public void The_slope_at_a_kink(string opType, float at, double slope)
    {
        Value x = _g.Input("x", at);

        Equal([slope], _g.Gradients([(x.Apply(opType), [1])], x)["x"]);
    }

    [Fact]
    public void Relu6_is_flat_at_both_ends()
    {
        Value x = _g.Input("x", 0, 3, 6);
        Value y = _g.Forward.Add("Clip", x, x.Like(0), x.Like(6));

        Equal([0, 1, 0], _g.Gradients([(y, [1, 1, 1])], x)["x"]);
    }

    [Theory]
    [InlineData("Max")]
    [InlineData("Min")]
    public void Two_that_tie_share_evenly(string opType)
    {
        Value a = _g.Input("a", 2), b = _g.Input("b", 2);

        var found = _g.Gradients([(_g.Forward.Add(opType, a, b), [1])], a, b);
        Equal([0.5], found["a"]);
        Equal([0.5], found["b"]);
    }

    [Fact]
    public void Two_of_three_that_tie_share_evenly()
    {
        Value a = _g.Input("a", 2), b = _g.Input("b", 1), c = _g.Input("c", 2);

        var found = _g.Gradients([(_g.Forward.Add("Max", a, b, c), [1])], a, b, c);
        Equal([0.5], found["a"]);
        Equal([0], found["b"]);
        Equal([0.5], found["c"]);
    }

    [Fact]
    public void Elements_that_tie_for_the_greatest_share_evenly()
    {
        Value x = _g.Input("x", 3, 1, 3, 3, 0);

        Equal([1, 0, 1, 1, 0], _g.Gradients([(x.Graph.Add("ReduceMax", x, x.Graph.Longs(0)), [3])], x)["x"]);
    }

    [Fact]
    public void The_norm_of_zeros_has_no_slope()
    {
        Value x = _g.Input("x", 0, 0);

        Equal([0, 0], _g.Gradients([(x.Graph.Add("ReduceL2", x, x.Graph.Longs(0)), [1])], x)["x"]);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(0.5)]
    [InlineData(0.25)]
    public void A_root_has_no_slope_at_zero(double? exponent)
    {
        // The deviation of equal numbers, as exporters write it out.
        Value x = _g.Input("x", 3, 3), mean = x.ReduceMean([0]);
        Value variance = ((x - mean) * (x - mean)).ReduceMean([0]);

        Equal([0, 0], _g.Gradients([(exponent is { } e ? variance.Pow(variance.Like(e)) : variance.Sqrt(), [1])], x)["x"]);
    }

    [Fact]
    public void The_direction_of_zeros_has_no_slope()
    {
        Value x = _g.Input("x", 0, 0);

        Equal([0, 0], _g.Gradients([(x.Apply("LpNormalization"), [1, 2])], x)["x"]);
    }

    private static void Equal(double[] expected, float[] found) =>
        Assert.Equal(expected, Array.ConvertAll(found, f => Math.Round(f, 6)));
}
