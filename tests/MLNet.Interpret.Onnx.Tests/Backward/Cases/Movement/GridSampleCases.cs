using MLNet.Interpret.Onnx.Tests.Backward.Checking;
using static MLNet.Interpret.Onnx.Tests.Backward.Checking.CaseInput;

namespace MLNet.Interpret.Onnx.Tests.Backward.Cases.Movement;

internal static class GridSampleCases
{
    private static readonly string[] _paddings = ["zeros", "border", "reflection"];

    public static readonly GradientCase[] Rows =
    [
        .. from p in _paddings from aligned in (bool[])[false, true] select Row("bilinear", p, aligned),
        .. from p in _paddings from aligned in (bool[])[false, true] select Row("bicubic", p, aligned),
        .. from p in _paddings select Row("nearest", p, false) with { SecondOrder = SecondOrder.Zero },
        Row("linear", "border", false, 3) with { Opset = 20 },
        Row("nearest", "reflection", true, 3) with { Opset = 20, SecondOrder = SecondOrder.Zero },
    ];

    // The image is four pixels wide in every direction, so that the kinks, where a point lies on a pixel, are the same in all of them.
    private static GradientCase Row(string mode, string padding, bool aligned, int axes = 2)
    {
        double[] kinks = aligned ? [-5 / 3.0, -1, -1 / 3.0, 1 / 3.0, 1, 5 / 3.0] : [-1.75, -1.25, -0.75, -0.25, 0.25, 0.75, 1.25, 1.75];
        CaseInput grid = In([2, .. Enumerable.Repeat(2L, axes), axes]).Range(-1.9, 1.9).AwayFrom(0.04, kinks).Batched();
        return new("GridSample", $"{mode}, {padding}{(aligned ? ", aligned" : "")}{(axes == 3 ? ", three axes" : "")}",
            In([2, 2, .. Enumerable.Repeat(4L, axes)]).Batched(), mode == "nearest" ? grid.NotDifferentiable() : grid)
        {
            Set = n => n.Set("mode", mode).Set("padding_mode", padding).Set("align_corners", aligned ? 1 : 0), Step = mode == "nearest" ? 0.5 : 1.0 / 64,
        };
    }
}
