using MLNet.Interpret.Scoring;

namespace MLNet.Interpret.LocalSurrogates;

/// <summary>The rows of a region.</summary>
internal static class RegionRows
{
    /// <summary>Takes the rows of data that lie in a region, or draws rows in it.</summary>
    public static RowBatch Take(TabularLayout layout, RowBatch data, GlobalLinearOptions options)
    {
        RowBatch rows = new([.. layout.Inputs.Select(i => data.Require(i.Name))]);
        (TabularFeature Feature, RowColumn Column, double Low, double High)[] bounds = [.. options.Region.Select(r =>
        {
            TabularFeature feature = layout.Features.FirstOrDefault(f => f.Name == r.Key && !f.IsCategorical) ?? throw new ArgumentException(
                $"The region names '{r.Key}', which is no quantity; the quantities are: {string.Join(", ", layout.Features.Where(f => !f.IsCategorical).Select(f => f.Name))}.");
            return (feature, rows.Require(feature.Column), r.Value.Low, r.Value.High);
        })];
        if (options.Samples > 0)
        {
            return Draw(rows, bounds, options);
        }
        int[] inside = [.. Enumerable.Range(0, rows.Count).Where(i =>
            Array.TrueForAll(bounds, b => NumberAccess.Read(b.Column, i, b.Feature.Slot) is var v && v >= b.Low && v <= b.High))];
        if (inside.Length == rows.Count)
        {
            return rows;
        }
        RowBatch taken = rows.Allocate(inside.Length);
        for (int i = 0; i < inside.Length; i++)
        {
            rows.CopyRow(inside[i], taken, i);
        }
        return taken;
    }

    private static RowBatch Draw(RowBatch rows, (TabularFeature Feature, RowColumn Column, double Low, double High)[] bounds, GlobalLinearOptions options)
    {
        if (rows.Count == 0)
        {
            throw new ArgumentException("There are no rows to draw from.");
        }
        RandomStream random = new(options.Seed, stream: 3);
        RowBatch drawn = rows.Allocate(options.Samples);
        double[] value = new double[1];
        for (int i = 0; i < options.Samples; i++)
        {
            rows.CopyRow(random.NextIndex(rows.Count), drawn, i);
            foreach ((TabularFeature feature, RowColumn column, double low, double high) in bounds)
            {
                value[0] = low + random.NextUniform() * (high - low);
                NumberAccess.Write(value, drawn.Require(column.Name), i, feature.Slot);
            }
        }
        return drawn;
    }
}
