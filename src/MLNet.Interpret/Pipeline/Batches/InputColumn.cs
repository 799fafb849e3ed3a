using System.Runtime.InteropServices;
using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.Interpret.Onnx.Execution;

namespace MLNet.Interpret.Pipeline;

/// <summary>A column that is read into a batch.</summary>
internal abstract class InputColumn
{
    /// <summary>Takes over the value of the row that the source stands on.</summary>
    public abstract void Read(int slot);
}

/// <summary>A column of numbers, or of vectors of one size, read into one array, row after row. Floating-point numbers must be finite.</summary>
/// <typeparam name="T">The type of the numbers.</typeparam>
internal sealed class InputColumn<T> : InputColumn where T : unmanaged
{
    private readonly DataViewRow _source;
    private readonly DataViewSchema.Column _column;
    private readonly ValueGetter<T>? _scalar;
    private readonly ValueGetter<VBuffer<T>>? _vector;
    private readonly int _size;
    private VBuffer<T> _buffer;

    /// <summary>A column of a row.</summary>
    /// <param name="source">The row.</param>
    /// <param name="column">The column.</param>
    /// <param name="size">The number of elements that it must have.</param>
    /// <param name="capacity">The number of rows of the batch.</param>
    public InputColumn(DataViewRow source, DataViewSchema.Column column, int size, int capacity)
    {
        _source = source;
        _column = column;
        _size = size;
        Values = new T[checked(capacity * size)];
        if (column.Type is VectorDataViewType)
        {
            _vector = source.GetGetter<VBuffer<T>>(column);
        }
        else
        {
            _scalar = source.GetGetter<T>(column);
        }
    }

    /// <summary>The values, row after row.</summary>
    public T[] Values { get; }

    public override void Read(int slot)
    {
        Span<T> into = Values.AsSpan(slot * _size, _size);
        if (_scalar is not null)
        {
            _scalar(ref into[0]);
        }
        else
        {
            _vector!(ref _buffer);
            if (_buffer.Length != _size)
            {
                throw new ArgumentException($"The column '{_column.Name}' has {_buffer.Length} elements in row {_source.Position}, where {_size} are expected.");
            }
            _buffer.CopyTo(into);
        }
        int at = typeof(T) == typeof(float) ? Finite.FirstThatIsNot(MemoryMarshal.Cast<T, float>(into))
            : typeof(T) == typeof(double) ? Finite.FirstThatIsNot(MemoryMarshal.Cast<T, double>(into))
            : -1;
        if (at >= 0)
        {
            string which = _vector is null ? "" : $", element {at}{SlotName(at)}";
            throw new ArgumentException(
                $"The column '{_column.Name}' has {into[at]} in row {_source.Position} (from 0){which}; every number must be finite. Replace or drop such rows before this stage.");
        }
    }

    private string SlotName(int at)
    {
        if (!_column.HasSlotNames())
        {
            return "";
        }
        VBuffer<ReadOnlyMemory<char>> names = default;
        _column.GetSlotNames(ref names);
        return $" ('{names.GetItemOrDefault(at)}')";
    }
}
