namespace Microsoft.ML.Data;

/// <summary>The values of one column, kept by slot: what caches and shuffled pools are made of.</summary>
internal abstract class ColumnStore
{
    public static ColumnStore Of(DataViewType type) => type is VectorDataViewType vector
        ? GenericCall.Of<ColumnStore>(vector.ItemType.RawType, OfVectors<int>)
        : GenericCall.Of<ColumnStore>(type.RawType, OfScalars<int>);

    /// <summary>What copies the row's present value into a slot.</summary>
    public abstract Action<int> WriterFrom(DataViewRow row, DataViewSchema.Column column);

    /// <summary>What copies the value out of the slot that <paramref name="slot"/> names at that time.</summary>
    public abstract Delegate ReaderAt(Func<int> slot);

    private static ColumnStore<VBuffer<T>> OfVectors<T>() => new((in VBuffer<T> from, ref VBuffer<T> to) => from.CopyTo(ref to));

    private static ColumnStore<T> OfScalars<T>() => new((in T from, ref T to) => to = from);
}

/// <summary>The values of one column in their own type.</summary>
internal sealed class ColumnStore<T>(ColumnStore<T>.Copy copy) : ColumnStore
{
    private T[] _values = [];

    public delegate void Copy(in T from, ref T to);

    public override Action<int> WriterFrom(DataViewRow row, DataViewSchema.Column column) => WriterFrom(row.GetGetter<T>(column));

    public Action<int> WriterFrom(ValueGetter<T> get) => slot =>
    {
        if (slot >= _values.Length)
            Array.Resize(ref _values, Math.Max(16, 2 * _values.Length));
        get(ref _values[slot]);
    };

    public override Delegate ReaderAt(Func<int> slot) => (ValueGetter<T>)((ref T value) => copy(_values[slot()], ref value));
}
