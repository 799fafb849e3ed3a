using System.Numerics.Tensors;

namespace MLNet.Interpret.Reporting;

/// <summary>Draws attributions of an image: red where the pixel speaks for the target, blue where it speaks against it.</summary>
/// <remarks>Colours are scaled by the largest magnitude, or by a percentile of the magnitudes, so that zero is always white.</remarks>
public static class HeatMap
{
    private static readonly (float R, float G, float B) s_for = (178, 24, 43);
    private static readonly (float R, float G, float B) s_against = (33, 102, 172);

    /// <summary>Draws an attribution on white.</summary>
    /// <param name="attribution">The attribution, channel by channel and row by row (NCHW without the batch); channels are summed.</param>
    /// <param name="channels">The number of channels.</param>
    /// <param name="height">Rows.</param>
    /// <param name="width">Columns.</param>
    /// <param name="percentile">The percentile of magnitudes that has the full colour, in (0, 100]; default 99.5, so that one pixel does not pale all others.</param>
    /// <exception cref="ArgumentException">The attribution has another number of elements.</exception>
    public static PngImage Draw(ReadOnlySpan<float> attribution, int channels, int height, int width, double percentile = 99.5) =>
        Draw(attribution, default, channels, height, width, percentile);

    /// <summary>Draws an attribution over the faded image that it explains.</summary>
    /// <param name="attribution">The attribution, channel by channel and row by row.</param>
    /// <param name="image">The image in the same layout, of any range; empty for white.</param>
    /// <param name="channels">The number of channels.</param>
    /// <param name="height">Rows.</param>
    /// <param name="width">Columns.</param>
    /// <param name="percentile">The percentile of magnitudes that has the full colour, in (0, 100].</param>
    /// <exception cref="ArgumentException">The attribution or the image has another number of elements.</exception>
    public static PngImage Draw(
        ReadOnlySpan<float> attribution, ReadOnlySpan<float> image, int channels, int height, int width, double percentile = 99.5)
    {
        int pixels = height * width;
        if (attribution.Length != channels * pixels)
        {
            throw new ArgumentException($"An attribution of {channels} x {height} x {width} has {channels * pixels} elements, not {attribution.Length}.", nameof(attribution));
        }
        if (!image.IsEmpty && image.Length != attribution.Length)
        {
            throw new ArgumentException($"The image has {image.Length} elements, its attribution {attribution.Length}.", nameof(image));
        }
        float[] sums = SumChannels(attribution, channels, pixels);
        float[] grey = image.IsEmpty ? [] : ToUnitRange(SumChannels(image, channels, pixels));
        float full = FullColour(sums, percentile);

        PngImage drawn = new(width, height);
        for (int i = 0; i < pixels; i++)
        {
            float strength = full > 0 ? Math.Clamp(sums[i] / full, -1, 1) : 0;
            float paper = grey.Length == 0 ? 255 : 255 - 70 * grey[i];
            var (r, g, b) = strength >= 0 ? s_for : s_against;
            float mix = Math.Abs(strength);
            drawn[i % width, i / width] = (Mix(paper, r, mix), Mix(paper, g, mix), Mix(paper, b, mix));
        }
        return drawn;
    }

    /// <summary>Draws an image of one channel (grey) or three (red, green, blue), its smallest value black and its largest white.</summary>
    /// <param name="image">The image, channel by channel and row by row.</param>
    /// <param name="channels">1 or 3; other numbers are averaged to grey.</param>
    /// <param name="height">Rows.</param>
    /// <param name="width">Columns.</param>
    public static PngImage DrawImage(ReadOnlySpan<float> image, int channels, int height, int width)
    {
        int pixels = height * width;
        float[] unit = ToUnitRange(channels is 1 or 3 ? image.ToArray() : SumChannels(image, channels, pixels));
        PngImage drawn = new(width, height);
        for (int i = 0; i < pixels; i++)
        {
            byte red = (byte)(255 * unit[i]);
            drawn[i % width, i / width] = channels == 3
                ? (red, (byte)(255 * unit[pixels + i]), (byte)(255 * unit[2 * pixels + i]))
                : (red, red, red);
        }
        return drawn;
    }

    private static byte Mix(float paper, float colour, float strength) => (byte)(paper + (colour - paper) * strength);

    private static float[] SumChannels(ReadOnlySpan<float> values, int channels, int pixels)
    {
        float[] sums = new float[pixels];
        for (int c = 0; c < channels; c++)
        {
            TensorPrimitives.Add(sums, values.Slice(c * pixels, pixels), sums);
        }
        return sums;
    }

    private static float[] ToUnitRange(float[] values)
    {
        float low = TensorPrimitives.Min<float>(values);
        float range = TensorPrimitives.Max<float>(values) - low;
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = range > 0 ? (values[i] - low) / range : 0;
        }
        return values;
    }

    private static float FullColour(float[] values, double percentile)
    {
        float[] magnitudes = Array.ConvertAll(values, Math.Abs);
        Array.Sort(magnitudes);
        return magnitudes[Math.Clamp((int)Math.Ceiling(percentile / 100 * magnitudes.Length) - 1, 0, magnitudes.Length - 1)];
    }
}
