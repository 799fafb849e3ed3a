namespace MLNet.Interpret.Onnx.Backward.Rules.Windows;

/// <summary>How the windows of a convolution or pooling lie on its spatial axes.</summary>
/// <remarks>
/// Window <c>i</c> along an axis covers positions <c>i * stride + tap * dilation - begin</c> of the large side (a convolution's input,
/// a transposed convolution's output). Positions outside the large side are padding.
/// </remarks>
/// <param name="Large">Sizes of the side that windows slide over.</param>
/// <param name="Small">Numbers of windows.</param>
/// <param name="Kernel">Taps of a window.</param>
/// <param name="Strides">Steps between windows.</param>
/// <param name="Dilations">Steps between taps.</param>
/// <param name="Begin">Padding before the first position.</param>
internal sealed record WindowGeometry(long[] Large, long[] Small, long[] Kernel, long[] Strides, long[] Dilations, long[] Begin)
{
    /// <summary>The number of spatial axes.</summary>
    public int Rank => Large.Length;

    /// <summary>Whether windows lie at every position.</summary>
    public bool IsDense => Array.TrueForAll(Strides, s => s == 1);

    /// <summary>Whether windows lie side by side from the first position on, without gap or overlap.</summary>
    public bool IsTiling => Enumerable.Range(0, Rank).All(i => Strides[i] == Kernel[i] && Dilations[i] == 1 && Begin[i] == 0);

    /// <summary>The number of taps of a window.</summary>
    public long Taps => Product(Kernel);

    /// <summary>The axes of a batch of images that are spatial.</summary>
    public long[] Axes => [.. Enumerable.Range(2, Rank).Select(i => (long)i)];

    /// <summary>The distance from a window's first tap to its last.</summary>
    public long Reach(int axis) => Dilations[axis] * (Kernel[axis] - 1);

    /// <summary>Padding after the last position that the last window just ends with; negative where it ends before the last position.</summary>
    public long End(int axis) => Strides[axis] * (Small[axis] - 1) + Reach(axis) + 1 - Large[axis] - Begin[axis];

    /// <summary>The windows that lie at every position, of which these are some: those between are of zeros.</summary>
    public WindowGeometry Spaced() => this with { Small = Each(i => Small[i] * Strides[i]), Strides = Each(_ => 1) };

    /// <summary>A number for each axis.</summary>
    public long[] Each(Func<int, long> of) => [.. Enumerable.Range(0, Rank).Select(of)];

    /// <summary>The geometry of a node whose input is the large side, as <c>Conv</c> and the pooling operators.</summary>
    public static WindowGeometry Of(BackwardNode n, ReadOnlySpan<long> kernel) => Of(n, n.ShapeX().Spatial(n), n.ShapeY().Spatial(n), kernel, false);

    /// <summary>The geometry of a node whose output is the large side, as <c>ConvTranspose</c>.</summary>
    public static WindowGeometry OfTransposed(BackwardNode n, ReadOnlySpan<long> kernel) => Of(n, n.ShapeY().Spatial(n), n.ShapeX().Spatial(n), kernel, true);

    private static WindowGeometry Of(BackwardNode n, long[] large, long[] small, ReadOnlySpan<long> kernel, bool transposed)
    {
        int rank = large.Length;
        long[] ones = new long[rank];
        Array.Fill(ones, 1);
        WindowGeometry g = new(large, small, kernel.ToArray(), n.Node.Ints("strides") ?? ones, n.Node.Ints("dilations") ?? ones, new long[rank]);
        string autoPad = n.Node.Text("auto_pad", "NOTSET");
        bool outputShape = transposed && n.Node.Ints("output_shape") is { Length: > 0 };
        if (autoPad is "SAME_UPPER" or "SAME_LOWER" || outputShape)
        {
            for (int i = 0; i < rank; i++)
            {
                // g.Begin is zero here, so End is all the padding; more room than windows cover is left at the end.
                long total = Math.Max(0, g.End(i) + (transposed ? n.Node.Ints("output_padding")?[i] ?? 0 : 0));
                g.Begin[i] = autoPad == "SAME_UPPER" ? total / 2 : total - total / 2;
            }
        }
        else if (autoPad == "NOTSET" && n.Node.Ints("pads") is { } pads)
        {
            pads.AsSpan(0, rank).CopyTo(g.Begin);
        }
        return g;
    }

    private static long Product(long[] sizes)
    {
        long product = 1;
        foreach (long size in sizes)
        {
            product *= size;
        }
        return product;
    }
}

/// <summary>Sizes of images.</summary>
internal static class ImageSizes
{
    /// <summary>The sizes of all axes but the batch and the channels.</summary>
    public static long[] Spatial(this TensorShape shape, BackwardNode n)
    {
        long[] sizes = new long[shape.Rank - 2];
        for (int i = 0; i < sizes.Length; i++)
        {
            sizes[i] = shape[i + 2] is { IsKnown: true, Value: var size }
                ? size
                : throw n.Unsupported($"the size of axis {i + 2} of {shape} is not known; {Network.HowToFixSizes}");
        }
        return sizes;
    }
}
