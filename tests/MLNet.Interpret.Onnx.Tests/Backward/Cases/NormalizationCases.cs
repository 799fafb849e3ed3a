using MLNet.Interpret.Onnx.Tests.Backward.Checking;
using static MLNet.Interpret.Onnx.Tests.Backward.Checking.CaseInput;

namespace MLNet.Interpret.Onnx.Tests.Backward.Cases;

internal static class NormalizationCases
{
    public static readonly GradientCase[] Rows =
    [
        new("BatchNormalization", "images", In(2, 3, 2, 2).Batched(), Weight(3), Weight(3), Weight(3), Weight(3).Range(0.5, 2)),
        new("BatchNormalization", "rows, epsilon", In(4, 3).Batched(), Weight(3), Weight(3), Weight(3), Weight(3).Range(0.5, 2))
        {
            Set = n => n.Set("epsilon", 0.1f),
        },
        new("InstanceNormalization", "images", In(2, 3, 3, 2).Batched(), Weight(3), Weight(3)) { Set = n => n.Set("epsilon", 0.01f) },
        new("InstanceNormalization", "signals", In(2, 2, 5).Batched(), Weight(2), Weight(2)) { Step = 1.0 / 32 },
        new("LayerNormalization", "last axis", In(2, 3, 6).Batched(), Weight(6), Weight(6)),
        new("LayerNormalization", "no bias, axis 1, epsilon", In(2, 3, 4).Batched(), Weight(3, 4)) { Set = n => n.Set("axis", 1).Set("epsilon", 0.1f) },
        new("LayerNormalization", "broadcast scale", In(2, 3, 4).Batched(), Weight(4), Weight(1)) { Set = n => n.Set("axis", -2) },
        new("LayerNormalization", "statistics used", In(2, 5).Batched(), Weight(5), Weight(5)) { Outputs = 3, Seeded = [0, 1, 2], FloatOnly = true },
        new("LayerNormalization", "mean used alone", In(2, 5).Batched(), Weight(5).NotDifferentiable())
        {
            Outputs = 2, Seeded = [1], FloatOnly = true, SecondOrder = SecondOrder.Zero,
        },
        new("LayerNormalization", "deviation used alone", In(2, 5).Batched(), Weight(5).NotDifferentiable()) { Outputs = 3, Seeded = [2], FloatOnly = true },
        new("RMSNormalization", "last axis", In(2, 3, 6).Batched(), Weight(6)) { Opset = 23 },
        new("RMSNormalization", "axis 1, epsilon", In(2, 3, 4).Batched(), Weight(3, 4)) { Opset = 23, Set = n => n.Set("axis", 1).Set("epsilon", 0.1f) },
        new("RMSNormalization", "all axes, one scale", In(3, 4), Weight(1)) { Opset = 23, Set = n => n.Set("axis", -2) },
        new("GroupNormalization", "scale per group", In(2, 4, 3, 2).Batched(), Weight(2), Weight(2)) { Set = n => n.Set("num_groups", 2) },
        new("GroupNormalization", "scale per channel", In(2, 4, 3, 2).Batched(), Weight(4), Weight(4))
        {
            Set = n => n.Set("num_groups", 2).Set("epsilon", 0.1f), Opset = 21, FloatOnly = true,
        },
        new("GroupNormalization", "scale per channel, statistics in float64", In(2, 4, 3, 2).Batched(), Weight(4), Weight(4))
        {
            Set = n => n.Set("num_groups", 2).Set("stash_type", (long)ElementType.Double), Opset = 21,
        },
        new("LpNormalization", "", In(3, 4).Batched()),
        new("LpNormalization", "p 1, axis 1", In(2, 3, 2).AwayFrom(0.25, 0).Batched()) { Set = n => n.Set("axis", 1).Set("p", 1) },
        new("LRN", "size 3", In(2, 5, 2, 2).Batched()) { Set = n => n.Set("size", 3).Set("alpha", 0.5f) },
        new("LRN", "size 5, bias, beta", In(2, 6, 3, 1)) { Set = n => n.Set("size", 5).Set("alpha", 0.5f).Set("beta", 0.5f).Set("bias", 2f) },
    ];
}
