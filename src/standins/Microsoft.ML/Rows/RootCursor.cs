using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>A cursor with a position of its own: it counts its rows, and closes itself after the last.</summary>
internal abstract class RootCursor(DataViewSchema schema, bool[] active) : DataViewRowCursor
{
    private long _position = -1;
    private bool _disposed;

    public sealed override DataViewSchema Schema => schema;

    public sealed override long Position => _position;

    public override long Batch => 0;

    public sealed override bool IsColumnActive(DataViewSchema.Column column) => active.At(column);

    public sealed override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
    {
        if (!IsColumnActive(column))
            throw Contracts.ExceptParam(nameof(column), $"requested column not active: '{column.Name}'");
        return GetGetterCore<TValue>(column);
    }

    public sealed override bool MoveNext()
    {
        if (_disposed)
            return false;
        if (MoveNextCore())
        {
            _position++;
            return true;
        }
        Dispose();
        return false;
    }

    protected abstract ValueGetter<TValue> GetGetterCore<TValue>(DataViewSchema.Column column);

    protected abstract bool MoveNextCore();

    protected void CheckIsOnRow()
    {
        if (_position < 0)
            throw Contracts.Except("Values cannot be fetched at this time. This method was called either before the first call to "
                + "MoveNext, or at any point after that method returned false.");
    }

    protected override void Dispose(bool disposing)
    {
        _disposed = true;
        _position = -1;
        base.Dispose(disposing);
    }
}
