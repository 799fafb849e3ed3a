using MLNet.Interpret.Scoring;

namespace MLNet.Interpret.LocalSurrogates;

/// <summary>An image whose segments can each be hidden: samples are put together from pieces of it and of a copy with all segments hidden.</summary>
internal sealed class ImageSegments : MaskedRow
{
    private readonly ReadOnlyMemory<float> _image;
    private readonly float[] _hidden;
    private readonly int[] _starts;
    private readonly int[] _lengths;
    private readonly int[] _firstOf;

    private ImageSegments(int index, SegmentMap map, ReadOnlyMemory<float> image, ulong stream, float[] hidden, Pieces pieces)
        : base(index, map.Count, stream)
    {
        Map = map;
        _image = image;
        _hidden = hidden;
        (_starts, _lengths, _firstOf) = pieces;
    }

    public SegmentMap Map { get; }

    public override long SampleBytes => _image.Length * (long)sizeof(float);

    /// <summary>An image with its segments.</summary>
    /// <param name="index">Its place among the rows.</param>
    /// <param name="image">Its numbers.</param>
    /// <param name="format">How they stand.</param>
    /// <param name="map">Its segments.</param>
    /// <param name="pieces">Where the segments' numbers are.</param>
    /// <param name="hideColor">The colour of hidden segments; null for the mean of each.</param>
    public static ImageSegments Of(int index, ReadOnlyMemory<float> image, ImageFormat format, SegmentMap map, Pieces pieces, IReadOnlyList<float>? hideColor)
    {
        ulong stream = 0;
        foreach (float v in image.Span)
        {
            stream = RandomStream.Mix(stream ^ BitConverter.SingleToUInt32Bits(v));
        }
        return new ImageSegments(index, map, image, stream, Hidden(image.Span, format, map, hideColor), pieces);
    }

    public override void Write(byte[] masks, int count, RowColumn target)
    {
        Memory<float> samples = target.Values<float>();
        Parallel.For(0, count, i =>
        {
            Span<float> sample = samples.Span.Slice(i * _hidden.Length, _hidden.Length);
            _image.Span.CopyTo(sample);
            ReadOnlySpan<byte> mask = masks.AsSpan(i * Features, Features);
            for (int segment = 0; segment < mask.Length; segment++)
            {
                if (mask[segment] != 0)
                {
                    continue;
                }
                for (int piece = _firstOf[segment]; piece < _firstOf[segment + 1]; piece++)
                {
                    _hidden.AsSpan(_starts[piece], _lengths[piece]).CopyTo(sample[_starts[piece]..]);
                }
            }
        });
    }

    private static float[] Hidden(ReadOnlySpan<float> image, ImageFormat format, SegmentMap map, IReadOnlyList<float>? hideColor)
    {
        float[] hidden = new float[image.Length];
        ReadOnlySpan<int> segments = map.Segments.Span;
        int[] sizes = new int[map.Count];
        foreach (int segment in segments)
        {
            sizes[segment]++;
        }
        double[] sums = new double[map.Count];
        for (int c = 0; c < format.Channels; c++)
        {
            int at = c * format.ChannelStride;
            Array.Clear(sums);
            for (int i = 0; i < segments.Length; i++)
            {
                sums[segments[i]] += image[at + i * format.PixelStride];
            }
            for (int i = 0; i < segments.Length; i++)
            {
                hidden[at + i * format.PixelStride] = hideColor is null
                    ? (float)(sums[segments[i]] / sizes[segments[i]])
                    : hideColor[hideColor.Count == 1 ? 0 : c];
            }
        }
        return hidden;
    }

    /// <summary>The pieces of a row of numbers that belong to each segment, as long as they can be.</summary>
    /// <param name="Starts">Where the pieces start, segment by segment.</param>
    /// <param name="Lengths">The numbers in each.</param>
    /// <param name="FirstOf">The first piece of each segment, and the number of pieces at the end.</param>
    public sealed record Pieces(int[] Starts, int[] Lengths, int[] FirstOf)
    {
        public static Pieces Of(SegmentMap map, ImageFormat format)
        {
            List<(int Segment, int Start, int Length)> found = [];
            ReadOnlySpan<int> segments = map.Segments.Span;
            int planes = format.ChannelsLast ? 1 : format.Channels;
            for (int plane = 0; plane < planes; plane++)
            {
                for (int i = 0; i < segments.Length;)
                {
                    int start = i;
                    while (i < segments.Length && segments[i] == segments[start])
                    {
                        i++;
                    }
                    found.Add((segments[start], plane * format.Pixels + start * format.PixelStride, (i - start) * format.PixelStride));
                }
            }
            found.Sort();
            int[] firstOf = new int[map.Count + 1];
            foreach (var piece in found)
            {
                firstOf[piece.Segment + 1]++;
            }
            for (int s = 0; s < map.Count; s++)
            {
                firstOf[s + 1] += firstOf[s];
            }
            return new Pieces([.. found.Select(p => p.Start)], [.. found.Select(p => p.Length)], firstOf);
        }
    }
}
