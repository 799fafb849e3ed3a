using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.Interpret.Scoring;

namespace MLNet.Interpret.Evaluation;

/// <summary>Reads true labels of any type as numbers, or as the index of a class.</summary>
internal static class FidelityLabels
{
    /// <summary>A reader of labels; -1 for a class that the model does not know.</summary>
    /// <param name="row">The row that is read from.</param>
    /// <param name="column">The labels: text or a key with known values, by name; else a number from 0, a key or a boolean.</param>
    /// <param name="classes">The names of the classes; none for numbers.</param>
    public static Func<double> Reader(DataViewRow row, DataViewSchema.Column column, IReadOnlyList<string> classes)
    {
        if (column.Type is TextDataViewType)
        {
            return Read<ReadOnlyMemory<char>>(row, column, v => IndexOf(classes, v.ToString()));
        }
        if (column.Type is KeyDataViewType && column.Type.RawType == typeof(uint))
        {
            double[]? known = SchemaNames.KeyNames(column)?.Select(k => IndexOf(classes, k)).ToArray();
            return Read<uint>(row, column, v => v == 0 ? -1 : known is null ? v - 1 : known[v - 1]);
        }
        return column.Type switch
        {
            BooleanDataViewType => Read<bool>(row, column, v => v ? 1 : 0),
            var t when t == NumberDataViewType.Single => Read<float>(row, column, v => v),
            var t when t == NumberDataViewType.Double => Read<double>(row, column, v => v),
            var t when t == NumberDataViewType.Int32 => Read<int>(row, column, v => v),
            var t when t == NumberDataViewType.Int64 => Read<long>(row, column, v => v),
            var t when t == NumberDataViewType.UInt32 => Read<uint>(row, column, v => v),
            _ => throw new ArgumentException($"The label '{column.Name}' is of type {column.Type}; labels are numbers, booleans, text or keys."),
        };
    }

    private static Func<double> Read<T>(DataViewRow row, DataViewSchema.Column column, Func<T, double> convert)
    {
        ValueGetter<T> get = row.GetGetter<T>(column);
        return () =>
        {
            T value = default!;
            get(ref value);
            return convert(value);
        };
    }

    private static double IndexOf(IReadOnlyList<string> classes, string name)
    {
        for (int i = 0; i < classes.Count; i++)
        {
            if (classes[i] == name)
            {
                return i;
            }
        }
        return -1;
    }
}
