namespace MLNet.Interpret.Onnx.Backward.Rules.Windows;

/// <summary>The three products of a convolution: each is the gradient of the other two.</summary>
/// <remarks>Kernels are laid out as those of <c>Conv</c>: [small channels, large channels / groups, taps...].</remarks>
internal static class Convolution
{
    private const int FullBlock = 16;

    /// <summary>From the large side to the small one: what <c>Conv</c> works out.</summary>
    public static Value Correlate(Value large, Value kernel, WindowGeometry w, long groups)
    {
        long[] begin = (long[])w.Begin.Clone(), end = w.Each(w.End);
        large = large.Crop(w, begin, end);
        return Conv(large, kernel, groups, w.Strides, w.Dilations, begin, end);
    }

    /// <summary>From the small side to the large one: what <c>ConvTranspose</c> works out.</summary>
    /// <remarks>
    /// A convolution with the kernel turned round costs what the one that is differentiated does. With strides it would work on zeros mostly,
    /// and with few channels ONNX Runtime's blocked layout works on padding mostly: then ConvTranspose is faster. But it goes through groups
    /// one by one, and is so slow with a group for each channel that working on zeros is faster again.
    /// </remarks>
    public static Value Spread(Value small, Value kernel, TensorShape kernelShape, WindowGeometry w, long groups)
    {
        bool depthwise = groups > 1 && kernelShape[1].Value == 1 && kernelShape[0].Value == groups;
        if (w.IsDense && (groups > 1 || w.Taps == 1 || kernelShape[1].Value is < 0 or >= FullBlock))
        {
            return SpreadDensely(small, kernel, kernelShape, w, groups);
        }
        if (depthwise && small.CanRepeat())
        {
            WindowGeometry dense = w.Spaced();
            return SpreadDensely(small.Spaced(w).Reshape([-1, groups, .. dense.Small]), kernel, kernelShape, dense, groups);
        }
        Value large = SpreadByStrides(small, kernel, w, groups);
        return kernelShape[1].IsKnown && kernelShape[1].Value * groups % FullBlock == 0 ? Blocked(large, w) : large;
    }

    /// <summary>From both sides to the kernel.</summary>
    public static Value Kernel(Value large, TensorShape largeShape, Value small, WindowGeometry w, long groups)
    {
        // Batch and channels change places, strides and dilations too: the small side slides over the large one, tap by tap.
        long[] begin = (long[])w.Begin.Clone(), end = w.Each(w.End);
        large = large.Crop(w, begin, end);
        long[] sizes = w.Each(i => w.Large[i] + Math.Min(0, w.Begin[i]) + Math.Min(0, w.End(i)));
        Value swapped = groups == 1
            ? Swap(large, w)
            : large.Reshape([0, groups, largeShape[1].Value / groups, .. sizes])
                .Transpose([2, 1, 0, .. Axes(3, w.Rank)])
                .Reshape([0, -1, .. sizes]);
        return Swap(Conv(swapped, Swap(small, w), groups, w.Dilations, w.Strides, begin, end), w);
    }

    private static Value SpreadDensely(Value small, Value kernel, TensorShape kernelShape, WindowGeometry w, long groups)
    {
        long[] begin = w.Each(i => w.Reach(i) - w.Begin[i]), end = w.Each(i => w.Reach(i) - w.End(i));
        small = small.Crop(w, begin, end);
        return Conv(small, Flip(SwapChannels(kernel, kernelShape, w, groups), w), groups, w.Strides, w.Dilations, begin, end);
    }

    private static Value SpreadByStrides(Value small, Value kernel, WindowGeometry w, long groups)
    {
        // The same padding on both sides, and what that cuts off too much added again: with any other, CUDA leaves the node to the CPU.
        long[] end = w.Each(i => w.Begin[i] >= w.End(i) && w.Begin[i] - w.End(i) < w.Strides[i] ? w.Begin[i] : Math.Max(0, w.End(i)));
        return small.Graph
            .Node("ConvTranspose", small, kernel)
            .With("group", groups)
            .With("strides", w.Strides)
            .With("dilations", w.Dilations)
            .With("pads", [.. w.Begin, .. end])
            .With("output_padding", w.Each(i => end[i] - w.End(i)))
            .Out();
    }

    /// <summary>
    /// The value as it is, by way of an operator that ONNX Runtime runs in its blocked layout. ConvTranspose gives the plain one; without this,
    /// all that is added to its result would be converted to that too, and could not be fused with the convolution that it comes from.
    /// </summary>
    private static Value Blocked(Value image, WindowGeometry w) => image.Element == ElementType.Float && w.Rank == 2
        ? image.Graph.Node("AveragePool", image).With("kernel_shape", w.Each(_ => 1L)).Out()
        : image;

    private static Value Conv(Value x, Value kernel, long groups, long[] strides, long[] dilations, long[] begin, long[] end) => x.Graph
        .Node("Conv", x, kernel)
        .With("group", groups)
        .With("strides", strides)
        .With("dilations", dilations)
        .With("pads", [.. begin, .. end])
        .Out();

    /// <summary>[small, large / groups, taps] to [large, small / groups, taps].</summary>
    private static Value SwapChannels(Value kernel, TensorShape shape, WindowGeometry w, long groups)
    {
        if (groups == 1)
        {
            return Swap(kernel, w);
        }
        if (shape[0].Value == groups && shape[1].Value == 1)
        {
            return kernel;
        }
        return kernel.Reshape([groups, shape[0].Value / groups, shape[1].Value, .. w.Kernel])
            .Transpose([0, 2, 1, .. Axes(3, w.Rank)])
            .Reshape([-1, shape[0].Value / groups, .. w.Kernel]);
    }

    private static Value Flip(Value kernel, WindowGeometry w)
    {
        long[] axes = [.. w.Axes.Where(a => w.Kernel[a - 2] > 1)];
        if (axes.Length == 0)
        {
            return kernel;
        }
        GraphBuilder g = kernel.Graph;
        return kernel.Slice(
            g.Longs([.. axes.Select(_ => -1L)]), g.Longs([.. axes.Select(_ => long.MinValue)]), g.Longs(axes), g.Longs([.. axes.Select(_ => -1L)]));
    }

    private static Value Swap(Value value, WindowGeometry w) => value.Transpose([1, 0, .. w.Axes]);

    private static long[] Axes(int first, int count) => [.. Enumerable.Range(first, count).Select(i => (long)i)];
}
