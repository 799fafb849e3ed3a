using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNet.Interpret.Pipeline;

/// <summary>A column that is computed for a batch.</summary>
internal abstract class OutputColumn
{
    /// <summary>A <c>ValueGetter</c> of the column's values.</summary>
    /// <param name="slot">Gives the place, in the batch, of the row that is asked about.</param>
    public abstract Delegate CreateGetter(Func<int> slot);
}

/// <summary>A column of values, or of vectors of one size, in one array, row after row.</summary>
/// <typeparam name="T">The type of the values.</typeparam>
/// <param name="type">The column's type.</param>
/// <param name="size">The number of values in a row.</param>
/// <param name="capacity">The number of rows of the batch.</param>
internal sealed class OutputColumn<T>(DataViewType type, int size, int capacity) : OutputColumn
{
    /// <summary>The values, row after row.</summary>
    public T[] Values { get; } = new T[checked(capacity * size)];

    public override Delegate CreateGetter(Func<int> slot)
    {
        if (type is VectorDataViewType)
        {
            return (ValueGetter<VBuffer<T>>)Vector;
        }
        return (ValueGetter<T>)Scalar;

        void Vector(ref VBuffer<T> value)
        {
            VBufferEditor<T> editor = VBufferEditor.Create(ref value, size);
            Values.AsSpan(slot() * size, size).CopyTo(editor.Values);
            value = editor.Commit();
        }

        void Scalar(ref T value) => value = Values[slot()];
    }
}
