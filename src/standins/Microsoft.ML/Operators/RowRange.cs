using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>A range of numbers, or all outside it; missing numbers are in neither.</summary>
internal readonly record struct RowRange(double Minimum, double Maximum, bool IncludesMaximum, bool IsComplement = false)
{
    public bool Passes(double value)
    {
        var belowMaximum = IncludesMaximum ? value <= Maximum : value < Maximum;
        return !double.IsNaN(value) && (value >= Minimum && belowMaximum) != IsComplement;
    }

    /// <summary>The rows with a number of a column in the range; of a key, with its place among the categories, from 0 to 1.</summary>
    public IDataView Of(IDataView data, DataViewSchema.Column column)
    {
        var range = this;
        return new FilterDataView(data, [column], row =>
        {
            var number = NumberIn(row, column);
            return () => range.Passes(number());
        });
    }

    /// <summary>Reads a column of single or double precision, or of keys, as a number.</summary>
    public static Func<double> NumberIn(DataViewRow row, DataViewSchema.Column column)
    {
        var count = (double)column.Type.GetKeyCount();
        switch (row.GetterOf(column))
        {
            case ValueGetter<float> get:
                return Reader(get, value => value);
            case ValueGetter<double> get:
                return Reader(get, value => value);
            case ValueGetter<byte> get when count > 0:
                return Reader(get, key => PlaceOf(key, count));
            case ValueGetter<ushort> get when count > 0:
                return Reader(get, key => PlaceOf(key, count));
            case ValueGetter<uint> get when count > 0:
                return Reader(get, key => PlaceOf(key, count));
            case ValueGetter<ulong> get when count > 0:
                return Reader(get, key => PlaceOf(key, count));
            default:
                throw Contracts.ExceptParam("columnName",
                    $"Column '{column.Name}' does not have compatible type: expected Single, Double or Key, got {column.Type}");
        }
    }

    public static bool Takes(DataViewType type) =>
        type == NumberDataViewType.Single || type == NumberDataViewType.Double || type is KeyDataViewType;

    /// <summary>The middle of a key's share of [0, 1].</summary>
    public static double PlaceOf(ulong key, double count) => key == 0 || key > count ? double.NaN : (key - 0.5) / count;

    private static Func<double> Reader<T>(ValueGetter<T> get, Func<T, double> convert)
    {
        T value = default;
        return () =>
        {
            get(ref value);
            return convert(value);
        };
    }
}
