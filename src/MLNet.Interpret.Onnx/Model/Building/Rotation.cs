namespace MLNet.Interpret.Onnx;

/// <summary>The rotation of pairs of elements of heads by angles of their positions, in standard operators.</summary>
/// <param name="Heads">The number of heads.</param>
/// <param name="Size">The size of a head.</param>
/// <param name="Turned">How many elements of each head, from the first on, are rotated.</param>
/// <param name="IsFlat">Whether heads lie in the last of three dimensions; else they are the second of four.</param>
/// <param name="IsInterleaved">Whether neighbours are pairs; else it is the first half with the second.</param>
internal sealed record Rotation(long Heads, long Size, long Turned, bool IsFlat, bool IsInterleaved)
{
    /// <summary>Adds the nodes.</summary>
    /// <param name="x">What is rotated.</param>
    /// <param name="cos">The cosines, [batch or 1, sequence, half of what is turned].</param>
    /// <param name="sin">The sines.</param>
    public Value Of(Value x, Value cos, Value sin)
    {
        GraphBuilder g = x.Graph;
        // [batch, sequence, heads, size of a head], and the angles of all heads.
        Value all = IsFlat ? x.Reshape(0, 0, Heads, Size) : x.Transpose(0, 2, 1, 3);
        (cos, sin) = (cos.Unsqueeze(2), sin.Unsqueeze(2));
        long half = Turned / 2;
        Value first = IsInterleaved ? Every(0) : Part(0, half), second = IsInterleaved ? Every(1) : Part(half, Turned);
        Value real = cos * first - sin * second, imaginary = sin * first + cos * second;
        Value result = IsInterleaved
            ? g.Concat([real.Unsqueeze(-1), imaginary.Unsqueeze(-1)], -1).Reshape(0, 0, 0, Turned)
            : g.Concat([real, imaginary], -1);
        result = Turned == Size ? result : g.Concat([result, Part(Turned, Size)], -1);
        return IsFlat ? result.Reshape(0, 0, Heads * Size) : result.Transpose(0, 2, 1, 3);

        Value Part(long from, long to) => all.Slice([from], [to], [3]);

        Value Every(long from) => all.Slice(g.Longs(from), g.Longs(Turned), g.Longs(3), g.Longs(2));
    }
}
