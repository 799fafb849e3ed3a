using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.Interpret.Pipeline;

namespace MLNet.Interpret.Scoring;

/// <summary>A batch of rows as a data view. Columns of the schema that the batch lacks have default values.</summary>
internal sealed class RowBatchView(DataViewSchema schema, RowBatch rows) : IDataView
{
    /// <inheritdoc/>
    public DataViewSchema Schema => schema;

    /// <inheritdoc/>
    public bool CanShuffle => false;

    /// <inheritdoc/>
    public long? GetRowCount() => rows.Count;

    /// <inheritdoc/>
    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null) =>
        new Cursor(schema, rows, columnsNeeded);

    /// <inheritdoc/>
    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
        [GetRowCursor(columnsNeeded, rand)];

    private sealed class Cursor : DataViewRowCursor
    {
        private readonly RowBatch _rows;
        private readonly bool[] _active;
        private int _row = -1;

        public Cursor(DataViewSchema schema, RowBatch rows, IEnumerable<DataViewSchema.Column> needed)
        {
            Schema = schema;
            _rows = rows;
            _active = new bool[schema.Count];
            foreach (DataViewSchema.Column column in needed)
            {
                _active[column.Index] = true;
            }
        }

        public override DataViewSchema Schema { get; }

        public override long Position => _row;

        public override long Batch => 0;

        public override bool MoveNext()
        {
            if (_row + 1 < _rows.Count)
            {
                _row++;
                return true;
            }
            _row = -1;
            return false;
        }

        public override bool IsColumnActive(DataViewSchema.Column column) => _active[column.Index];

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            if (!_active[column.Index])
            {
                throw Columns.NotActive(column);
            }
            DataViewType type = Schema[column.Index].Type;
            DataViewType item = type is VectorDataViewType vector ? vector.ItemType : type;
            Type maker = typeof(Getters<>).MakeGenericType(item.RawType);
            Getter getters = (Getter)Activator.CreateInstance(maker)!;
            return getters.Make(_rows.Find(column.Name), type as VectorDataViewType, () => _row) as ValueGetter<TValue>
                ?? throw Columns.WrongType(column, typeof(TValue));
        }

        public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId id) => id = new DataViewRowId((ulong)_row, 0);
    }

    private abstract class Getter
    {
        public abstract Delegate Make(RowColumn? column, VectorDataViewType? vector, Func<int> row);
    }

    private sealed class Getters<T> : Getter
    {
        public override Delegate Make(RowColumn? column, VectorDataViewType? vector, Func<int> row)
        {
            RowColumn<T>? typed = column as RowColumn<T>;
            if (column is not null && typed is null)
            {
                throw new InvalidOperationException($"The column '{column.Name}' holds {column.ItemType.Name}, but the model reads {typeof(T).Name}.");
            }
            if (vector is not null)
            {
                int width = typed?.Width ?? vector.Size;
                return (ValueGetter<VBuffer<T>>)((ref VBuffer<T> value) =>
                {
                    VBufferEditor<T> editor = VBufferEditor.Create(ref value, width);
                    if (typed is null)
                    {
                        editor.Values.Clear();
                    }
                    else
                    {
                        typed.Row(row()).CopyTo(editor.Values);
                    }
                    value = editor.Commit();
                });
            }
            return typed is null
                ? (ValueGetter<T>)((ref T value) => value = default!)
                : (ValueGetter<T>)((ref T value) => value = typed.Memory.Span[row()]);
        }
    }
}
