using System.Collections.Concurrent;
using MLNet.Interpret.Scoring;

namespace MLNet.Interpret.LocalSurrogates;

/// <summary>The explanations of images.</summary>
/// <param name="Explanations">For each image one explanation for each class that is explained; a weight for each segment.</param>
/// <param name="Segments">The segments of each image.</param>
public sealed record ImageExplanations(ExplanationSet Explanations, IReadOnlyList<SegmentMap> Segments);

/// <summary>
/// LIME for images (Ribeiro, Singh, Guestrin 2016, "Why Should I Trust You?"): a linear model of a score over segments that are shown or hidden.
/// Several threads may use it at once.
/// </summary>
public sealed class ImageLime
{
    private readonly ImageLimeOptions _options;
    private readonly MaskLime _lime;

    /// <summary>An explainer of images.</summary>
    /// <param name="scorer">The model, which stays the caller's.</param>
    /// <param name="options">The settings; the format must be given.</param>
    /// <param name="column">The model's input that holds images, numbers of type <see cref="float"/>; null for its only one.</param>
    /// <exception cref="ArgumentException">A setting is out of range, or the input does not hold images of the format.</exception>
    public ImageLime(IScorer scorer, ImageLimeOptions options, string? column = null)
    {
        ArgumentNullException.ThrowIfNull(scorer);
        ArgumentNullException.ThrowIfNull(options);
        Format = options.Format ?? throw new ArgumentException("The images' format (channels, height and width) is not given.", nameof(options));
        options.Check(Format);
        ScorerInput input = MaskInput.Find(scorer, column, typeof(float), "images");
        if (input.Width != Format.Size)
        {
            throw new ArgumentException($"The model's input '{input.Name}' has {input.Width} numbers in a row, but an image of {Format.Channels} x {Format.Height} x {Format.Width} has {Format.Size}.", nameof(options));
        }
        Column = input.Name;
        _options = options;
        _lime = new MaskLime(scorer, Column, options, options.KernelWidth ?? ImageLimeOptions.DefaultKernelWidth, MaskDraw.Coins, options.TopClasses);
    }

    /// <summary>How images stand in a row.</summary>
    public ImageFormat Format { get; }

    /// <summary>The model's input that holds images.</summary>
    public string Column { get; }

    /// <summary>Explains images. The explanation of an image does not depend on the images beside it.</summary>
    /// <param name="rows">The images, with the other columns that the model reads, if any.</param>
    /// <param name="classes">The classes to explain in every image; null for those with the highest scores.</param>
    /// <param name="progress">Takes the number of images that are done.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <exception cref="ArgumentException">A column is missing or of another type, a pixel is not finite, or there is no such class.</exception>
    public ImageExplanations Explain(RowBatch rows, IReadOnlyList<int>? classes = null, IProgress<long>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(rows);
        Memory<float> images = rows.Require(Column).Values<float>();
        SegmentMap[] maps = new SegmentMap[rows.Count];
        ConcurrentDictionary<SegmentMap, ImageSegments.Pieces> pieces = [];
        ExplanationSet explanations = _lime.Explain(rows, i =>
        {
            ReadOnlyMemory<float> image = images.Slice(i * Format.Size, Format.Size);
            SegmentMap map = maps[i] = _options.Segmentation.Segment(image.Span, Format, _options.Seed ?? 0);
            // One map for all images is taken apart once.
            ImageSegments.Pieces parts = _options.Segmentation is GivenSegments
                ? pieces.GetOrAdd(map, m => ImageSegments.Pieces.Of(m, Format))
                : ImageSegments.Pieces.Of(map, Format);
            return ImageSegments.Of(i, image, Format, map, parts, _options.HideColor);
        }, classes, progress, cancellation);
        return new ImageExplanations(explanations, maps);
    }
}
