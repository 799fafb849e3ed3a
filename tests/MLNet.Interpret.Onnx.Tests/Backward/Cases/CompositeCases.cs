using MLNet.Interpret.Onnx.Tests.Backward.Checking;
using static MLNet.Interpret.Onnx.Tests.Backward.Checking.CaseInput;

namespace MLNet.Interpret.Onnx.Tests.Backward.Cases;

internal static class CompositeCases
{
    private static readonly CaseInput _classes = Tensor(OnnxTensor.Of([0L, 2, 1, 3], 4));
    private static readonly CaseInput _places = Tensor(OnnxTensor.Of([0L, 2, 1, -1, 3, 0], 2, 3));

    public static readonly GradientCase[] Rows =
    [
        new("NegativeLogLikelihoodLoss", "mean", In(4, 5), _classes) { SecondOrder = SecondOrder.Zero },
        new("NegativeLogLikelihoodLoss", "sum, weights", In(4, 5), _classes, Weight(5)) { Set = n => n.Set("reduction", "sum") },
        new("NegativeLogLikelihoodLoss", "weighted mean, some ignored", In(2, 5, 3), _places, Weight(5).Range(0.5, 2))
        {
            Set = n => n.Set("ignore_index", -1),
        },
        new("NegativeLogLikelihoodLoss", "none, some ignored", In(2, 5, 3), _places)
        {
            Set = n => n.Set("ignore_index", -1).Set("reduction", "none"), SecondOrder = SecondOrder.Zero,
        },
        new("SoftmaxCrossEntropyLoss", "mean", In(4, 5), _classes),
        new("SoftmaxCrossEntropyLoss", "with logarithms, weights", In(4, 5), _classes, Weight(5).Range(0.5, 2)) { Outputs = 2, Seeded = [0, 1] },
        new("SoftmaxCrossEntropyLoss", "none, some ignored", In(2, 5, 3), _places) { Set = n => n.Set("reduction", "none").Set("ignore_index", -1) },
        new("SoftmaxCrossEntropyLoss", "sum, logarithms alone", In(4, 5), _classes) { Outputs = 2, Seeded = [1], Set = n => n.Set("reduction", "sum") },

        new("DFT", "real", In(2, 5, 1).Batched()) { Opset = 18, SecondOrder = SecondOrder.Zero },
        new("DFT", "complex, padded", In(2, 5, 2), LongScalar(8)) { SecondOrder = SecondOrder.Zero },
        new("DFT", "complex, cut, another axis", In(4, 3, 2), LongScalar(3)) { Set = n => n.Set("axis", 0), SecondOrder = SecondOrder.Zero },
        new("DFT", "one-sided", In(2, 6, 1)) { Set = n => n.Set("onesided", 1), SecondOrder = SecondOrder.Zero },
        new("DFT", "inverse", In(2, 5, 2)) { Set = n => n.Set("inverse", 1), SecondOrder = SecondOrder.Zero },
        new("DFT", "inverse, one-sided", In(2, 4, 2)) { Set = n => n.Set("inverse", 1).Set("onesided", 1), SecondOrder = SecondOrder.Zero },
        new("DFT", "inverse, one-sided, odd, another axis", In(4, 3, 2), LongScalar(7), LongScalar(0)) { Opset = 20, Set = n => n.Set("inverse", 1).Set("onesided", 1), SecondOrder = SecondOrder.Zero },
        new("DFT", "axis as an input", In(2, 4, 3, 1), Missing(), LongScalar(1)) { Opset = 20, SecondOrder = SecondOrder.Zero },
        new("STFT", "window", In(2, 9, 1), LongScalar(2), Weight(4)),
        new("STFT", "both sides", In(1, 8, 1), LongScalar(4), Missing(), LongScalar(4)) { Set = n => n.Set("onesided", 0), SecondOrder = SecondOrder.Zero },

        new("Det", "3 x 3", In(3, 3)),
        new("Det", "many, 4 x 4", In(2, 2, 4, 4).Batched()),
        new("Det", "1 x 1", In(2, 1, 1)) { SecondOrder = SecondOrder.Zero },
        new("AffineGrid", "pictures", In(2, 2, 3).Batched(), Longs(2, 1, 3, 4)) { Opset = 20, SecondOrder = SecondOrder.Zero },
        new("AffineGrid", "volumes, corners aligned", In(1, 3, 4), Longs(1, 1, 2, 3, 2)) { Opset = 20, SecondOrder = SecondOrder.Zero, Set = n => n.Set("align_corners", 1) },
        new("RoiAlign", "half pixels", In(2, 2, 6, 5), Weight(3, 4).Values(0.5, 0.75, 3.5, 4.25, 1, 0, 2.5, 5, -1.5, 2, 4, 4.5).NotDifferentiable(), Longs(0, 1, 0))
        {
            Set = n => n.Set("output_height", 2).Set("output_width", 3).Set("sampling_ratio", 2), SecondOrder = SecondOrder.Zero,
            FloatOnly = true, Step = 0.5,
        },
        new("RoiAlign", "old coordinates, scaled", In(1, 2, 4, 4), Weight(2, 4).Values(0, 0, 3, 7, 2, 2, 2.5, 6).NotDifferentiable(), Longs(0, 0))
        {
            Set = n => n.Set("coordinate_transformation_mode", "output_half_pixel").Set("output_height", 2).Set("output_width", 2).Set("sampling_ratio", 1).Set("spatial_scale", 0.5f),
            SecondOrder = SecondOrder.Zero, FloatOnly = true, Step = 0.5,
        },
        new("Unique", "sorted", In(7).Distinct()) { SecondOrder = SecondOrder.Zero },
        new("Unique", "slices, as they come", In(2, 4, 2).Distinct()) { Set = n => n.Set("axis", 1).Set("sorted", 0), SecondOrder = SecondOrder.Zero },
    ];
}
