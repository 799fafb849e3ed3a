using System.Numerics;
using Microsoft.ML.Data;

namespace Microsoft.ML.Transforms;

/// <summary>Turns a column's statistics into what scales it.</summary>
internal abstract class NormalizerFitter
{
    public ColumnStatistics MakeStatistics(DataViewRow row, DataViewSchema.Column column) =>
        column.Type.GetItemType().RawType == typeof(float)
            ? MakeStatistics<float>(row, column)
            : MakeStatistics<double>(row, column);

    public ColumnNormalizer Fit(ColumnStatistics statistics) =>
        statistics.Type.GetItemType().RawType == typeof(float) ? Fit<float>(statistics) : Fit<double>(statistics);

    protected abstract ColumnStatistics MakeStatistics<T>(DataViewRow row, DataViewSchema.Column column)
        where T : struct, IFloatingPointIeee754<T>;

    protected abstract ColumnNormalizer Fit<T>(ColumnStatistics statistics)
        where T : struct, IFloatingPointIeee754<T>;
}

/// <summary>Scales by smallest and largest; a slot that never changes becomes 0.</summary>
internal sealed class MinMaxFitter(bool fixZero) : NormalizerFitter
{
    protected override ColumnStatistics MakeStatistics<T>(DataViewRow row, DataViewSchema.Column column) =>
        new MinMaxStatistics<T>(row, column);

    protected override ColumnNormalizer Fit<T>(ColumnStatistics statistics)
    {
        (T Min, T Max)[] slots = ((MinMaxStatistics<T>)statistics).Finish();
        T[] scale = [.. slots.Select(s => !(s.Max > s.Min) ? T.Zero
            : T.One / (fixZero ? T.Max(T.Abs(s.Max), T.Abs(s.Min)) : s.Max - s.Min))];
        T[] offset = [.. slots.Select((s, i) => fixZero || scale[i] == T.Zero ? T.Zero : s.Min)];
        return new AffineNormalizer<T>(statistics.Type, scale, offset);
    }
}

/// <summary>Scales by mean and variance; a slot that never changes becomes 0.</summary>
internal sealed class MeanVarianceFitter(bool fixZero) : NormalizerFitter
{
    protected override ColumnStatistics MakeStatistics<T>(DataViewRow row, DataViewSchema.Column column) =>
        new MeanVarianceStatistics<T>(row, column);

    protected override ColumnNormalizer Fit<T>(ColumnStatistics statistics)
    {
        (double Mean, double Variance)[] slots = ((MeanVarianceStatistics<T>)statistics).Finish();
        T[] scale = [.. slots.Select(s => s.Variance == 0 ? T.Zero
            : T.One / T.CreateTruncating(Math.Sqrt(fixZero ? s.Variance + s.Mean * s.Mean : s.Variance)))];
        T[] offset = [.. slots.Select((s, i) => fixZero || scale[i] == T.Zero ? T.Zero : T.CreateTruncating(s.Mean))];
        return new AffineNormalizer<T>(statistics.Type, scale, offset);
    }
}

/// <summary>The normal distribution's cumulative probability at each slot's mean and variance.</summary>
internal sealed class CdfFitter : NormalizerFitter
{
    protected override ColumnStatistics MakeStatistics<T>(DataViewRow row, DataViewSchema.Column column) =>
        new MeanVarianceStatistics<T>(row, column);

    protected override ColumnNormalizer Fit<T>(ColumnStatistics statistics)
    {
        (double Mean, double Variance)[] slots = ((MeanVarianceStatistics<T>)statistics).Finish();
        T[] mean = [.. slots.Select(s => s.Variance == 0 ? T.Zero : T.CreateTruncating(s.Mean))];
        T[] deviation = [.. slots.Select(s => T.CreateTruncating(Math.Sqrt(s.Variance)))];
        return new CdfNormalizer<T>(statistics.Type, mean, deviation);
    }
}
