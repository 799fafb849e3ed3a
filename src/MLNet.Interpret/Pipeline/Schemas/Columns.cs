using Microsoft.ML;

namespace MLNet.Interpret.Pipeline;

/// <summary>Finds columns, and says what is wrong where they are not as they should be.</summary>
internal static class Columns
{
    /// <summary>A column of the data by name.</summary>
    /// <param name="schema">The data's schema.</param>
    /// <param name="name">The column's name.</param>
    /// <param name="role">What the stage needs it for, as in "the network's input 'x'".</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such column.</exception>
    public static DataViewSchema.Column Require(DataViewSchema schema, string name, string role) => schema.GetColumnOrNull(name)
        ?? throw new ArgumentOutOfRangeException(
            nameof(name), $"The data has no column '{name}', which is needed as {role}; its columns are: {List(schema.Select(c => c.Name))}.");

    /// <summary>A column of a schema that is not there yet, by name.</summary>
    /// <inheritdoc cref="Require(DataViewSchema, string, string)"/>
    public static SchemaShape.Column Require(SchemaShape schema, string name, string role)
    {
        foreach (SchemaShape.Column column in schema)
        {
            if (column.Name == name)
            {
                return column;
            }
        }
        throw new ArgumentOutOfRangeException(
            nameof(name), $"The data has no column '{name}', which is needed as {role}; its columns are: {List(schema.Select(c => c.Name))}.");
    }

    /// <summary>The error of reading a column that was not asked for.</summary>
    public static InvalidOperationException NotActive(DataViewSchema.Column column) =>
        new($"The column '{column.Name}' was not among those that the cursor was asked for.");

    /// <summary>The error of reading a column as another type.</summary>
    public static InvalidOperationException WrongType(DataViewSchema.Column column, Type asked) =>
        new($"The column '{column.Name}' is of type {column.Type}, whose values are {column.Type.RawType}, not {asked}.");

    private static string List(IEnumerable<string> names) => string.Join(", ", names.Distinct());
}
