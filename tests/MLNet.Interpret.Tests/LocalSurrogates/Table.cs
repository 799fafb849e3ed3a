using System.Globalization;
using MLNet.Interpret.Scoring;

namespace MLNet.Interpret.Tests.LocalSurrogates;

/// <summary>A table of Data/tabular.</summary>
internal sealed record Table(string[] Names, float[] Values, string[] Labels)
{
    public int Width => Names.Length;

    public int Count => Labels.Length;

    public int[] Classes => [.. Labels.Select(l => Array.IndexOf([.. Labels.Distinct().Order(StringComparer.Ordinal)], l))];

    public RowBatch Rows => RowBatch.OfNumbers("x", Values, Width);

    public static Table Read(string name)
    {
        string[][] lines = [.. File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Data", "tabular", name)).Select(l => l.Split(','))];
        return new Table(
            lines[0][..^1],
            [.. lines[1..].SelectMany(l => l[..^1]).Select(v => float.Parse(v, CultureInfo.InvariantCulture))],
            [.. lines[1..].Select(l => l[^1])]);
    }
}
