using System.Numerics.Tensors;

namespace MLNet.Interpret.LocalSurrogates;

/// <summary>How an image stands in a row of numbers.</summary>
/// <param name="Channels">The number of channels: 1 for grey, 3 for red, green and blue.</param>
/// <param name="Height">The number of lines.</param>
/// <param name="Width">The number of pixels in a line.</param>
public sealed record ImageFormat(int Channels, int Height, int Width)
{
    /// <summary>Whether the channels of a pixel lie together, rather than the pixels of a channel. Default false, as in NCHW.</summary>
    public bool ChannelsLast { get; init; }

    /// <summary>
    /// The number that stands for black, which superpixels need to compare colours as an eye does; null (default) for 0, or, in images with negative
    /// numbers, as normalisation makes them, for the smallest.
    /// </summary>
    public float? Black { get; init; }

    /// <summary>
    /// The number that stands for white; null (default) for 1, for 255 in images with a number above 1, or, in images with negative numbers, for the largest.
    /// </summary>
    public float? White { get; init; }

    /// <summary>The pixels of a channel.</summary>
    public int Pixels => checked(Height * Width);

    /// <summary>The numbers of an image.</summary>
    public int Size => checked(Pixels * Channels);

    /// <summary>The distance from a pixel to the next in the row of numbers.</summary>
    internal int PixelStride => ChannelsLast ? Channels : 1;

    /// <summary>The distance from a channel to the next in the row of numbers.</summary>
    internal int ChannelStride => ChannelsLast ? 1 : Pixels;

    /// <summary>The numbers that stand for black and white in an image.</summary>
    internal (double Black, double White) Range(ReadOnlySpan<float> image)
    {
        float least = TensorPrimitives.Min(image), most = TensorPrimitives.Max(image);
        bool normalised = least < 0 && Black is null && White is null;
        double black = Black ?? (normalised ? least : 0), white = White ?? (normalised ? most : most > 1 ? 255 : 1);
        return (black, white == black ? black + 1 : white);
    }

    /// <summary>Checks the sizes.</summary>
    /// <exception cref="ArgumentException">One is not positive, or black and white are one.</exception>
    internal void Check()
    {
        if (Channels < 1 || Height < 1 || Width < 1)
        {
            throw new ArgumentException($"An image of {Channels} channels, {Height} lines and {Width} pixels a line is none: all must be at least 1.");
        }
        if (Black is { } black && !float.IsFinite(black) || White is { } white && (!float.IsFinite(white) || white == (Black ?? 0)))
        {
            throw new ArgumentException($"Black ({Black ?? 0}) and White ({White}) must be two finite numbers.");
        }
    }

    /// <summary>Checks that numbers are an image of this format.</summary>
    /// <exception cref="ArgumentException">There are too few or too many, or one is NaN or an infinity.</exception>
    internal void Check(ReadOnlySpan<float> pixels)
    {
        if (pixels.Length != Size)
        {
            throw new ArgumentException($"An image of {Channels} x {Height} x {Width} has {Size} numbers, not {pixels.Length}.");
        }
        for (int i = 0; i < pixels.Length; i++)
        {
            if (!float.IsFinite(pixels[i]))
            {
                int pixel = ChannelsLast ? i / Channels : i % Pixels;
                throw new ArgumentException($"The image's pixel in line {pixel / Width}, column {pixel % Width} is {pixels[i]}; pixels must be finite.");
            }
        }
    }
}
