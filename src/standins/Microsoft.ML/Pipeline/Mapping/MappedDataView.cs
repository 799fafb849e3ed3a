using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>Data with its columns mapped row by row: some passed through, some added by a stage.</summary>
internal sealed class MappedDataView(IDataView source, ColumnMap columns, RowMapper mapper) : IDataView, IRowToRowMapper
{
    /// <summary>The data with the columns that <paramref name="mapper"/> adds.</summary>
    public MappedDataView(IDataView source, RowMapper mapper)
        : this(source, ColumnMap.Adding(source.Schema, mapper.OutputColumns), mapper) { }

    public DataViewSchema Schema => columns.Output;

    public DataViewSchema InputSchema => columns.Input;

    public DataViewSchema OutputSchema => columns.Output;

    public bool CanShuffle => source.CanShuffle;

    public long? GetRowCount() => source.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random rand = null)
    {
        bool[] active = ActiveColumns.Of(columns.Output, columnsNeeded);
        return new Cursor(source.GetRowCursor(Dependencies(active), rand), columns, mapper, active);
    }

    public DataViewRowCursor[] GetRowCursorSet(
        IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random rand = null)
    {
        bool[] active = ActiveColumns.Of(columns.Output, columnsNeeded);
        return [.. source.GetRowCursorSet(Dependencies(active), n, rand)
            .Select(cursor => new Cursor(cursor, columns, mapper, active))];
    }

    public IEnumerable<DataViewSchema.Column> GetDependencies(IEnumerable<DataViewSchema.Column> dependingColumns) =>
        Dependencies(ActiveColumns.Of(columns.Output, dependingColumns));

    public DataViewRow GetRow(DataViewRow input, IEnumerable<DataViewSchema.Column> activeColumns)
    {
        ArgumentNullException.ThrowIfNull(input);
        if (input.Schema != columns.Input)
            throw Contracts.Except("Schema of input row must be the same as the schema the mapper is bound to");
        return new Row(new MappedRow(input, columns, mapper, ActiveColumns.Of(columns.Output, activeColumns)));
    }

    private List<DataViewSchema.Column> Dependencies(bool[] active)
    {
        var needed = new bool[columns.Input.Count];
        for (int i = 0; i < active.Length; i++)
        {
            if (!active[i])
                continue;
            if (columns.IsInput(i, out int index))
                needed[index] = true;
            else
                foreach (int input in mapper.DependenciesOf(index))
                    needed[input] = true;
        }
        return [.. columns.Input.Where(c => needed[c.Index])];
    }

    private sealed class Row(MappedRow row) : DataViewRow
    {
        private bool _disposed;

        public override DataViewSchema Schema => row.Schema;

        public override long Position => row.Input.Position;

        public override long Batch => row.Input.Batch;

        public override ValueGetter<DataViewRowId> GetIdGetter() => row.Input.GetIdGetter();

        public override bool IsColumnActive(DataViewSchema.Column column) => row.IsActive(column);

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) => row.GetGetter<TValue>(column);

        protected override void Dispose(bool disposing)
        {
            if (disposing && !_disposed)
                row.Dispose();
            _disposed = true;
        }
    }

    private sealed class Cursor(DataViewRowCursor input, ColumnMap columns, RowMapper mapper, bool[] active)
        : DataViewRowCursor
    {
        private readonly MappedRow _row = new(input, columns, mapper, active);
        private bool _disposed;

        public override DataViewSchema Schema => _row.Schema;

        public override long Position => input.Position;

        public override long Batch => input.Batch;

        public override bool MoveNext() => input.MoveNext();

        public override ValueGetter<DataViewRowId> GetIdGetter() => input.GetIdGetter();

        public override bool IsColumnActive(DataViewSchema.Column column) => _row.IsActive(column);

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) => _row.GetGetter<TValue>(column);

        protected override void Dispose(bool disposing)
        {
            if (disposing && !_disposed)
                _row.Dispose();
            _disposed = true;
        }
    }
}
