using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNet.Interpret.Scoring;

/// <summary>A column that a model reads.</summary>
/// <param name="Name">The column's name.</param>
/// <param name="ItemType">The values' type.</param>
/// <param name="Width">The number of values in a row.</param>
public sealed record ScorerInput(string Name, Type ItemType, int Width)
{
    /// <summary>Whether the values are keys, numbered from 1, with 0 for a missing one.</summary>
    public bool IsKey { get; init; }

    /// <summary>Names of the values of a row, where they are known.</summary>
    public IReadOnlyList<string>? SlotNames { get; init; }

    /// <summary>What the keys stand for, from key 1 on, where it is known.</summary>
    public IReadOnlyList<string>? KeyNames { get; init; }

    /// <summary>Runs of values of a row that together encode one category, first and last included; the values of a run change together.</summary>
    public IReadOnlyList<(int First, int Last)> CategoricalRanges { get; init; } = [];

    /// <summary>An empty column of this kind.</summary>
    /// <param name="rows">The number of rows.</param>
    public RowColumn Allocate(int rows) => (RowColumn)typeof(ScorerInput).GetMethod(nameof(AllocateOf), System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Static)!
        .MakeGenericMethod(ItemType).Invoke(null, [Name, rows, Width])!;

    /// <summary>A column of a data view as a model reads it.</summary>
    /// <exception cref="NotSupportedException">Its vectors have no fixed length.</exception>
    public static ScorerInput Of(DataViewSchema.Column column)
    {
        int width = 1;
        if (column.Type is VectorDataViewType vector)
        {
            width = vector.Size > 0
                ? vector.Size
                : throw new NotSupportedException($"The column '{column.Name}' is of type {column.Type}; vectors that are perturbed must have a fixed length.");
        }
        DataViewType item = column.Type is VectorDataViewType v ? v.ItemType : column.Type;
        return new ScorerInput(column.Name, item.RawType, width)
        {
            IsKey = item is KeyDataViewType,
            SlotNames = SchemaNames.SlotNames(column, width),
            KeyNames = SchemaNames.KeyNames(column),
            CategoricalRanges = SchemaNames.CategoricalRanges(column, width),
        };
    }

    private static RowColumn<T> AllocateOf<T>(string name, int rows, int width) => new(name, new T[checked(rows * width)], width);
}
