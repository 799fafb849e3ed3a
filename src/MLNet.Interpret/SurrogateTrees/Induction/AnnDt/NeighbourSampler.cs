namespace MLNet.Interpret.SurrogateTrees;

/// <summary>Draws rows no farther from a training row than its nearest neighbour is, each number by its standard deviation, so that the model is asked where data lie.</summary>
internal static class NeighbourSampler
{
    // Neighbours are found by comparing all pairs, of no more rows than these.
    private const int MostAnchors = 2000;

    /// <summary>The lesson's examples, and behind them as many more as are asked for.</summary>
    public static Examples Extend(Lesson lesson, int samples)
    {
        Examples known = lesson.Examples;
        if (samples == 0 || known.Count < 2)
        {
            return known;
        }
        int width = known.Width;
        Random random = new(lesson.Seed);
        int[] anchors = [.. Enumerable.Range(0, known.Count)];
        random.Shuffle(anchors);
        anchors = anchors[..Math.Min(anchors.Length, MostAnchors)];
        float[] scale = Scales(lesson);
        (int Row, double Distance)[] nearest = Nearest(lesson, anchors, scale);

        float[] drawn = new float[samples * width];
        double[] direction = new double[width];
        for (int s = 0; s < samples; s++)
        {
            int at = random.Next(anchors.Length);
            ReadOnlySpan<float> anchor = known.Row(anchors[at]), neighbour = known.Row(nearest[at].Row);
            double norm = 0;
            for (int f = 0; f < width; f++)
            {
                direction[f] = lesson.Features[f].IsCategorical || scale[f] == 0 ? 0 : Normal(random);
                norm += direction[f] * direction[f];
            }
            double length = nearest[at].Distance * random.NextDouble() / Math.Sqrt(Math.Max(norm, double.Epsilon));
            for (int f = 0; f < width; f++)
            {
                bool takesNeighbours = lesson.Features[f].IsCategorical && random.Next(2) == 0;
                drawn[s * width + f] = takesNeighbours ? neighbour[f] : anchor[f] + (float)(direction[f] * length * scale[f]);
            }
        }
        double[] targets = new double[samples * known.Outputs];
        lesson.Teacher.Ask(drawn, targets, lesson.Cancellation);
        return new Examples([.. known.Rows, .. drawn], width, [.. known.Targets, .. targets], known.Outputs);
    }

    private static (int Row, double Distance)[] Nearest(Lesson lesson, int[] anchors, float[] scale)
    {
        (int Row, double Distance)[] nearest = new (int, double)[anchors.Length];
        Parallel.For(0, anchors.Length, new ParallelOptions { CancellationToken = lesson.Cancellation }, i =>
        {
            (int Row, double Distance) best = (anchors[i], double.PositiveInfinity);
            ReadOnlySpan<float> row = lesson.Examples.Row(anchors[i]);
            for (int j = 0; j < anchors.Length; j++)
            {
                double distance = Distance(lesson, row, lesson.Examples.Row(anchors[j]), scale);
                // Copies of a row are no neighbours: they leave no room.
                if (distance > 0 && distance < best.Distance)
                {
                    best = (anchors[j], distance);
                }
            }
            nearest[i] = double.IsInfinity(best.Distance) ? (anchors[i], 0) : (best.Row, Math.Sqrt(best.Distance));
        });
        return nearest;
    }

    private static double Distance(Lesson lesson, ReadOnlySpan<float> a, ReadOnlySpan<float> b, float[] scale)
    {
        double sum = 0;
        for (int f = 0; f < a.Length; f++)
        {
            double difference = lesson.Features[f].IsCategorical ? (a[f] == b[f] ? 0 : 1) : scale[f] > 0 ? (a[f] - b[f]) / scale[f] : 0;
            sum += difference * difference;
        }
        return sum;
    }

    private static float[] Scales(Lesson lesson)
    {
        int width = lesson.Examples.Width, count = lesson.Examples.Count;
        double[] sums = new double[width], squares = new double[width];
        for (int i = 0; i < lesson.Examples.Rows.Length; i++)
        {
            // Differences to the first row keep the sums small.
            double value = lesson.Examples.Rows[i] - (double)lesson.Examples.Rows[i % width];
            sums[i % width] += value;
            squares[i % width] += value * value;
        }
        return [.. sums.Zip(squares, (s, q) => (float)Math.Sqrt(Math.Max(0, q / count - s / count * (s / count))))];
    }

    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
