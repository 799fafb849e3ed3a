namespace MLNet.Interpret.LocalSurrogates;

/// <summary>The segment that each pixel of an image belongs to.</summary>
public sealed class SegmentMap
{
    /// <summary>A map from labels of any values; the segments are numbered from 0 in the order of the labels.</summary>
    /// <param name="height">The number of lines.</param>
    /// <param name="width">The number of pixels in a line.</param>
    /// <param name="labels">A label for each pixel, line by line.</param>
    /// <exception cref="ArgumentException">There are not as many labels as pixels, or none.</exception>
    public SegmentMap(int height, int width, ReadOnlySpan<int> labels)
    {
        if (height < 1 || width < 1 || labels.Length != (long)height * width)
        {
            throw new ArgumentException($"A segment map of {height} x {width} pixels has {(long)height * width} labels, at least 1, not {labels.Length}.");
        }
        int[] values = [.. labels];
        Array.Sort(values);
        int count = 1;
        for (int i = 1; i < values.Length; i++)
        {
            if (values[i] != values[i - 1])
            {
                values[count++] = values[i];
            }
        }
        int[] segments = new int[labels.Length];
        for (int i = 0; i < segments.Length; i++)
        {
            segments[i] = Array.BinarySearch(values, 0, count, labels[i]);
        }
        Height = height;
        Width = width;
        Count = count;
        Segments = segments;
    }

    /// <summary>The number of lines.</summary>
    public int Height { get; }

    /// <summary>The number of pixels in a line.</summary>
    public int Width { get; }

    /// <summary>The number of segments.</summary>
    public int Count { get; }

    /// <summary>The segment of each pixel, from 0, line by line.</summary>
    public ReadOnlyMemory<int> Segments { get; }

    /// <summary>The segment of a pixel.</summary>
    public int this[int line, int column] => Segments.Span[line * Width + column];
}
