using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>Reads one column of data.</summary>
public static class ColumnCursorExtensions
{
    public static IEnumerable<T> GetColumn<T>(this IDataView data, string columnName) => data.GetColumn<T>(data.Schema[columnName]);

    /// <summary>The values of a column, in its own type, as strings where it is text, or as new arrays where it is a vector.</summary>
    public static IEnumerable<T> GetColumn<T>(this IDataView data, DataViewSchema.Column column)
    {
        ArgumentNullException.ThrowIfNull(data);
        if (column.Index >= data.Schema.Count || data.Schema[column.Index].Name != column.Name || data.Schema[column.Index].Type != column.Type)
            throw Contracts.ExceptParam(nameof(column),
                $"column with name {column.Name}, type {column.Type}, and index {column.Index} cannot be found in {nameof(data)}");

        if (column.Type.RawType == typeof(T))
            return Values<T, T>(data, column, value => value);
        if (typeof(T) == typeof(string) && column.Type is TextDataViewType)
            return (IEnumerable<T>)Values(data, column, (ReadOnlyMemory<char> text) => text.ToString());
        if (typeof(T) == typeof(string[]) && column.Type is VectorDataViewType { ItemType: TextDataViewType })
            return (IEnumerable<T>)Values(data, column, (VBuffer<ReadOnlyMemory<char>> texts) => Strings(texts));
        if (column.Type is VectorDataViewType vector && typeof(T) == vector.ItemType.RawType.MakeArrayType())
            return GenericCall.Of<IEnumerable<T>>(vector.ItemType.RawType, Arrays<int>, data, column);
        throw Contracts.ExceptParam(nameof(column),
            $"Cannot map column (name: {column.Name}, type: {column.Type}) in {nameof(data)} to the user-defined type, {typeof(T)}.");
    }

    private static IEnumerable<TOut> Values<TIn, TOut>(IDataView data, DataViewSchema.Column column, Func<TIn, TOut> convert)
    {
        using var cursor = data.GetRowCursor([column]);
        var get = cursor.GetGetter<TIn>(column);
        TIn value = default;
        while (cursor.MoveNext())
        {
            get(ref value);
            yield return convert(value);
        }
    }

    private static IEnumerable<T[]> Arrays<T>(IDataView data, DataViewSchema.Column column) =>
        Values(data, column, (VBuffer<T> values) =>
        {
            var array = new T[values.Length];
            values.CopyTo(array);
            return array;
        });

    // Slots that a sparse vector does not hold stay null, as they do in ML.NET.
    private static string[] Strings(VBuffer<ReadOnlyMemory<char>> texts)
    {
        var strings = new string[texts.Length];
        foreach (var (slot, text) in texts.Items())
            strings[slot] = text.ToString();
        return strings;
    }
}
