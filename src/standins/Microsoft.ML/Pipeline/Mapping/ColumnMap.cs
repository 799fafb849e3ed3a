namespace Microsoft.ML.Data;

/// <summary>Where each column of an output schema comes from: the input, or what a stage adds.</summary>
internal sealed class ColumnMap
{
    // An input column's index, or the complement of an added column's.
    private readonly int[] _from;

    private ColumnMap(DataViewSchema input, int[] from, IReadOnlyList<DataViewSchema.DetachedColumn> added)
    {
        Input = input;
        _from = from;
        var builder = new DataViewSchema.Builder();
        foreach (int f in from)
        {
            DataViewSchema.DetachedColumn column = f >= 0 ? new(input[f]) : added[~f];
            builder.AddColumn(column.Name, column.Type, column.Annotations);
        }
        Output = builder.ToSchema();
    }

    public DataViewSchema Input { get; }

    public DataViewSchema Output { get; }

    /// <summary>All input columns and the added ones: a new name at the end, a known one after the column it hides.</summary>
    public static ColumnMap Adding(DataViewSchema input, IReadOnlyList<DataViewSchema.DetachedColumn> added)
    {
        var from = new List<int>(Enumerable.Range(0, input.Count));
        for (int i = 0; i < added.Count; i++)
        {
            int hidden = from.FindLastIndex(f => (f >= 0 ? input[f].Name : added[~f].Name) == added[i].Name);
            from.Insert(hidden < 0 ? from.Count : hidden + 1, ~i);
        }
        return new ColumnMap(input, [.. from], added);
    }

    /// <summary>Some input columns, in the order given.</summary>
    public static ColumnMap Selecting(DataViewSchema input, IEnumerable<int> columns) => new(input, [.. columns], []);

    /// <summary>Whether an output column is an input column, and its index there or among the added ones.</summary>
    public bool IsInput(int output, out int index)
    {
        int from = _from[output];
        index = from >= 0 ? from : ~from;
        return from >= 0;
    }
}
