using Microsoft.ML.Data;

namespace Microsoft.ML;

/// <summary>Writes the current value into <paramref name="value"/>, reusing what it holds where possible.</summary>
public delegate void ValueGetter<TValue>(ref TValue value);

/// <summary>One row: its place, its identity and a getter for each active column.</summary>
public abstract class DataViewRow : IDisposable
{
    public abstract DataViewSchema Schema { get; }

    /// <summary>-1 before the first row, then counting the rows of this cursor from 0.</summary>
    public abstract long Position { get; }

    /// <summary>Of a set of cursors, the rows in ascending order of this number are in the order that one cursor would give.</summary>
    public abstract long Batch { get; }

    public abstract bool IsColumnActive(DataViewSchema.Column column);

    public abstract ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column);

    public abstract ValueGetter<DataViewRowId> GetIdGetter();

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
    }
}

/// <summary>A row that moves on from one row of the data to the next.</summary>
public abstract class DataViewRowCursor : DataViewRow
{
    public abstract bool MoveNext();
}
