namespace MLNet.Interpret.LocalSurrogates;

/// <summary>The k-means of SLIC: centres start on a regular grid and compete for the pixels within two steps of the grid.</summary>
internal sealed class SlicClusters
{
    private readonly PixelPlanes _planes;
    private readonly int _step;

    /// <summary>The centres' features, each line, column and colours; NaN for those without pixels.</summary>
    private readonly double[] _centres;
    private readonly int _features;

    public SlicClusters(PixelPlanes planes, int segments)
    {
        _planes = planes;
        _features = 2 + planes.Channels.Length;
        var (lines, columns) = Grid(planes.Height, planes.Width, segments);
        _step = Math.Max(lines.Step, columns.Step);
        List<double> centres = [];
        for (int line = lines.Start; line < planes.Height; line += lines.Step)
        {
            for (int column = columns.Start; column < planes.Width; column += columns.Step)
            {
                // Colours start as equal, so that the first round goes by place alone.
                centres.AddRange([line, column, .. new double[planes.Channels.Length]]);
            }
        }
        _centres = [.. centres];
        Count = _centres.Length / _features;
    }

    /// <summary>The number of centres.</summary>
    public int Count { get; }

    /// <summary>The centre of each pixel after a number of rounds, or when nothing changes any more.</summary>
    public int[] Run(int rounds)
    {
        int pixels = _planes.Height * _planes.Width;
        int[] labels = new int[pixels], next = new int[pixels];
        double[] distances = new double[pixels];
        for (int round = 0; round < rounds; round++)
        {
            Assign(next, distances);
            if (round > 0 && next.AsSpan().SequenceEqual(labels))
            {
                break;
            }
            (labels, next) = (next, labels);
            labels.CopyTo(next, 0);
            MoveCentres(labels);
        }
        return labels;
    }

    private void Assign(int[] labels, double[] distances)
    {
        int height = _planes.Height, width = _planes.Width;
        double placeWeight = 1.0 / ((double)_step * _step);
        Array.Fill(distances, double.PositiveInfinity);
        for (int k = 0; k < Count; k++)
        {
            ReadOnlySpan<double> centre = _centres.AsSpan(k * _features, _features);
            if (double.IsNaN(centre[0]))
            {
                continue;
            }
            int left = (int)Math.Max(centre[1] - 2 * _step, 0), right = (int)Math.Min(centre[1] + 2 * _step + 1, width);
            int bottom = (int)Math.Min(centre[0] + 2 * _step + 1, height);
            for (int line = (int)Math.Max(centre[0] - 2 * _step, 0); line < bottom; line++)
            {
                double vertical = (centre[0] - line) * (centre[0] - line);
                for (int column = left; column < right; column++)
                {
                    int pixel = line * width + column;
                    double distance = (vertical + (centre[1] - column) * (centre[1] - column)) * placeWeight;
                    for (int c = 2; c < centre.Length; c++)
                    {
                        double difference = _planes.Channels[c - 2][pixel] - centre[c];
                        distance += difference * difference;
                    }
                    if (distance < distances[pixel])
                    {
                        distances[pixel] = distance;
                        labels[pixel] = k;
                    }
                }
            }
        }
    }

    private void MoveCentres(int[] labels)
    {
        int[] sizes = new int[Count];
        Array.Clear(_centres);
        for (int pixel = 0; pixel < labels.Length; pixel++)
        {
            Span<double> centre = _centres.AsSpan(labels[pixel] * _features, _features);
            sizes[labels[pixel]]++;
            centre[0] += pixel / _planes.Width;
            centre[1] += pixel % _planes.Width;
            for (int c = 2; c < centre.Length; c++)
            {
                centre[c] += _planes.Channels[c - 2][pixel];
            }
        }
        for (int i = 0; i < _centres.Length; i++)
        {
            _centres[i] /= sizes[i / _features];
        }
    }

    /// <summary>A grid of about so many points, equally far apart both ways where the image is not too narrow for that.</summary>
    private static ((int Start, int Step) Lines, (int Start, int Step) Columns) Grid(int height, int width, int points)
    {
        double pixels = (double)height * width, least = Math.Min(height, width);
        if (pixels <= points)
        {
            return ((0, 1), (0, 1));
        }
        double step = Math.Sqrt(pixels / points);
        if (step <= least)
        {
            return (Points(step), Points(step));
        }
        var shorter = Points(least);
        var longer = Points(Math.Max(height, width) / (double)points);
        return height <= width ? (shorter, longer) : (longer, shorter);

        static (int, int) Points(double step) => ((int)(step / 2), Math.Max((int)Math.Round(step), 1));
    }
}
