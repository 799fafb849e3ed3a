namespace MLNet.Interpret.Onnx.Backward.Rules;

/// <summary>Straight lines clipped to [0, 1], and steps, which are the steepest of them: what slopes of activations are made of.</summary>
/// <remarks>
/// For float32 both are a HardSigmoid. That is one pass over memory, where a comparison with its conversion is two and a Where three, and
/// ONNX Runtime runs it in the blocked layout of the convolutions around it, where most others force a conversion to the plain layout and back.
/// </remarks>
internal static class Ramps
{
    // 2^64. Slopes of steps are powers of two, so that products with them are exact.
    private const float Steep = 18446744073709551616f;

    private const int LargestPower = 126;

    /// <summary>slope * x + offset, no less than 0 and no more than 1.</summary>
    public static Value Ramp(this Value x, double slope, double offset) => x.Element == ElementType.Float
        ? x.Graph.Node("HardSigmoid", x).With("alpha", (float)slope).With("beta", (float)offset).Out()
        : x.Graph.Add("Clip", x * slope + offset, x.Like(0), x.Like(1));

    /// <summary>1 where a value is greater than a number, and 0 elsewhere.</summary>
    public static Value Above(this Value x, double number) => x.Element == ElementType.Float && Power(number) is { } slope
        ? x.Ramp(slope, -number * slope)
        : (x > number).Cast(x.Element);

    /// <summary>1 where a value is smaller than a number, and 0 elsewhere.</summary>
    public static Value Below(this Value x, double number) => x.Element == ElementType.Float && Power(number) is { } slope
        ? x.Ramp(-slope, number * slope)
        : (x < number).Cast(x.Element);

    /// <summary>1 where a value is zero or greater, and 0 elsewhere.</summary>
    public static Value NotNegative(this Value x) => x.Element == ElementType.Float
        ? x.Ramp(Math.ScaleB(1, LargestPower), 1)
        : 1 - x.Below(0);

    /// <summary>The slope of a ramp that gives this: the line's own between 0 and 1, and 0 where it is one of them.</summary>
    public static Value SlopeOfRamp(this Value y, float slope)
    {
        Value inside = y.Above(0) * y.Below(1);
        return slope is >= 0 and <= 1 ? inside.Ramp(slope, 0) : inside * slope;
    }

    /// <summary>Whether a line of this slope is a step, which carries no gradient.</summary>
    public static bool IsStep(float slope) => Math.Abs(slope) >= Steep;

    /// <summary>The slope with which the next float after a number is a whole unit away from it, or null where float32 has none.</summary>
    private static double? Power(double number)
    {
        int power = number == 0 ? LargestPower : LargestPower - Math.Max(0, Math.ILogB(number) + 1);
        return (float)number == number && power >= 64 ? Math.ScaleB(1, power) : null;
    }
}
