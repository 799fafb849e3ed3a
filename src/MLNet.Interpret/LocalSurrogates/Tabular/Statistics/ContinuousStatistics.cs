using System.Globalization;

namespace MLNet.Interpret.LocalSurrogates;

/// <summary>What is learned of a quantity: its mean and spread, and its ranges with what lies in each.</summary>
internal sealed class ContinuousStatistics
{
    private const double LeastDeviation = 1e-11;

    private readonly AliasTable _bins;
    private readonly TruncatedNormal[] _within;

    private ContinuousStatistics(double mean, double scale, double[] cuts, double[] frequencies, double[] means, double[] deviations, double least, double most)
    {
        Mean = mean;
        Scale = scale;
        Cuts = cuts;
        Frequencies = frequencies;
        Means = means;
        Deviations = deviations;
        Least = least;
        Most = most;
        _bins = new AliasTable(frequencies);
        _within = new TruncatedNormal[frequencies.Length];
        for (int i = 0; i < _within.Length; i++)
        {
            _within[i] = new TruncatedNormal(means[i], deviations[i], i == 0 ? least : cuts[i - 1], i == cuts.Length ? most : cuts[i]);
        }
    }

    public double Mean { get; }

    /// <summary>The standard deviation; 1 where all values are equal.</summary>
    public double Scale { get; }

    /// <summary>The ends of the ranges, ascending: a value that equals an end lies in the range below it. None where there are no ranges.</summary>
    public double[] Cuts { get; }

    /// <summary>The share of the training data in each range.</summary>
    public double[] Frequencies { get; }

    public double[] Means { get; }

    public double[] Deviations { get; }

    public double Least { get; }

    public double Most { get; }

    /// <summary>The range that a value lies in.</summary>
    public int Bin(double value) => Bin(Cuts, value);

    /// <summary>Draws ranges by how much of the training data they hold, and values within them.</summary>
    public void DrawBins(ref RandomStream random, Span<double> bins, Span<double> values)
    {
        for (int i = 0; i < bins.Length; i++)
        {
            int bin = _bins.Draw(ref random);
            bins[i] = bin;
            values[i] = _within[bin].Draw(ref random);
        }
    }

    /// <summary>A range in words.</summary>
    public string Describe(string name, int bin)
    {
        string below = bin == 0 ? "" : Number(Cuts[bin - 1]), above = bin == Cuts.Length ? "" : Number(Cuts[bin]);
        return bin == 0 ? $"{name} <= {above}" : bin == Cuts.Length ? $"{name} > {below}" : $"{below} < {name} <= {above}";
    }

    /// <summary>Two decimals, as the reference implementation has them; more for small numbers, which would all be 0.00.</summary>
    private static string Number(double value)
    {
        int decimals = value == 0 ? 2 : Math.Clamp(2 - (int)Math.Floor(Math.Log10(Math.Abs(value))), 2, 9);
        return value.ToString($"F{decimals}", CultureInfo.InvariantCulture);
    }

    /// <summary>Learns from training values.</summary>
    /// <param name="values">The values, all finite.</param>
    /// <param name="discretizer">How they are made into ranges.</param>
    /// <param name="labels">The class of each, where ranges are made by entropy.</param>
    public static ContinuousStatistics Learn(double[] values, Discretizer discretizer, int[]? labels)
    {
        double mean = values.Average(), scale = Deviation(values, mean);
        double[] sorted = [.. values];
        Array.Sort(sorted);
        double[] cuts = discretizer switch
        {
            Discretizer.Quartile => [.. new double[] { 25, 50, 75 }.Select(p => Percentiles.Of(sorted, p))],
            Discretizer.Decile => [.. Enumerable.Range(1, 9).Select(i => Percentiles.Of(sorted, 10 * i))],
            Discretizer.Entropy => EntropyBins.Thresholds(values, labels ?? throw new ArgumentNullException(nameof(labels))) is { Length: > 0 } found
                ? found
                : [Percentiles.Of(sorted, 50)],
            _ => [],
        };
        cuts = [.. cuts.Distinct()];
        List<double>[] within = [.. Enumerable.Range(0, cuts.Length + 1).Select(_ => new List<double>())];
        foreach (double value in values)
        {
            within[Bin(cuts, value)].Add(value);
        }
        double[] means = [.. within.Select(w => w.Count == 0 ? 0 : w.Average())];
        return new ContinuousStatistics(mean, scale == 0 ? 1 : scale, cuts,
            frequencies: [.. within.Select(w => (double)w.Count / values.Length)],
            means,
            deviations: [.. within.Select((w, i) => (w.Count == 0 ? 0 : Deviation(w, means[i])) + LeastDeviation)],
            sorted[0], sorted[^1]);
    }

    public void Save(BinaryWriter writer)
    {
        foreach (double number in new[] { Mean, Scale, Least, Most })
        {
            writer.Write(number);
        }
        foreach (double[] numbers in new[] { Cuts, Frequencies, Means, Deviations })
        {
            writer.Write(numbers.Length);
            foreach (double number in numbers)
            {
                writer.Write(number);
            }
        }
    }

    public static ContinuousStatistics Load(BinaryReader reader)
    {
        double mean = reader.ReadDouble(), scale = reader.ReadDouble(), least = reader.ReadDouble(), most = reader.ReadDouble();
        double[][] numbers = new double[4][];
        for (int i = 0; i < numbers.Length; i++)
        {
            numbers[i] = new double[reader.ReadInt32()];
            for (int k = 0; k < numbers[i].Length; k++)
            {
                numbers[i][k] = reader.ReadDouble();
            }
        }
        return new ContinuousStatistics(mean, scale, numbers[0], numbers[1], numbers[2], numbers[3], least, most);
    }

    private static int Bin(double[] cuts, double value)
    {
        int bin = 0;
        while (bin < cuts.Length && cuts[bin] < value)
        {
            bin++;
        }
        return bin;
    }

    private static double Deviation(IReadOnlyCollection<double> values, double mean) => Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / values.Count);
}
