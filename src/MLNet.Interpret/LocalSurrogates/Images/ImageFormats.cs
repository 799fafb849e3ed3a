using MLNet.Interpret.Onnx;

namespace MLNet.Interpret.LocalSurrogates;

/// <summary>How a network takes images.</summary>
internal static class ImageFormats
{
    /// <summary>The format by the shape of an input: [batch, channels, height, width], [batch, height, width, channels], of 1 or 3 channels, or [batch, height, width].</summary>
    /// <exception cref="ArgumentException">The shape is none of them, or could be both.</exception>
    public static ImageFormat Of(ValueInfo input)
    {
        long[] sizes = input.Type?.Shape is { } shape && shape.Skip(1).All(d => d.IsKnown) ? [.. shape.Skip(1).Select(d => d.Value)] : [];
        bool first = sizes is [1 or 3, _, _], last = sizes is [_, _, 1 or 3];
        return sizes.Length == 2 ? new ImageFormat(1, (int)sizes[0], (int)sizes[1])
            : first && !last ? new ImageFormat((int)sizes[0], (int)sizes[1], (int)sizes[2])
            : last && !first ? new ImageFormat((int)sizes[2], (int)sizes[0], (int)sizes[1]) { ChannelsLast = true }
            : throw new ArgumentException(
                $"The network's input '{input.Name}' is {input.Type}, which does not tell channels, height and width of images; set Format.");
    }
}
