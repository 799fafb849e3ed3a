using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>Gives each row a number in [0, 1], by which rows are dealt out to the parts of a split.</summary>
internal sealed class Splitter
{
    private const uint DefaultNumberSeed = 42;
    private const uint DefaultHashSeed = 314489979;

    private readonly IDataView _data;
    private readonly DataViewSchema.Column? _key;
    private readonly Func<DataViewRow, Func<double>> _makeNumber;

    /// <summary>Numbers by chance, or by the value of a column where one is named.</summary>
    public Splitter(IHostEnvironment env, IDataView data, string samplingKeyColumn, int? seed)
    {
        var wanted = seed ?? (env as IHostEnvironmentInternal)?.Seed;
        _data = data;
        if (samplingKeyColumn is null)
        {
            _makeNumber = _ =>
            {
                var random = new TauswortheHybrid((uint?)wanted ?? DefaultNumberSeed);
                return () => random.NextSingle();
            };
            return;
        }
        var key = data.Schema.GetColumnOrNull(samplingKeyColumn)
            ?? throw env.ExceptSchemaMismatch(nameof(samplingKeyColumn), "SamplingKeyColumn", samplingKeyColumn);
        _key = key;
        if (key.Type == NumberDataViewType.Single)
            _makeNumber = Scaled<float>(key);
        else if (key.Type == NumberDataViewType.Double)
            _makeNumber = Scaled<double>(key);
        else if (key.Type is KeyDataViewType)
            _makeNumber = row => RowRange.NumberIn(row, key);
        else
            _makeNumber = row => SplitHash.Over(row, key, (uint?)wanted ?? DefaultHashSeed);
    }

    /// <summary>The rows whose numbers are in the range.</summary>
    public IDataView Part(RowRange range)
    {
        DataViewSchema.Column[] tested = _key is { } key ? [key] : [];
        return new FilterDataView(_data, tested, row =>
        {
            var number = _makeNumber(row);
            return () => range.Passes(number());
        }, inOrder: _key is null);
    }

    // The smallest value becomes 0 and the largest 1, in the precision of the column.
    private Func<DataViewRow, Func<double>> Scaled<T>(DataViewSchema.Column column)
        where T : System.Numerics.IFloatingPointIeee754<T>
    {
        var (minimum, maximum) = (T.PositiveInfinity, T.NegativeInfinity);
        foreach (var value in _data.GetColumn<T>(column))
        {
            if (T.IsNaN(value))
                continue;
            minimum = T.MinNumber(minimum, value);
            maximum = T.MaxNumber(maximum, value);
        }
        var scale = maximum > minimum ? T.One / (maximum - minimum) : T.Zero;
        var offset = T.IsZero(scale) ? T.Zero : minimum;
        return row =>
        {
            var get = row.GetGetter<T>(column);
            T value = default;
            return () =>
            {
                get(ref value);
                return double.CreateChecked((value - offset) * scale);
            };
        };
    }
}
