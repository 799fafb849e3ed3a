namespace MLNet.Interpret.LocalSurrogates;

/// <summary>A way to part an image into the segments that are its features.</summary>
public abstract record ImageSegmentation
{
    private protected ImageSegmentation()
    {
    }

    /// <summary>The number of segments of every image of a format, where it does not depend on the image.</summary>
    internal virtual int? FixedCount(ImageFormat format) => null;

    /// <summary>Checks the settings against the format of the images.</summary>
    /// <exception cref="ArgumentException">A setting is out of range.</exception>
    internal abstract void Check(ImageFormat format);

    /// <summary>Parts an image.</summary>
    /// <param name="image">The numbers of the image.</param>
    /// <param name="format">How they stand.</param>
    /// <param name="seed">The seed of what is random, if anything is.</param>
    /// <exception cref="ArgumentException">A setting is out of range, or the image is not of the format.</exception>
    public SegmentMap Segment(ReadOnlySpan<float> image, ImageFormat format, int seed = 0)
    {
        ArgumentNullException.ThrowIfNull(format);
        format.Check();
        format.Check(image);
        Check(format);
        return SegmentImage(image, format, seed);
    }

    private protected abstract SegmentMap SegmentImage(ReadOnlySpan<float> image, ImageFormat format, int seed);

    private protected static void Require(bool holds, string name, object? value, string right)
    {
        if (!holds)
        {
            throw new ArgumentException(FormattableString.Invariant($"{name} is {value}; it must be {right}."), name);
        }
    }
}

/// <summary>Rectangles of equal size, up to a pixel.</summary>
/// <param name="Rows">The number of rectangles from top to bottom.</param>
/// <param name="Columns">The number from left to right.</param>
public sealed record SegmentGrid(int Rows, int Columns) : ImageSegmentation
{
    internal override int? FixedCount(ImageFormat format) => Rows * Columns;

    internal override void Check(ImageFormat format)
    {
        Require(Rows >= 1 && Rows <= format.Height, nameof(Rows), Rows, $"from 1 to the image's height, {format.Height}");
        Require(Columns >= 1 && Columns <= format.Width, nameof(Columns), Columns, $"from 1 to the image's width, {format.Width}");
    }

    private protected override SegmentMap SegmentImage(ReadOnlySpan<float> image, ImageFormat format, int seed)
    {
        int[] labels = new int[format.Pixels];
        for (int i = 0; i < labels.Length; i++)
        {
            long line = i / format.Width, column = i % format.Width;
            labels[i] = (int)(line * Rows / format.Height * Columns + column * Columns / format.Width);
        }
        return new SegmentMap(format.Height, format.Width, labels);
    }
}

/// <summary>One segment map for all images.</summary>
/// <param name="Map">The map.</param>
public sealed record GivenSegments(SegmentMap Map) : ImageSegmentation
{
    internal override int? FixedCount(ImageFormat format) => Map.Count;

    internal override void Check(ImageFormat format)
    {
        ArgumentNullException.ThrowIfNull(Map);
        Require(Map.Height == format.Height && Map.Width == format.Width, nameof(Map), $"{Map.Height} x {Map.Width}", $"of the image's size, {format.Height} x {format.Width}");
    }

    private protected override SegmentMap SegmentImage(ReadOnlySpan<float> image, ImageFormat format, int seed) => Map;
}
