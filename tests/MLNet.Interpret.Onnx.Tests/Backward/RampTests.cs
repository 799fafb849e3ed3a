using MLNet.Interpret.Onnx.Backward.Rules;
using MLNet.Interpret.Onnx.Tests.Backward.Checking;

namespace MLNet.Interpret.Onnx.Tests.Backward;

/// <summary>Steps are lines so steep that no float32 lies on them: expectations are the comparisons that they stand for.</summary>
public class RampTests
{
    public static TheoryData<float> Thresholds => [0, 1, 6, -1, 0.1f, -0.3333f, 1e-3f, 12345.678f, -1e9f, 1e30f];

    [Theory, MemberData(nameof(Thresholds))]
    public void A_step_tells_a_number_from_its_neighbours(float threshold)
    {
        // The smallest normal number is the neighbour of zero.
        float above = threshold == 0 ? 1.17549435e-38f : MathF.BitIncrement(threshold);
        float below = threshold == 0 ? -1.17549435e-38f : MathF.BitDecrement(threshold);
        float[] points = [below, threshold, above, float.MinValue, float.MaxValue, float.NegativeInfinity, float.PositiveInfinity];

        Assert.Equal([0, 0, 1, 0, 1, 0, 1], Run(points, x => x.Above(threshold)));
        Assert.Equal([1, 0, 0, 1, 0, 1, 0], Run(points, x => x.Below(threshold)));
    }

    [Fact]
    public void A_ramp_is_a_line_clipped_to_zero_and_one() =>
        Assert.Equal([0, 0, 0.25f, 0.5f, 1, 1], Run([-9, -1, -0.5f, 0, 1, 9], x => x.Ramp(0.5, 0.5)));

    private static float[] Run(float[] points, Func<Value, Value> build)
    {
        SmallGraph g = new();
        g.Forward.Output(build(g.Input("x", points)), "y");
        return g.Run("y");
    }
}
