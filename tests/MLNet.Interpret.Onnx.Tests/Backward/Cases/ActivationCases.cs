using MLNet.Interpret.Onnx.Tests.Backward.Checking;
using static MLNet.Interpret.Onnx.Tests.Backward.Checking.CaseInput;

namespace MLNet.Interpret.Onnx.Tests.Backward.Cases;

internal static class ActivationCases
{
    public static readonly GradientCase[] Rows =
    [
        Kinked("Relu", SecondOrder.Zero, 0),
        Kinked("LeakyRelu", SecondOrder.Zero, 0),
        Kinked("LeakyRelu", SecondOrder.Zero, 0) with { Variant = "negative", Set = n => n.Set("alpha", -0.5f) },
        Kinked("LeakyRelu", SecondOrder.Zero, 0) with { Variant = "steep", Set = n => n.Set("alpha", 1.5f) },
        new("PRelu", "channels", In(2, 3, 2, 2).AwayFrom(0.2, 0).Batched(), Weight(3, 1, 1)),
        new("PRelu", "one slope", In(2, 3).AwayFrom(0.2, 0).Batched(), Weight(1)),
        Kinked("ThresholdedRelu", SecondOrder.Zero, 1),
        Kinked("ThresholdedRelu", SecondOrder.Zero, -0.5) with { Variant = "alpha -0.5", Set = n => n.Set("alpha", -0.5f) },
        Kinked("Elu", SecondOrder.Exists, 0),
        Kinked("Elu", SecondOrder.Exists, 0) with { Variant = "alpha 2", Set = n => n.Set("alpha", 2f) },
        Kinked("Selu", SecondOrder.Exists, 0),
        Kinked("Selu", SecondOrder.Exists, 0) with { Variant = "alpha 1, gamma 2", Set = n => n.Set("alpha", 1f).Set("gamma", 2f) },
        Kinked("Celu", SecondOrder.Exists, 0),
        Kinked("Celu", SecondOrder.Exists, 0) with { Variant = "alpha 0.5", Set = n => n.Set("alpha", 0.5f) },
        Smooth("Softplus"),
        Kinked("Softsign", SecondOrder.Exists, 0),
        Smooth("Sigmoid"),
        Kinked("HardSigmoid", SecondOrder.Zero, -2.5, 2.5),
        Kinked("HardSigmoid", SecondOrder.Zero, -3, 3) with { Variant = "as in MobileNetV3", Set = n => n.Set("alpha", 1f / 6).Set("beta", 0.5f) },
        Kinked("HardSwish", SecondOrder.Exists, -3, 3),
        Smooth("Tanh"),
        Smooth("Gelu") with { Opset = 20 },
        Smooth("Gelu") with { Opset = 20, Variant = "tanh", Set = n => n.Set("approximate", "tanh") },
        Smooth("Mish"),
        Smooth("Swish") with { Opset = 24 },
        Smooth("Swish") with { Opset = 24, Variant = "alpha 1.5", Set = n => n.Set("alpha", 1.5f) },
        Clipped("both bounds", -1, 1.5),
        Clipped("as Relu6", 0, 6),
        Clipped("below", -1, null),
        Clipped("above", null, 1),
        Clipped("nowhere", null, null),
        new("Clip", "differentiable bounds", In(3, 4).Range(-4, 4).AwayFrom(0.25, -1, 1.5).Batched(), Weight().Values(-1), In().Values(1.5))
        {
            SecondOrder = SecondOrder.Zero,
        },
        new("Clip", "bounds the wrong way round", In(3, 4).Range(-4, 4).AwayFrom(0.25, -1, 1.5).Batched(), In().Values(1.5), In().Values(-1))
        {
            SecondOrder = SecondOrder.Zero,
        },
        Kinked("Shrink", SecondOrder.Zero, -0.5, 0.5),
        Kinked("Shrink", SecondOrder.Zero, -1, 1) with { Variant = "soft", Set = n => n.Set("lambd", 1f).Set("bias", 1f) },
        Smooth("Softmax"),
        Smooth("Softmax") with { Variant = "axis 1", Inputs = [In(2, 3, 4).Batched()], Set = n => n.Set("axis", 1) },
        Smooth("LogSoftmax"),
        Smooth("LogSoftmax") with { Variant = "axis 1", Inputs = [In(2, 3, 4).Batched()], Set = n => n.Set("axis", 1) },
    ];

    private static GradientCase Smooth(string opType) => new(opType, "", In(3, 6).Range(-3, 3).Batched());

    private static GradientCase Kinked(string opType, SecondOrder secondOrder, params double[] kinks) =>
        new(opType, "", In(3, 6).Range(-4, 4).AwayFrom(0.25, kinks).Batched()) { SecondOrder = secondOrder };

    private static GradientCase Clipped(string variant, double? low, double? high)
    {
        double[] kinks = [.. new[] { low, high }.OfType<double>()];
        return new("Clip", variant, In(3, 6).Range(-4, 4).AwayFrom(0.25, kinks).Batched(), Bound(low), Bound(high)) { SecondOrder = SecondOrder.Zero };
    }

    private static CaseInput Bound(double? value) => value is { } v ? Weight().Values(v).NotDifferentiable() : Missing();
}
