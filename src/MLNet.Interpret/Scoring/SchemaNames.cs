using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNet.Interpret.Scoring;

/// <summary>Reads what a column's annotations say of its values.</summary>
internal static class SchemaNames
{
    private const string CategoricalSlotRanges = nameof(CategoricalSlotRanges);

    /// <summary>Names of the values of a vector; null where there are none.</summary>
    public static IReadOnlyList<string>? SlotNames(DataViewSchema.Column column, int width)
    {
        if (column.Type is not VectorDataViewType || !column.HasSlotNames())
        {
            return null;
        }
        VBuffer<ReadOnlyMemory<char>> names = default;
        column.GetSlotNames(ref names);
        return names.Length == width ? [.. names.DenseValues().Select(n => n.ToString())] : null;
    }

    /// <summary>The values that keys stand for, as text; null where they are not known.</summary>
    public static IReadOnlyList<string>? KeyNames(DataViewSchema.Column column)
    {
        if (!column.HasKeyValues())
        {
            return null;
        }
        DataViewType type = column.Annotations.Schema["KeyValues"].Type;
        Type item = ((VectorDataViewType)type).ItemType.RawType;
        return (IReadOnlyList<string>)typeof(SchemaNames)
            .GetMethod(nameof(TextOf), System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Static)!
            .MakeGenericMethod(item).Invoke(null, [column])!;
    }

    /// <summary>Runs of slots that encode one category each, as ML.NET's one-hot encoding notes them.</summary>
    public static IReadOnlyList<(int First, int Last)> CategoricalRanges(DataViewSchema.Column column, int width)
    {
        if (column.Annotations.Schema.GetColumnOrNull(CategoricalSlotRanges) is not { Type: VectorDataViewType { ItemType.RawType: var raw } } || raw != typeof(int))
        {
            return [];
        }
        VBuffer<int> ranges = default;
        column.Annotations.GetValue(CategoricalSlotRanges, ref ranges);
        int[] ends = [.. ranges.DenseValues()];
        List<(int, int)> found = [];
        for (int i = 0; i + 1 < ends.Length; i += 2)
        {
            if (ends[i] >= 0 && ends[i] < ends[i + 1] && ends[i + 1] < width)
            {
                found.Add((ends[i], ends[i + 1]));
            }
        }
        return found;
    }

    private static string[] TextOf<T>(DataViewSchema.Column column)
    {
        VBuffer<T> values = default;
        column.GetKeyValues(ref values);
        return [.. values.DenseValues().Select(v => FormattableString.Invariant($"{v}"))];
    }
}
