using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>Row mappers applied one after the other.</summary>
internal sealed class ChainedRowMapper(DataViewSchema inputSchema, IRowToRowMapper[] mappers) : IRowToRowMapper
{
    public DataViewSchema InputSchema => inputSchema;

    public DataViewSchema OutputSchema => mappers.Length > 0 ? mappers[^1].OutputSchema : inputSchema;

    public IEnumerable<DataViewSchema.Column> GetDependencies(IEnumerable<DataViewSchema.Column> dependingColumns) =>
        mappers.Reverse().Aggregate(dependingColumns, (needed, mapper) => [.. mapper.GetDependencies(needed)]);

    public DataViewRow GetRow(DataViewRow input, IEnumerable<DataViewSchema.Column> activeColumns)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(activeColumns);
        if (input.Schema != inputSchema)
            throw Contracts.Except("Schema of input row must be the same as the schema the mapper is bound to");
        if (mappers.Length == 0)
            return input;

        var needed = new IEnumerable<DataViewSchema.Column>[mappers.Length];
        for (int i = mappers.Length - 1; i >= 0; i--)
        {
            needed[i] = activeColumns;
            activeColumns = [.. mappers[i].GetDependencies(activeColumns)];
        }
        DataViewRow row = input;
        for (int i = 0; i < mappers.Length; i++)
            row = mappers[i].GetRow(row, needed[i]);
        return row;
    }
}
