using MLNet.Interpret.Onnx.Analysis;
using MLNet.Interpret.Onnx.Backward;
using MLNet.Interpret.Onnx.Tests.Backward.Checking;

namespace MLNet.Interpret.Onnx.Tests.Backward.Windows;

/// <summary>
/// Where elements of a window tie, the gradient goes to the first of them, row by row, as in PyTorch. The expectation is a plain loop over
/// windows and taps; inputs are whole numbers from -2 to 2, so that nearly every window has ties.
/// </summary>
public class MaxPoolTieTests
{
    public static TheoryData<string, int[], int[], int[], int[], int[]> Windows => new()
    {
        // what, sizes, kernel, strides, pads at begin and end, dilations
        { "side by side", [6, 8], [2, 2], [2, 2], [0, 0, 0, 0], [1, 1] },
        { "side by side, uneven", [7, 8], [2, 3], [2, 3], [0, 0, 0, 0], [1, 1] },
        { "overlapping", [7, 9], [3, 3], [2, 2], [0, 0, 0, 0], [1, 1] },
        { "overlapping, padded", [6, 5], [3, 3], [2, 2], [1, 1, 1, 1], [1, 1] },
        { "overlapping, padded, to the end", [7, 8], [3, 3], [2, 2], [1, 1, 1, 1], [1, 1] },
        { "overlapping, the last never read", [8, 10], [3, 3], [2, 2], [0, 0, 0, 0], [1, 1] },
        { "overlapping, padded at the end", [8, 6], [3, 3], [2, 2], [0, 0, 1, 1], [1, 1] },
        { "overlapping by more", [9, 11], [5, 4], [2, 3], [1, 1, 2, 1], [1, 1] },
        { "few in few", [2, 3], [3, 3], [2, 2], [1, 1, 1, 1], [1, 1] },
        { "stride 1, not padded", [5, 6], [3, 3], [1, 1], [0, 0, 0, 0], [1, 1] },
        { "stride 1, padded", [5, 6], [3, 5], [1, 1], [1, 2, 1, 2], [1, 1] },
        { "stride 1, padded at the beginning", [4, 5], [3, 2], [1, 1], [2, 1, 0, 0], [1, 1] },
        { "stride 1, along rows only", [4, 6], [1, 4], [1, 1], [0, 0, 0, 3], [1, 1] },
        { "stride 1", [5, 4], [3, 2], [1, 1], [1, 0, 0, 1], [1, 1] },
        { "dilated", [7, 8], [2, 3], [1, 2], [1, 0, 1, 0], [3, 2] },
        { "many taps", [9, 8], [7, 6], [1, 1], [3, 3, 3, 3], [1, 1] },
    };

    [Theory, MemberData(nameof(Windows))]
    public void The_gradient_goes_to_the_first_of_the_largest(string what, int[] sizes, int[] kernel, int[] strides, int[] pads, int[] dilations) =>
        Check(what, 3, sizes, kernel, strides, pads, dilations);

    /// <summary>With so many channels winners are found by convolutions, which ONNX Runtime runs in its blocked layout.</summary>
    [Theory, MemberData(nameof(Windows))]
    public void So_it_does_with_channels_that_fill_blocks(string what, int[] sizes, int[] kernel, int[] strides, int[] pads, int[] dilations) =>
        Check(what, 32, sizes, kernel, strides, pads, dilations);

    private static void Check(string what, int channels, int[] sizes, int[] kernel, int[] strides, int[] pads, int[] dilations)
    {
        int planes = 2 * channels;
        Random random = new(what.Length);
        double[] x = [.. Enumerable.Range(0, planes * sizes[0] * sizes[1]).Select(_ => (double)random.Next(-2, 3))];
        int[] small = [.. Enumerable.Range(0, 2).Select(i => (sizes[i] + pads[i] + pads[i + 2] - dilations[i] * (kernel[i] - 1) - 1) / strides[i] + 1)];
        double[] dy = [.. Enumerable.Range(0, planes * small[0] * small[1]).Select(i => i + 1.0)];
        double[] expected = new double[x.Length];
        for (int window = 0; window < dy.Length; window++)
        {
            int plane = window / (small[0] * small[1]), row = window / small[1] % small[0], column = window % small[1];
            int winner = -1;
            for (int tap = 0; tap < kernel[0] * kernel[1]; tap++)
            {
                int h = row * strides[0] - pads[0] + tap / kernel[1] * dilations[0], w = column * strides[1] - pads[1] + tap % kernel[1] * dilations[1];
                int at = (plane * sizes[0] + h) * sizes[1] + w;
                if (h >= 0 && h < sizes[0] && w >= 0 && w < sizes[1] && (winner < 0 || x[at] > x[winner]))
                {
                    winner = at;
                }
            }
            expected[winner] += dy[window];
        }

        foreach (bool symbolic in new[] { false, true })
        {
            OnnxModel model = new();
            GraphBuilder g = new(model, "net");
            TensorShape shape = new([symbolic ? new Dim(-1, "N") : 2, channels, sizes[0], sizes[1]]);
            g.Output(g.Node("MaxPool", g.Input("x", ElementType.Float, shape))
                .With("kernel_shape", ToLongs(kernel)).With("strides", ToLongs(strides)).With("pads", ToLongs(pads)).With("dilations", ToLongs(dilations)).Out(), "y");
            GraphBuilder back = new(model);
            TypeMap types = TypeInference.Infer(model);
            Value seed = back.Input("dy", ElementType.Float, types["y"].Shape);
            back.Output(BackwardWalk.Run(back, types, RuleSet.Gradient.With("Identity", n => [n.DY()]), [("y", seed)], ["x"])["x"], "dx");

            using CaseRunner runner = new(model, ElementType.Float);
            var results = runner.Run(new Dictionary<string, CaseTensor>
            {
                ["x"] = new([2, channels, sizes[0], sizes[1]], x, null),
                ["dy"] = new([2, channels, small[0], small[1]], dy, null),
            }, ["dx"]);
            Assert.Equal(expected, results["dx"].Values);
        }
    }

    private static long[] ToLongs(int[] values) => Array.ConvertAll(values, v => (long)v);
}
