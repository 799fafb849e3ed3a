using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNet.Interpret.Pipeline;

/// <summary>Holds one column's values of the rows that were read ahead.</summary>
internal abstract class RowStore
{
    /// <summary>Makes a store for a column of any type.</summary>
    public static RowStore Create(DataViewRow source, DataViewSchema.Column column, int capacity)
    {
        Type store = column.Type is VectorDataViewType vector
            ? typeof(Vectors<>).MakeGenericType(vector.ItemType.RawType)
            : typeof(Scalars<>).MakeGenericType(column.Type.RawType);
        return (RowStore)Activator.CreateInstance(store, source, column, capacity)!;
    }

    /// <summary>Takes over the value of the row that the source stands on.</summary>
    public abstract void Read(int slot);

    /// <summary>A getter of the value in the slot that is asked about.</summary>
    public abstract Delegate CreateGetter(Func<int> slot);

    private sealed class Scalars<T>(DataViewRow source, DataViewSchema.Column column, int capacity) : RowStore
    {
        private readonly ValueGetter<T> _source = source.GetGetter<T>(column);
        private readonly T[] _values = new T[capacity];

        public override void Read(int slot)
        {
            // A value that was given out is its reader's, so the source gets no old one to write over.
            T value = default!;
            _source(ref value);
            _values[slot] = value;
        }

        public override Delegate CreateGetter(Func<int> slot) => (ValueGetter<T>)((ref T value) => value = _values[slot()]);
    }

    private sealed class Vectors<T>(DataViewRow source, DataViewSchema.Column column, int capacity) : RowStore
    {
        private readonly ValueGetter<VBuffer<T>> _source = source.GetGetter<VBuffer<T>>(column);
        private readonly VBuffer<T>[] _values = new VBuffer<T>[capacity];

        public override void Read(int slot) => _source(ref _values[slot]);

        // Readers own what they are given and may change it, so they are given a copy.
        public override Delegate CreateGetter(Func<int> slot) =>
            (ValueGetter<VBuffer<T>>)((ref VBuffer<T> value) => _values[slot()].CopyTo(ref value));
    }
}
