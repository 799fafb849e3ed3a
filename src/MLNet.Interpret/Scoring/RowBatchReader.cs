using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNet.Interpret.Scoring;

/// <summary>Gathers rows of a data view into batches.</summary>
internal sealed class RowBatchReader
{
    private readonly ColumnReader[] _readers;

    /// <summary>A reader of columns from a row, which moves on between calls.</summary>
    /// <param name="source">The row, with the columns active.</param>
    /// <param name="columns">The columns, all of fixed width.</param>
    /// <param name="capacity">The number of rows to make room for; more room is made when it is needed.</param>
    public RowBatchReader(DataViewRow source, IReadOnlyList<DataViewSchema.Column> columns, int capacity)
    {
        _readers = [.. columns.Select(c => ColumnReader.Create(source, c, capacity))];
    }

    /// <summary>Takes over the row that the source stands on.</summary>
    /// <param name="slot">Its place in the batch.</param>
    public void Read(int slot)
    {
        foreach (ColumnReader reader in _readers)
        {
            reader.Read(slot);
        }
    }

    /// <summary>The first rows that were read, over memory that the next reads write to.</summary>
    public RowBatch ToBatch(int count) => new([.. _readers.Select(r => r.ToColumn(count))]);

    /// <summary>Reads all rows of a data view.</summary>
    /// <param name="data">The data.</param>
    /// <param name="columns">The columns that are wanted.</param>
    /// <param name="cancellation">Stops the reading.</param>
    public static RowBatch ReadAll(IDataView data, IReadOnlyList<DataViewSchema.Column> columns, CancellationToken cancellation = default)
    {
        using DataViewRowCursor cursor = data.GetRowCursor(columns);
        RowBatchReader reader = new(cursor, columns, 1024);
        int count = 0;
        for (; cursor.MoveNext(); count++)
        {
            cancellation.ThrowIfCancellationRequested();
            reader.Read(count);
        }
        return reader.ToBatch(count);
    }

    private abstract class ColumnReader
    {
        public static ColumnReader Create(DataViewRow source, DataViewSchema.Column column, int capacity)
        {
            ScorerInput input = ScorerInput.Of(column);
            Type type = (column.Type is VectorDataViewType ? typeof(Vectors<>) : typeof(Scalars<>)).MakeGenericType(input.ItemType);
            return (ColumnReader)Activator.CreateInstance(type, source, column, capacity)!;
        }

        public abstract void Read(int slot);

        public abstract RowColumn ToColumn(int count);
    }

    private abstract class ColumnReader<T>(string name, int capacity, int width) : ColumnReader
    {
        private T[] _values = new T[Math.Max(capacity, 1) * width];

        protected string Name => name;

        protected int Width => width;

        public override RowColumn ToColumn(int count) => new RowColumn<T>(name, _values.AsMemory(0, count * width), width);

        public override void Read(int slot)
        {
            if ((slot + 1) * width > _values.Length)
            {
                Array.Resize(ref _values, checked(Math.Max(2 * _values.Length, (slot + 1) * width)));
            }
            Span<T> values = _values.AsSpan(slot * width, width);
            ReadInto(values);
            if (typeof(T) == typeof(ReadOnlyMemory<char>))
            {
                // Text may lie in a buffer that the source uses again.
                foreach (ref T value in values)
                {
                    value = (T)(object)((ReadOnlyMemory<char>)(object)value!).ToString().AsMemory();
                }
            }
        }

        protected abstract void ReadInto(Span<T> values);
    }

    private sealed class Scalars<T>(DataViewRow source, DataViewSchema.Column column, int capacity) : ColumnReader<T>(column.Name, capacity, 1)
    {
        private readonly ValueGetter<T> _getter = source.GetGetter<T>(column);

        protected override void ReadInto(Span<T> values) => _getter(ref values[0]);
    }

    private sealed class Vectors<T>(DataViewRow source, DataViewSchema.Column column, int capacity)
        : ColumnReader<T>(column.Name, capacity, ((VectorDataViewType)column.Type).Size)
    {
        private readonly ValueGetter<VBuffer<T>> _getter = source.GetGetter<VBuffer<T>>(column);
        private VBuffer<T> _buffer;

        protected override void ReadInto(Span<T> values)
        {
            _getter(ref _buffer);
            if (_buffer.Length != Width)
            {
                throw new InvalidDataException($"A row has {_buffer.Length} values in the column '{Name}', which has {Width} by its type.");
            }
            _buffer.CopyTo(values);
        }
    }
}
