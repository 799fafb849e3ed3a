using MLNet.Interpret.Scoring;

namespace MLNet.Interpret.LocalSurrogates;

/// <summary>Samples with the scores that the model gives them.</summary>
/// <param name="Count">The number of samples.</param>
/// <param name="Codes">Their features one after the other, each as <see cref="TabularStatistics.Code"/> has it.</param>
/// <param name="Scores">Their scores, sample by sample.</param>
internal sealed record SampleBlock(int Count, double[] Codes, Memory<float> Scores);

/// <summary>Draws perturbed rows.</summary>
internal sealed class TabularSampler(TabularStatistics statistics, TabularLimeOptions options, int seed)
{
    /// <summary>Whether samples are the same whatever the row.</summary>
    public bool IsRowless => !statistics.Layout.HasFixedValues
        && !(options.SampleAroundRow && Enumerable.Range(0, statistics.Layout.Features.Count).Any(j => !statistics.IsBinary(j)));

    /// <summary>Draws samples: their codes, and the rows for the model.</summary>
    /// <param name="stream">The row's stream of random numbers.</param>
    /// <param name="part">The number of the block.</param>
    /// <param name="row">The codes of the row that is explained; not looked at where <see cref="IsRowless"/>.</param>
    /// <param name="count">The number of samples.</param>
    /// <param name="codes">Takes the codes, feature by feature.</param>
    /// <param name="rows">Takes the rows.</param>
    /// <param name="start">The first of them to write.</param>
    public void Draw(ulong stream, int part, ReadOnlySpan<double> row, int count, double[] codes, RowBatch rows, int start)
    {
        RandomStream random = new(seed, stream, (ulong)part);
        TabularLayout layout = statistics.Layout;
        double[] values = new double[count];
        int[]? order = options.Sampling == ContinuousSampling.LatinHypercube ? new int[count] : null;
        for (int j = 0; j < layout.Features.Count; j++)
        {
            Span<double> code = codes.AsSpan(j * count, count);
            RowColumn column = rows.Columns[layout.ColumnOf[j]];
            int slot = layout.Features[j].Slot;
            if (statistics.Categorical(j) is { } categorical)
            {
                categorical.Draw(ref random, code);
                categorical.Write(code, column, start, slot);
                continue;
            }
            ContinuousStatistics continuous = statistics.Continuous(j)!;
            if (statistics.IsBinary(j))
            {
                continuous.DrawBins(ref random, code, values);
            }
            else
            {
                DrawNormal(ref random, code, order);
                double centre = options.SampleAroundRow ? row[j] : 0;
                for (int i = 0; i < count; i++)
                {
                    code[i] += centre;
                    values[i] = code[i] * continuous.Scale + continuous.Mean;
                }
            }
            NumberAccess.Write(values, column, start, slot);
        }
    }

    private static void DrawNormal(ref RandomStream random, Span<double> numbers, int[]? order)
    {
        if (order is null)
        {
            for (int i = 0; i < numbers.Length; i++)
            {
                numbers[i] = random.NextNormal();
            }
            return;
        }
        random.Permute(order);
        for (int i = 0; i < numbers.Length; i++)
        {
            numbers[i] = NormalDistribution.Quantile((order[i] + random.NextUniform()) / numbers.Length);
        }
    }
}
