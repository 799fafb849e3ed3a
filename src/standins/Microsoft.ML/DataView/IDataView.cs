namespace Microsoft.ML;

/// <summary>Rows under a schema, read lazily through cursors, as often as wanted.</summary>
public interface IDataView
{
    DataViewSchema Schema { get; }

    /// <summary>Whether a cursor that is given a random generator delivers the rows in another order.</summary>
    bool CanShuffle { get; }

    /// <summary>The number of rows where that is known without reading them.</summary>
    long? GetRowCount();

    DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random rand = null);

    /// <summary>At most <paramref name="n"/> cursors that together deliver each row once, and may be read at the same time.</summary>
    DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random rand = null);
}
