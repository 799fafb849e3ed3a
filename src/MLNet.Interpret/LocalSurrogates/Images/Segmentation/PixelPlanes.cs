namespace MLNet.Interpret.LocalSurrogates;

/// <summary>The channels of an image one after the other, as superpixels see them.</summary>
internal sealed class PixelPlanes
{
    private PixelPlanes(int height, int width, double[][] channels)
    {
        Height = height;
        Width = width;
        Channels = channels;
    }

    public int Height { get; }

    public int Width { get; }

    public double[][] Channels { get; }

    /// <summary>An image with black as 0 and white as 1.</summary>
    public static PixelPlanes Of(ReadOnlySpan<float> image, ImageFormat format)
    {
        (double black, double white) = format.Range(image);
        double[][] channels = new double[format.Channels][];
        for (int c = 0; c < channels.Length; c++)
        {
            double[] plane = channels[c] = new double[format.Pixels];
            for (int i = 0, at = c * format.ChannelStride; i < plane.Length; i++, at += format.PixelStride)
            {
                plane[i] = (image[at] - black) / (white - black);
            }
        }
        return new PixelPlanes(format.Height, format.Width, channels);
    }

    /// <summary>Stretches the numbers so that the smallest of all channels is 0 and the largest 1.</summary>
    public PixelPlanes Stretch()
    {
        double least = Channels.Min(p => p.Min()), range = Channels.Max(p => p.Max()) - least;
        return Map(v => (v - least) / (range > 0 ? range : 1));
    }

    /// <summary>All numbers times a factor.</summary>
    public PixelPlanes Times(double factor) => Map(v => v * factor);

    /// <summary>A grey image with three equal channels; any other as it is.</summary>
    public PixelPlanes GreyAsColour() => Channels.Length == 1 ? new(Height, Width, [Channels[0], Channels[0], Channels[0]]) : this;

    /// <summary>An image of three channels, sRGB from 0 to 1, in CIE L*a*b* under the white point D65; any other as it is.</summary>
    public PixelPlanes ToLab()
    {
        if (Channels.Length != 3)
        {
            return this;
        }
        double[] l = new double[Height * Width], a = new double[l.Length], b = new double[l.Length];
        for (int i = 0; i < l.Length; i++)
        {
            double red = Linear(Channels[0][i]), green = Linear(Channels[1][i]), blue = Linear(Channels[2][i]);
            double x = Curve((0.412453 * red + 0.357580 * green + 0.180423 * blue) / 0.95047);
            double y = Curve(0.212671 * red + 0.715160 * green + 0.072169 * blue);
            double z = Curve((0.019334 * red + 0.119193 * green + 0.950227 * blue) / 1.08883);
            l[i] = 116 * y - 16;
            a[i] = 500 * (x - y);
            b[i] = 200 * (y - z);
        }
        return new PixelPlanes(Height, Width, [l, a, b]);
    }

    private static double Linear(double v) => v > 0.04045 ? Math.Pow((v + 0.055) / 1.055, 2.4) : v / 12.92;

    private static double Curve(double v) => v > 0.008856 ? Math.Cbrt(v) : 7.787 * v + 16.0 / 116;

    private PixelPlanes Map(Func<double, double> map) => new(Height, Width, Array.ConvertAll(Channels, p => Array.ConvertAll(p, v => map(v))));
}
