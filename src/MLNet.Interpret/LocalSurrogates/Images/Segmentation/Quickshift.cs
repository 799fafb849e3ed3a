using System.Numerics.Tensors;

namespace MLNet.Interpret.LocalSurrogates;

/// <summary>
/// Superpixels by quick shift (Vedaldi and Soatto 2008, "Quick Shift and Kernel Methods for Mode Seeking"): every pixel moves to the
/// nearest one where pixels of its colour and place lie more densely. The defaults are those of LIME's reference implementation.
/// </summary>
public sealed record Quickshift : ImageSegmentation
{
    /// <summary>Noise that breaks ties between densities, far below their differences.</summary>
    private const double TieNoise = 1e-5;

    /// <summary>The width of the kernel that measures density, in pixels. Pixels up to three times as far are looked at. Default 4.</summary>
    public double KernelSize { get; init; } = 4;

    /// <summary>The furthest that a pixel moves, over place and colour together; smaller for more segments. Default 200.</summary>
    public double MaxDistance { get; init; } = 200;

    /// <summary>How much colour counts against place, from 0 to 1. Default 0.2.</summary>
    public double Ratio { get; init; } = 0.2;

    internal override void Check(ImageFormat format)
    {
        Require(KernelSize >= 1 && double.IsFinite(KernelSize), nameof(KernelSize), KernelSize, "at least 1");
        Require(MaxDistance > 0 && double.IsFinite(MaxDistance), nameof(MaxDistance), MaxDistance, "positive");
        Require(Ratio is >= 0 and <= 1, nameof(Ratio), Ratio, "from 0 to 1");
    }

    private protected override SegmentMap SegmentImage(ReadOnlySpan<float> image, ImageFormat format, int seed)
    {
        PixelPlanes planes = PixelPlanes.Of(image, format).GreyAsColour().ToLab().Times(Ratio);
        int reach = (int)Math.Ceiling(3 * KernelSize);
        double[] densities = Densities(planes, reach);
        RandomStream random = new(seed);
        for (int i = 0; i < densities.Length; i++)
        {
            densities[i] += TieNoise * random.NextNormal();
        }
        int[] parents = Parents(planes, reach, densities);
        return new SegmentMap(format.Height, format.Width, Roots(parents, densities));
    }

    private double[] Densities(PixelPlanes planes, int reach)
    {
        int height = planes.Height, width = planes.Width;
        double factor = -0.5 / (KernelSize * KernelSize);
        double[] densities = new double[height * width];
        Parallel.For(0, height, () => new double[2 * width], (line, _, scratch) =>
        {
            for (int other = Math.Max(line - reach, 0); other <= Math.Min(line + reach, height - 1); other++)
            {
                for (int shift = -Math.Min(reach, width - 1); shift <= Math.Min(reach, width - 1); shift++)
                {
                    int from = Math.Max(0, -shift), length = width - Math.Abs(shift);
                    Span<double> distance = scratch.AsSpan(0, length), difference = scratch.AsSpan(width, length);
                    distance.Fill((line - other) * (line - other) + shift * shift);
                    foreach (double[] channel in planes.Channels)
                    {
                        TensorPrimitives.Subtract<double>(
                            channel.AsSpan(line * width + from, length), channel.AsSpan(other * width + from + shift, length), difference);
                        TensorPrimitives.MultiplyAdd<double>(difference, difference, distance, distance);
                    }
                    TensorPrimitives.Multiply(distance, factor, distance);
                    TensorPrimitives.Exp<double>(distance, distance);
                    Span<double> sums = densities.AsSpan(line * width + from, length);
                    TensorPrimitives.Add<double>(sums, distance, sums);
                }
            }
            return scratch;
        }, _ => { });
        return densities;
    }

    /// <summary>The nearest pixel of higher density for each pixel; itself where there is none near enough.</summary>
    private int[] Parents(PixelPlanes planes, int reach, double[] densities)
    {
        int height = planes.Height, width = planes.Width;
        int[] parents = new int[height * width];
        Parallel.For(0, height, line =>
        {
            for (int column = 0; column < width; column++)
            {
                int pixel = line * width + column, nearest = pixel;
                double least = double.PositiveInfinity;
                for (int otherLine = Math.Max(line - reach, 0); otherLine <= Math.Min(line + reach, height - 1); otherLine++)
                {
                    for (int otherColumn = Math.Max(column - reach, 0); otherColumn <= Math.Min(column + reach, width - 1); otherColumn++)
                    {
                        int other = otherLine * width + otherColumn;
                        if (densities[other] <= densities[pixel])
                        {
                            continue;
                        }
                        double distance = (line - otherLine) * (line - otherLine) + (column - otherColumn) * (column - otherColumn);
                        foreach (double[] channel in planes.Channels)
                        {
                            double difference = channel[pixel] - channel[other];
                            distance += difference * difference;
                        }
                        if (distance < least)
                        {
                            least = distance;
                            nearest = other;
                        }
                    }
                }
                parents[pixel] = Math.Sqrt(least) > MaxDistance ? pixel : nearest;
            }
        });
        return parents;
    }

    /// <summary>Where each pixel ends. A parent's density is higher than its children's, so going down in density meets parents first.</summary>
    private static int[] Roots(int[] parents, double[] densities)
    {
        int[] order = new int[parents.Length];
        for (int i = 0; i < order.Length; i++)
        {
            order[i] = i;
        }
        Array.Sort([.. densities], order);
        for (int i = order.Length - 1; i >= 0; i--)
        {
            parents[order[i]] = parents[parents[order[i]]];
        }
        return parents;
    }
}
