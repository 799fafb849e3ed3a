namespace MLNet.Interpret.LocalSurrogates;

/// <summary>Makes segments out of the connected parts of clusters, joining those that are too small to a neighbour.</summary>
internal static class ConnectedParts
{
    /// <summary>A label for each pixel, such that pixels of one label are connected (but for parts that were joined).</summary>
    /// <param name="labels">The cluster of each pixel, line by line.</param>
    /// <param name="height">The number of lines.</param>
    /// <param name="width">The number of pixels in a line.</param>
    /// <param name="least">Parts of fewer pixels are joined to the neighbour that was met last.</param>
    /// <param name="most">Parts are cut at this many pixels.</param>
    public static int[] Enforce(ReadOnlySpan<int> labels, int height, int width, int least, int most)
    {
        int[] parts = new int[labels.Length];
        Array.Fill(parts, -1);
        List<int> part = [];
        int next = 0;
        for (int start = 0; start < parts.Length; start++)
        {
            if (parts[start] >= 0)
            {
                continue;
            }
            part.Clear();
            part.Add(start);
            parts[start] = next;
            int neighbour = -1;
            for (int visited = 0; visited < part.Count && part.Count < most; visited++)
            {
                int line = part[visited] / width, column = part[visited] % width;
                Visit(labels, line, column + 1);
                Visit(labels, line, column - 1);
                Visit(labels, line + 1, column);
                Visit(labels, line - 1, column);
            }
            if (part.Count >= least)
            {
                next++;
                continue;
            }
            // The first part of an image has no neighbour yet: it stays open until one of its pixels comes up again, beside another part.
            foreach (int pixel in part)
            {
                parts[pixel] = neighbour;
            }

            void Visit(ReadOnlySpan<int> labels, int line, int column)
            {
                if ((uint)line >= (uint)height || (uint)column >= (uint)width)
                {
                    return;
                }
                int pixel = line * width + column;
                if (parts[pixel] < 0)
                {
                    if (labels[pixel] == labels[start] && part.Count < most)
                    {
                        parts[pixel] = next;
                        part.Add(pixel);
                    }
                }
                else if (parts[pixel] != next)
                {
                    neighbour = parts[pixel];
                }
            }
        }
        JoinRest(parts, width, next);
        return parts;
    }

    /// <summary>Gives pixels that are still open, at the start of the image, the part of the first pixel behind them; all of them one if there is none.</summary>
    private static void JoinRest(int[] parts, int width, int next)
    {
        for (int i = parts.Length - 1; i >= 0; i--)
        {
            if (parts[i] < 0)
            {
                parts[i] = i + width < parts.Length ? parts[i + width] : i + 1 < parts.Length ? parts[i + 1] : next;
            }
        }
    }
}
