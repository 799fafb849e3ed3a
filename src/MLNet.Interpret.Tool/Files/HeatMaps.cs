using MLNet.Interpret.Reporting;

namespace MLNet.Interpret.Tool.Files;

/// <summary>A picture for each row of attributions of images.</summary>
internal static class HeatMaps
{
    /// <summary>Small images are enlarged until their shorter side has this many pixels.</summary>
    private const int SmallestSide = 112;

    /// <summary>Whether rows of this shape can be drawn.</summary>
    public static bool AreImages(IReadOnlyList<long> rowShape) => rowShape.Count is 2 or 3;

    /// <summary>Writes <c>0000.png</c>, <c>0001.png</c>, ...: the attribution over the faded image.</summary>
    /// <returns>The number of files.</returns>
    public static int Write(DirectoryInfo folder, ReadOnlySpan<float> attribution, ReadOnlySpan<float> images, IReadOnlyList<long> rowShape)
    {
        folder.Create();
        int channels = rowShape.Count == 3 ? (int)rowShape[0] : 1;
        int height = (int)rowShape[^2], width = (int)rowShape[^1], size = channels * height * width;
        int enlargement = Math.Max(1, SmallestSide / Math.Min(height, width));
        int rows = attribution.Length / size;
        for (int i = 0; i < rows; i++)
        {
            PngImage drawing = HeatMap.Draw(attribution.Slice(i * size, size), images.Slice(i * size, size), channels, height, width);
            drawing.Enlarge(enlargement).Save(Path.Combine(folder.FullName, $"{i:D4}.png"));
        }
        return rows;
    }
}
