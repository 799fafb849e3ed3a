using System.Text.Json.Serialization;

namespace MLNet.Interpret.LocalSurrogates;

/// <summary>
/// Settings of LIME for images. The defaults are those of the reference implementation: 1,000 samples, all segments, and a kernel of width
/// 0.25 over the cosine distance.
/// </summary>
public record ImageLimeOptions : LimeOptions
{
    internal const double DefaultKernelWidth = 0.25;

    /// <summary>The reference implementation's settings.</summary>
    public ImageLimeOptions()
    {
        Samples = 1000;
        Features = 100_000;
    }

    /// <summary>How images stand in the model's input; null (default) to take it from the network, where its input has channels, height and width.</summary>
    public ImageFormat? Format { get; init; }

    /// <summary>How an image is parted. Default <see cref="Quickshift"/>.</summary>
    [JsonConverter(typeof(SegmentationJson))]
    public ImageSegmentation Segmentation { get; init; } = new Quickshift();

    /// <summary>
    /// The colour of segments that are off, a number for each channel (or one for all) in the range of the images; null (default) for the mean colour of each segment.
    /// </summary>
    public IReadOnlyList<float>? HideColor { get; init; }

    /// <summary>The number of classes with the highest scores that are explained in each image, where no classes are named. Default 5.</summary>
    public int TopClasses { get; init; } = 5;

    /// <inheritdoc/>
    public override void Check()
    {
        base.Check();
        Require(TopClasses >= 1, nameof(TopClasses), TopClasses, "at least 1");
        Require(Segmentation is not null, nameof(Segmentation), Segmentation, "given");
        Require(HideColor?.All(float.IsFinite) != false, nameof(HideColor), "[" + string.Join(", ", HideColor ?? []) + "]", "finite");
    }

    /// <summary>Checks the settings against the format of the images.</summary>
    internal void Check(ImageFormat format)
    {
        Check();
        format.Check();
        Segmentation.Check(format);
        if (HideColor is { } color && color.Count != 1 && color.Count != format.Channels)
        {
            throw new ArgumentException($"HideColor has {color.Count} numbers; it takes one for each of the {format.Channels} channels, or one for all.", nameof(HideColor));
        }
    }
}
