namespace Microsoft.ML.Data;

/// <summary>Data in random order: each row is drawn from a pool that the rows pass through.</summary>
internal sealed class ShuffledDataView(IDataView input, int poolRows, bool shuffleSource, int seed) : IDataView
{
    public DataViewSchema Schema => input.Schema;

    public bool CanShuffle => true;

    public long? GetRowCount() => input.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random rand = null)
    {
        var random = rand ?? new TauswortheHybrid((uint)seed);
        var sourceRandom = shuffleSource ? new TauswortheHybrid(random) : null;
        var needed = columnsNeeded.ToList();
        var source = input.GetRowCursor(needed, sourceRandom);
        return poolRows == 1 ? source : new Cursor(source, ActiveColumns.Of(Schema, needed), poolRows, random);
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random rand = null) =>
        [GetRowCursor(columnsNeeded, rand)];

    /// <summary>
    /// The pool is a ring of slots in the order of their rows. The drawn row goes to the front, the front one into its
    /// place, and the front is where the next row is read in.
    /// </summary>
    private sealed class Cursor : RootCursor
    {
        private readonly DataViewRowCursor _source;
        private readonly Random _random;
        private readonly int[] _ring;
        private readonly Delegate[] _getters;
        private readonly ValueGetter<DataViewRowId> _getId;
        private readonly List<Action<int>> _writers = [];
        private int _front;
        private int _count;
        private bool _sourceIsAtEnd;

        public Cursor(DataViewRowCursor source, bool[] active, int poolRows, Random random)
            : base(source.Schema, active)
        {
            _source = source;
            _random = random;
            // One slot more than the pool holds the row that was drawn last.
            _ring = [.. Enumerable.Range(0, poolRows + 1)];
            _front = poolRows;
            _getters = new Delegate[active.Length];
            foreach (var column in source.Schema.Where(column => active[column.Index]))
            {
                var store = ColumnStore.Of(column.Type);
                _writers.Add(store.WriterFrom(source, column));
                _getters[column.Index] = store.ReaderAt(Slot);
            }
            var ids = (ColumnStore<DataViewRowId>)ColumnStore.Of(RowIdDataViewType.Instance);
            _writers.Add(ids.WriterFrom(source.GetIdGetter()));
            _getId = (ValueGetter<DataViewRowId>)ids.ReaderAt(Slot);
        }

        public override ValueGetter<DataViewRowId> GetIdGetter() => _getId;

        protected override ValueGetter<TValue> GetGetterCore<TValue>(DataViewSchema.Column column) => _getters[column.Index].As<TValue>(column);

        protected override bool MoveNextCore()
        {
            _front = (_front + 1) % _ring.Length;
            _count = Math.Max(0, _count - 1);
            while (_count < _ring.Length - 1 && !_sourceIsAtEnd)
            {
                if (_source.MoveNext())
                    Write(_ring[(_front + _count++) % _ring.Length]);
                else
                    _sourceIsAtEnd = true;
            }
            if (_count == 0)
                return false;
            var drawn = (_front + _random.Next(_count)) % _ring.Length;
            (_ring[_front], _ring[drawn]) = (_ring[drawn], _ring[_front]);
            return true;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                _source.Dispose();
            base.Dispose(disposing);
        }

        private void Write(int slot)
        {
            foreach (var write in _writers)
                write(slot);
        }

        private int Slot()
        {
            CheckIsOnRow();
            return _ring[_front];
        }
    }
}
