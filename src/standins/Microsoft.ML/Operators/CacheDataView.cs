using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>Data whose columns are kept in memory from the first time that they are read.</summary>
internal sealed class CacheDataView : IDataView
{
    private const int BatchSize = 64;

    private readonly IDataView _input;
    private readonly ColumnStore[] _stores;
    private readonly bool[] _prefetch;
    private readonly Lock _filling = new();
    private long _rowCount;

    /// <summary>Caches what is asked for, and with the first of it the columns of these names.</summary>
    public CacheDataView(IDataView input, params string[] prefetch)
    {
        _input = input;
        _stores = new ColumnStore[input.Schema.Count];
        _prefetch = new bool[input.Schema.Count];
        foreach (var name in prefetch ?? [])
        {
            var column = input.Schema.GetColumnOrNull(name)
                ?? throw Contracts.ExceptParam("columnsToPrefetch", $"Could not find prefetch column '{name}'");
            _prefetch[column.Index] = true;
        }
        _rowCount = input.GetRowCount() ?? -1;
    }

    public DataViewSchema Schema => _input.Schema;

    public bool CanShuffle => true;

    public long? GetRowCount() => Interlocked.Read(ref _rowCount) is >= 0 and var count ? count : null;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random rand = null)
    {
        var active = ActiveColumns.Of(Schema, columnsNeeded);
        return new Cursor(this, active, Permutation(active, rand), 0, 1);
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random rand = null)
    {
        var count = CursorSets.SizeOf(n);
        var active = ActiveColumns.Of(Schema, columnsNeeded);
        var permutation = Permutation(active, rand);
        return [.. Enumerable.Range(0, count).Select(i => new Cursor(this, active, permutation, i, count))];
    }

    private int[] Permutation(bool[] active, Random random)
    {
        if (random is null)
            return null;
        Fill(active);
        return random.Permutation((int)_rowCount);
    }

    /// <summary>Reads the active columns that are not here yet, in one pass, and counts the rows where that was not known.</summary>
    private ColumnStore[] Fill(bool[] active)
    {
        lock (_filling)
        {
            var missing = Schema.Where(c => _stores[c.Index] is null && (active[c.Index] || _prefetch[c.Index])).ToList();
            if (missing.Count > 0 || _rowCount < 0)
            {
                using var cursor = _input.GetRowCursor(missing);
                var stores = missing.ConvertAll(column => ColumnStore.Of(column.Type));
                var writers = missing.Select((column, i) => stores[i].WriterFrom(cursor, column)).ToArray();
                var row = 0;
                for (; cursor.MoveNext(); row++)
                {
                    if (row == Array.MaxLength)
                        throw Contracts.Except($"The input data view has too many rows. The cache holds up to {Array.MaxLength}");
                    foreach (var write in writers)
                        write(row);
                }
                if (_rowCount >= 0 && row != _rowCount)
                    throw Contracts.Except($"The input data view gave {row} rows where {_rowCount} were expected.");
                for (var i = 0; i < stores.Count; i++)
                    _stores[missing[i].Index] = stores[i];
                Interlocked.Exchange(ref _rowCount, row);
            }
            return [.. _stores];
        }
    }

    /// <summary>Every cursor of a set takes each <paramref name="stride"/>-th batch, from its own number on.</summary>
    private sealed class Cursor(CacheDataView cache, bool[] active, int[] permutation, int first, int stride) : RootCursor(cache.Schema, active)
    {
        private readonly bool[] _active = active;
        private ColumnStore[] _stores;
        private long _order = -1;

        public override long Batch => stride == 1 ? 0 : _order < 0 ? -1 : _order / BatchSize;

        public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId id) => id = new DataViewRowId((ulong)Slot(), 0);

        // The stores come to be with the first row that is asked for, so a getter finds its own when it is first called.
        protected override ValueGetter<TValue> GetGetterCore<TValue>(DataViewSchema.Column column)
        {
            if (column.Type.RawType != typeof(TValue))
                throw ActiveColumns.WrongType<TValue>(column);
            ValueGetter<TValue> get = null;
            return (ref TValue value) =>
            {
                CheckIsOnRow();
                get ??= (ValueGetter<TValue>)_stores[column.Index].ReaderAt(Slot);
                get(ref value);
            };
        }

        protected override bool MoveNextCore()
        {
            _stores ??= cache.Fill(_active);
            if (stride == 1)
                _order++;
            else if (_order < 0)
                _order = (long)first * BatchSize;
            else if (++_order % BatchSize == 0)
                _order += (long)(stride - 1) * BatchSize;
            return _order < cache._rowCount;
        }

        private int Slot()
        {
            CheckIsOnRow();
            return permutation is null ? (int)_order : permutation[_order];
        }
    }
}
