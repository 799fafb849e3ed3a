using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNet.Interpret.Pipeline;

/// <summary>A cursor that reads a batch of rows ahead, explains them in one call, and then gives them out one by one.</summary>
/// <remarks>The first batches are small, so that a reader of a few rows does not wait for many.</remarks>
internal sealed class ReadAheadCursor : DataViewRowCursor
{
    private const int FirstBatch = 8;

    private readonly DataViewRowCursor _source;
    private readonly ActiveColumns _active;
    private readonly StageBatch _batch;
    private readonly RowStore?[] _passedThrough;
    private readonly ValueGetter<DataViewRowId> _sourceId;
    private readonly DataViewRowId[] _ids;
    private readonly long[] _sourceBatches;
    private int _ahead = FirstBatch;
    private int _slot = -1;
    private int _count;
    private long _position = -1;
    private bool _ended;

    public ReadAheadCursor(DataViewRowCursor source, DataViewSchema schema, StageBinding binding, ActiveColumns active)
    {
        _source = source;
        _active = active;
        Schema = schema;
        int capacity = binding.BatchSize;
        _batch = binding.CreateBatch(source, capacity, output => active[source.Schema.Count + output]);
        _sourceId = source.GetIdGetter();
        _ids = new DataViewRowId[capacity];
        _sourceBatches = new long[capacity];
        _passedThrough = new RowStore?[source.Schema.Count];
        foreach (DataViewSchema.Column column in active.PassedThrough(source.Schema))
        {
            _passedThrough[column.Index] = RowStore.Create(source, column, capacity);
        }
    }

    /// <inheritdoc/>
    public override DataViewSchema Schema { get; }

    /// <inheritdoc/>
    public override long Position => _position;

    /// <inheritdoc/>
    public override long Batch => _slot >= 0 && _slot < _count ? _sourceBatches[_slot] : 0;

    /// <inheritdoc/>
    public override bool MoveNext()
    {
        if (_ended)
        {
            return false;
        }
        if (++_slot >= _count && !ReadAhead())
        {
            _ended = true;
            _position = -1;
            return false;
        }
        _position++;
        return true;
    }

    /// <inheritdoc/>
    public override bool IsColumnActive(DataViewSchema.Column column) => _active[column.Index];

    /// <inheritdoc/>
    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
    {
        if (!_active[column.Index])
        {
            throw Columns.NotActive(column);
        }
        Delegate getter = column.Index < _passedThrough.Length
            ? _passedThrough[column.Index]!.CreateGetter(CurrentSlot)
            : _batch.CreateGetter(column.Index - _passedThrough.Length, CurrentSlot);
        return getter as ValueGetter<TValue> ?? throw Columns.WrongType(column, typeof(TValue));
    }

    /// <inheritdoc/>
    public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId id) => id = _ids[CurrentSlot()];

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _source.Dispose();
        }
        base.Dispose(disposing);
    }

    private int CurrentSlot() => _position >= 0
        ? _slot
        : throw new InvalidOperationException("The cursor stands on no row: call MoveNext, and read only while it returns true.");

    private bool ReadAhead()
    {
        _slot = 0;
        _count = 0;
        while (_count < _ahead && _count < _ids.Length && _source.MoveNext())
        {
            _batch.Read(_count);
            _sourceId(ref _ids[_count]);
            _sourceBatches[_count] = _source.Batch;
            foreach (RowStore? store in _passedThrough)
            {
                store?.Read(_count);
            }
            _count++;
        }
        if (_count > 0)
        {
            _batch.Run(_count);
        }
        _ahead = Math.Min(_ahead * 2, _ids.Length);
        return _count > 0;
    }
}
