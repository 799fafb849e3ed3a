using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.Interpret.Pipeline;

namespace MLNet.Interpret.LocalSurrogates;

/// <summary>A data view with a column of ranks, which are worked out when the first of them is asked for. Rows are known by their ids, in any order.</summary>
internal sealed class RankedDataView(IDataView source, string column, Func<Dictionary<DataViewRowId, int>> rank) : IDataView
{
    private readonly Lazy<Dictionary<DataViewRowId, int>> _ranks = new(rank);

    /// <inheritdoc/>
    public DataViewSchema Schema { get; } = SchemaOf(source.Schema, column);

    /// <inheritdoc/>
    public bool CanShuffle => source.CanShuffle;

    public static DataViewSchema SchemaOf(DataViewSchema source, string column)
    {
        DataViewSchema.Builder builder = new();
        builder.AddColumns(source);
        builder.AddColumn(column, NumberDataViewType.Int32);
        return builder.ToSchema();
    }

    /// <inheritdoc/>
    public long? GetRowCount() => source.GetRowCount();

    /// <inheritdoc/>
    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        bool[] active = Active(columnsNeeded);
        return new Cursor(source.GetRowCursor(source.Schema.Where(c => active[c.Index]), rand), Schema, active, _ranks);
    }

    /// <inheritdoc/>
    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null)
    {
        bool[] active = Active(columnsNeeded);
        return Array.ConvertAll(
            source.GetRowCursorSet(source.Schema.Where(c => active[c.Index]), n, rand),
            DataViewRowCursor (c) => new Cursor(c, Schema, active, _ranks));
    }

    private bool[] Active(IEnumerable<DataViewSchema.Column> needed)
    {
        bool[] active = new bool[Schema.Count];
        foreach (DataViewSchema.Column asked in needed)
        {
            active[asked.Index] = true;
        }
        return active;
    }

    private sealed class Cursor(DataViewRowCursor source, DataViewSchema schema, bool[] active, Lazy<Dictionary<DataViewRowId, int>> ranks) : DataViewRowCursor
    {
        public override DataViewSchema Schema => schema;

        public override long Position => source.Position;

        public override long Batch => source.Batch;

        public override bool MoveNext() => source.MoveNext();

        public override bool IsColumnActive(DataViewSchema.Column column) => active[column.Index];

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            if (!active[column.Index])
            {
                throw Columns.NotActive(column);
            }
            if (column.Index < source.Schema.Count)
            {
                return source.GetGetter<TValue>(source.Schema[column.Index]);
            }
            ValueGetter<DataViewRowId> id = source.GetIdGetter();
            Dictionary<DataViewRowId, int> known = ranks.Value;
            ValueGetter<int> rank = (ref int value) =>
            {
                DataViewRowId row = default;
                id(ref row);
                value = known.GetValueOrDefault(row);
            };
            return rank as ValueGetter<TValue> ?? throw Columns.WrongType(column, typeof(TValue));
        }

        public override ValueGetter<DataViewRowId> GetIdGetter() => source.GetIdGetter();

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                source.Dispose();
            }
            base.Dispose(disposing);
        }
    }
}
