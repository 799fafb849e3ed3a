using Microsoft.ML;

namespace MLNet.Interpret.Scoring;

/// <summary>Rows, column by column: what a model is given to score. A batch may be a view of memory that is used again.</summary>
public sealed class RowBatch
{
    /// <summary>A batch of columns, all with the same number of rows.</summary>
    /// <exception cref="ArgumentException">There are no columns, two have one name, or their numbers of rows differ.</exception>
    public RowBatch(params IReadOnlyList<RowColumn> columns)
    {
        ArgumentNullException.ThrowIfNull(columns);
        Columns = columns;
        Count = columns.Count > 0 ? columns[0].Rows : throw new ArgumentException("A batch of rows has at least one column.", nameof(columns));
        for (int i = 1; i < columns.Count; i++)
        {
            if (columns[i].Rows != Count)
            {
                throw new ArgumentException(
                    $"All columns of a batch have as many rows, but '{columns[0].Name}' has {Count} and '{columns[i].Name}' has {columns[i].Rows}.", nameof(columns));
            }
            for (int j = 0; j < i; j++)
            {
                if (columns[i].Name == columns[j].Name)
                {
                    throw new ArgumentException($"Two columns of a batch are named '{columns[i].Name}'.", nameof(columns));
                }
            }
        }
    }

    /// <summary>The number of rows.</summary>
    public int Count { get; }

    /// <summary>The columns.</summary>
    public IReadOnlyList<RowColumn> Columns { get; }

    /// <summary>A batch of one column of numbers.</summary>
    /// <param name="name">The column's name.</param>
    /// <param name="values">The numbers, row by row.</param>
    /// <param name="width">The number of them in a row.</param>
    public static RowBatch OfNumbers(string name, Memory<float> values, int width) => new(new RowColumn<float>(name, values, width));

    /// <summary>All rows of a data view.</summary>
    /// <param name="data">The data.</param>
    /// <param name="columns">The names of the columns that are wanted, all of fixed width.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such column.</exception>
    public static RowBatch Of(IDataView data, IEnumerable<string> columns, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        return RowBatchReader.ReadAll(data, [.. columns.Select(c => Pipeline.Columns.Require(data.Schema, c, "an input of the model"))], cancellation);
    }

    /// <summary>A column by name; null where there is none.</summary>
    public RowColumn? Find(string name)
    {
        for (int i = 0; i < Columns.Count; i++)
        {
            if (Columns[i].Name == name)
            {
                return Columns[i];
            }
        }
        return null;
    }

    /// <summary>A column by name.</summary>
    /// <exception cref="ArgumentException">There is none; the message lists those that there are.</exception>
    public RowColumn Require(string name) => Find(name)
        ?? throw new ArgumentException($"The rows have no column '{name}'; their columns are: {string.Join(", ", Columns.Select(c => c.Name))}.");

    /// <summary>Some of the rows, over the same memory.</summary>
    public RowBatch Slice(int start, int count) => start == 0 && count == Count ? this : new([.. Columns.Select(c => c.Slice(start, count))]);

    /// <summary>A batch with the same columns in memory of its own.</summary>
    /// <param name="rows">The number of rows.</param>
    public RowBatch Allocate(int rows) => new([.. Columns.Select(c => c.Allocate(rows))]);

    /// <summary>Writes one row of this batch into rows of another with the same columns in the same order.</summary>
    /// <inheritdoc cref="RowColumn.CopyRow"/>
    public void CopyRow(int row, RowBatch target, int start, int count = 1)
    {
        for (int i = 0; i < Columns.Count; i++)
        {
            Columns[i].CopyRow(row, target.Columns[i], start, count);
        }
    }
}
