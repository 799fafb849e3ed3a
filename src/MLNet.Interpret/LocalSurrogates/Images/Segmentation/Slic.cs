namespace MLNet.Interpret.LocalSurrogates;

/// <summary>
/// Superpixels by simple linear iterative clustering (Achanta et al. 2012, "SLIC Superpixels Compared to State-of-the-Art Superpixel
/// Methods"): k-means over colour and place, each centre looking at its surroundings alone. The defaults are those of scikit-image,
/// which LIME's reference implementation uses.
/// </summary>
public sealed record Slic : ImageSegmentation
{
    /// <summary>About how many segments to make. Default 100.</summary>
    public int Segments { get; init; } = 100;

    /// <summary>How much place counts against colour; larger for squarer segments. Default 10.</summary>
    public double Compactness { get; init; } = 10;

    /// <summary>The most rounds of k-means. Default 10.</summary>
    public int Iterations { get; init; } = 10;

    /// <summary>A connected part smaller than this share of a segment's mean size is joined to a neighbour. Default 0.5.</summary>
    public double MinSize { get; init; } = 0.5;

    /// <summary>A connected part is cut at this many times a segment's mean size. Default 3.</summary>
    public double MaxSize { get; init; } = 3;

    internal override void Check(ImageFormat format)
    {
        Require(Segments >= 1, nameof(Segments), Segments, "at least 1");
        Require(Compactness > 0 && double.IsFinite(Compactness), nameof(Compactness), Compactness, "positive");
        Require(Iterations >= 1, nameof(Iterations), Iterations, "at least 1");
        Require(MinSize is >= 0 and <= 1, nameof(MinSize), MinSize, "from 0 to 1");
        Require(MaxSize >= 1 && double.IsFinite(MaxSize), nameof(MaxSize), MaxSize, "at least 1");
    }

    private protected override SegmentMap SegmentImage(ReadOnlySpan<float> image, ImageFormat format, int seed)
    {
        // Colours are stretched to the whole range first, so that the compactness means the same in any image.
        PixelPlanes planes = PixelPlanes.Of(image, format).Stretch().GreyAsColour().ToLab().Times(1 / Compactness);
        SlicClusters clusters = new(planes, Segments);
        int[] labels = clusters.Run(Iterations);
        double size = (double)labels.Length / clusters.Count;
        int[] connected = ConnectedParts.Enforce(labels, format.Height, format.Width, (int)(MinSize * size), (int)Math.Min(MaxSize * size, int.MaxValue));
        return new SegmentMap(format.Height, format.Width, connected);
    }
}
