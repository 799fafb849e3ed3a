using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>Objects as rows, enumerated anew by each cursor.</summary>
internal sealed class EnumerableDataView<TRow> : IDataView
    where TRow : class
{
    private readonly IEnumerable<TRow> _rows;
    private readonly ColumnMember[] _members;

    public EnumerableDataView(IEnumerable<TRow> rows, SchemaDefinition definition)
    {
        _rows = rows;
        _members = ColumnMember.Of(typeof(TRow), definition);
        Schema = SchemaOf(_members);
    }

    public DataViewSchema Schema { get; }

    public bool CanShuffle => false;

    public long? GetRowCount() => (_rows as ICollection<TRow>)?.Count;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random rand = null) =>
        new Cursor(this, ActiveColumns.Of(Schema, columnsNeeded));

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random rand = null) =>
        [GetRowCursor(columnsNeeded, rand)];

    public static DataViewSchema SchemaOf(ColumnMember[] members)
    {
        var builder = new DataViewSchema.Builder();
        builder.AddColumns(members.Select(member => member.Column));
        return builder.ToSchema();
    }

    private sealed class Cursor(EnumerableDataView<TRow> view, bool[] active) : RootCursor(view.Schema, active)
    {
        private readonly ObjectReader<TRow> _reader = new(view._members, active);
        private readonly IEnumerator<TRow> _rows = view._rows.GetEnumerator();

        public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId id) =>
        {
            CheckIsOnRow();
            id = new DataViewRowId((ulong)Position, 0);
        };

        protected override ValueGetter<TValue> GetGetterCore<TValue>(DataViewSchema.Column column) =>
            _reader[column.Index].As<TValue>(column);

        protected override bool MoveNextCore()
        {
            var moved = _rows.MoveNext();
            if (moved && _rows.Current is null)
                throw Contracts.Except($"Encountered null when iterating over data, this is not supported. (row {Position + 1})");
            _reader.Current = moved ? _rows.Current : null;
            return moved;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                _rows.Dispose();
            _reader.Current = null;
            base.Dispose(disposing);
        }
    }
}
