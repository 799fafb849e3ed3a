using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>The columns that are asked for, and the getters of their values.</summary>
internal static class ActiveColumns
{
    public static bool[] Of(DataViewSchema schema, IEnumerable<DataViewSchema.Column> columnsNeeded)
    {
        ArgumentNullException.ThrowIfNull(columnsNeeded);
        var active = new bool[schema.Count];
        foreach (var column in columnsNeeded)
        {
            if (column.Index >= active.Length)
                throw Contracts.Except($"The requested column: {column} is not part of the schema, which has {schema}");
            active[column.Index] = true;
        }
        return active;
    }

    public static bool At(this bool[] active, DataViewSchema.Column column) => column.Index < active.Length
        ? active[column.Index]
        : throw Contracts.ExceptParam(nameof(column), $"There is no column {column.Index} among {active.Length}.");

    /// <summary>The getter in its own type, or an error that names both.</summary>
    public static ValueGetter<TValue> As<TValue>(this Delegate getter, DataViewSchema.Column column) =>
        getter as ValueGetter<TValue> ?? throw WrongType<TValue>(column);

    public static Exception WrongType<TValue>(DataViewSchema.Column column) => Contracts.Except(
        $"Invalid TValue in GetGetter for column '{column.Name}': '{typeof(TValue)}', expected type: '{column.Type.RawType}'.");

    /// <summary>The getter of a column in the column's own type.</summary>
    public static Delegate GetterOf(this DataViewRow row, DataViewSchema.Column column) =>
        GenericCall.Of<Delegate>(column.Type.RawType, GetterOf<int>, row, column);

    private static Delegate GetterOf<TValue>(DataViewRow row, DataViewSchema.Column column) => row.GetGetter<TValue>(column);
}
