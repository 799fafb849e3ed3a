using MLNet.Interpret.Onnx.Tests.Backward.Checking;
using static MLNet.Interpret.Onnx.Tests.Backward.Checking.CaseInput;

namespace MLNet.Interpret.Onnx.Tests.Backward.Cases.Movement;

internal static class ResizeCases
{
    private static readonly string[] _transformations =
        ["half_pixel", "pytorch_half_pixel", "align_corners", "asymmetric", "tf_half_pixel_for_nn", "half_pixel_symmetric"];

    private static readonly string[] _roundings = ["round_prefer_floor", "round_prefer_ceil", "floor", "ceil"];

    public static readonly GradientCase[] Rows =
    [
        .. from t in _transformations from r in _roundings select Scaled($"nearest, {t}, {r}", In(2, 1, 4, 3).Batched(), [1, 1, 1.5f, 2], "nearest", t, r),
        .. from t in _transformations from r in _roundings select Scaled($"nearest, {t}, {r}, down", In(1, 2, 5, 6), [1, 1, 0.6f, 0.5f], "nearest", t, r),
        .. from t in _transformations where t != "tf_half_pixel_for_nn" select Scaled($"linear, {t}", In(2, 1, 3, 4).Batched(), [1, 1, 2.5f, 2], "linear", t),
        .. from t in _transformations where t != "tf_half_pixel_for_nn" select Scaled($"cubic, {t}", In(1, 2, 3, 4), [1, 1, 2, 1.5f], "cubic", t),
        Scaled("nearest, doubled", In(2, 3, 2, 3).Batched(), [1, 1, 2, 2], "nearest", "asymmetric", "floor"),
        Scaled("nearest, five axes", In(1, 2, 2, 3, 2), [1, 2, 1.5f, 2, 3], "nearest", "asymmetric", "floor"),
        Scaled("nearest, one axis", In(4), [2.5f], "nearest", "half_pixel"),
        Scaled("linear, two axes in all", In(3, 4), [2, 1.5f], "linear", "half_pixel"),
        Scaled("linear, three axes in all", In(2, 3, 2), [2, 1.5f, 2], "linear", "align_corners"),
        Scaled("linear, channels last", In(2, 3, 4, 2).Batched(), [1, 2, 0.5f, 1], "linear", "half_pixel"),
        Scaled("linear, down, antialias", In(1, 2, 6, 7), [1, 1, 0.5f, 0.7f], "linear", "half_pixel") with { Set = Attributes("linear", "half_pixel", "", n => n.Set("antialias", 1)) },
        Scaled("cubic, down, antialias", In(1, 1, 6, 7), [1, 1, 0.5f, 0.7f], "cubic", "half_pixel") with { Set = Attributes("cubic", "half_pixel", "", n => n.Set("antialias", 1)) },
        Scaled("cubic, excluding what is outside", In(1, 1, 4, 5), [1, 1, 1.5f, 0.8f], "cubic", "half_pixel") with
        {
            Set = Attributes("cubic", "half_pixel", "", n => n.Set("exclude_outside", 1).Set("cubic_coeff_a", -0.5f)),
        },
        Sized("nearest, sizes", In(2, 1, 3, 4).Batched(), [], Longs(2, 1, 5, 8), "nearest", "asymmetric", "floor"),
        Sized("nearest, sizes that double", In(2, 3, 2, 3), [], Longs(2, 3, 4, 6), "nearest", "half_pixel"),
        Sized("linear, sizes of two axes", In(2, 3, 3, 4).Batched(), [2, 3], Longs(5, 2), "linear", "pytorch_half_pixel"),
        Sized("linear, sizes at run time", In(2, 1, 3, 4), [], Longs(2, 1, 5, 7).AtRunTime(), "linear", "half_pixel"),
        Sized("linear, sizes to one", In(1, 2, 3, 4), [], Longs(1, 2, 1, 1), "linear", "pytorch_half_pixel"),
        new("Resize", "linear, scales at run time", In(2, 1, 3, 4), Missing(), Floats(1, 1, 2, 1.5f).AtRunTime())
        {
            Set = Attributes("linear", "asymmetric", ""), SecondOrder = SecondOrder.Zero, Step = 0.5,
        },
        Cropped("nearest"), Cropped("linear"), Cropped("cubic"),
    ];

    private static CaseInput Floats(params float[] values) => Tensor(OnnxTensor.Of(values, values.Length));

    private static GradientCase Scaled(string variant, CaseInput x, float[] scales, string mode, string transformation, string rounding = "") =>
        new("Resize", variant, x, Missing(), Floats(scales)) { Set = Attributes(mode, transformation, rounding), SecondOrder = SecondOrder.Zero, Step = 0.5 };

    private static GradientCase Sized(string variant, CaseInput x, long[] axes, CaseInput sizes, string mode, string transformation, string rounding = "") =>
        new("Resize", variant, x, Missing(), Missing(), sizes)
        {
            Set = Attributes(mode, transformation, rounding, n => { if (axes.Length > 0) { n.Set("axes", axes); } }), SecondOrder = SecondOrder.Zero, Step = 0.5,
        };

    // The region reaches over the upper edge, where every element is the extrapolation value.
    private static GradientCase Cropped(string mode) =>
        new("Resize", $"{mode}, tf_crop_and_resize", In(1, 2, 4, 5), Floats(0, 0, 0.2f, 0.1f, 1, 1, 1.3f, 0.8f), Missing(), Longs(1, 2, 5, 4))
        {
            Set = Attributes(mode, "tf_crop_and_resize", "", n => n.Set("extrapolation_value", 3f)), SecondOrder = SecondOrder.Zero, Step = 0.5,
        };

    private static Action<OnnxNode> Attributes(string mode, string transformation, string rounding, Action<OnnxNode>? more = null) => n =>
    {
        n.Set("mode", mode).Set("coordinate_transformation_mode", transformation);
        if (rounding.Length > 0)
        {
            n.Set("nearest_mode", rounding);
        }
        more?.Invoke(n);
    };
}
