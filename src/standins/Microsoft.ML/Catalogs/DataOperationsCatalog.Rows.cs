using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

public sealed partial class DataOperationsCatalog
{
    /// <summary>Keeps columns in memory once they are read; the named ones are read with the first.</summary>
    public IDataView Cache(IDataView input, params string[] columnsToPrefetch)
    {
        _env.CheckValue(input, nameof(input));
        return new CacheDataView(input, columnsToPrefetch);
    }

    public IDataView TakeRows(IDataView input, long count)
    {
        CheckCount(input, count);
        return new SkipTakeDataView(input, 0, count);
    }

    public IDataView SkipRows(IDataView input, long count)
    {
        CheckCount(input, count);
        return new SkipTakeDataView(input, count, long.MaxValue);
    }

    /// <summary>Draws the rows from a pool in random order, after shuffling their source where that can be done.</summary>
    public IDataView ShuffleRows(IDataView input, int? seed = null, int shufflePoolSize = 1000, bool shuffleSource = true)
    {
        _env.CheckValue(input, nameof(input));
        _env.CheckParam(shufflePoolSize > 0, nameof(shufflePoolSize), "Must be positive");
        var random = (TauswortheHybrid)_env.Register("Shuffle").Rand;
        return new ShuffledDataView(input, shufflePoolSize, shuffleSource, seed ?? random.NextSigned());
    }

    /// <summary>The rows with a number from the lower bound up to, not including, the upper.</summary>
    public IDataView FilterRowsByColumn(
        IDataView input, string columnName, double lowerBound = double.NegativeInfinity, double upperBound = double.PositiveInfinity)
    {
        _env.CheckValue(input, nameof(input));
        _env.CheckNonEmpty(columnName, nameof(columnName));
        _env.CheckParam(lowerBound < upperBound, nameof(upperBound), $"Must be greater than the lower bound, {lowerBound}");
        var column = input.Schema[columnName];
        if (column.Type is not NumberDataViewType)
            throw _env.ExceptSchemaMismatch(nameof(columnName), "filter", columnName, "number", column.Type.ToString());
        _env.CheckParam(RowRange.Takes(column.Type), nameof(columnName), $"Column '{columnName}' does not have compatible type");
        return new RowRange(lowerBound, upperBound, IncludesMaximum: false).Of(input, column);
    }

    /// <summary>The rows in which no value of these columns is missing.</summary>
    public IDataView FilterRowsByMissingValues(IDataView input, params string[] columns)
    {
        _env.CheckValue(input, nameof(input));
        _env.CheckParam(columns is { Length: > 0 }, nameof(columns), "Name at least one column");
        var tested = Array.ConvertAll(columns, name => input.Schema.GetColumnOrNull(name)
            ?? throw _env.ExceptSchemaMismatch(nameof(columns), "feature", name));
        Array.ForEach(tested, MissingValues.CheckType);
        return new FilterDataView(input, tested, row =>
        {
            var missing = Array.ConvertAll(tested, column => MissingValues.In(row, column));
            return () => !Array.Exists(missing, isMissing => isMissing());
        });
    }

    private void CheckCount(IDataView input, long count)
    {
        _env.CheckValue(input, nameof(input));
        _env.CheckParam(count > 0, nameof(count), "Must be greater than zero.");
    }
}
