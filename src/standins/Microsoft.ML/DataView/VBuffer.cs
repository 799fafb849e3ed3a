using System.Collections;

namespace Microsoft.ML.Data;

/// <summary>A vector, dense or sparse, whose arrays are reused from row to row.</summary>
public readonly struct VBuffer<T> : IEnumerable
{
    public readonly int Length;

    private readonly int _count;
    private readonly T[] _values;
    private readonly int[] _indices;

    public VBuffer(int length, T[] values, int[] indices = null)
        : this(length, length, values, indices)
    {
    }

    public VBuffer(int length, int count, T[] values, int[] indices)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        if (count < 0 || count > length)
            throw new ArgumentOutOfRangeException(nameof(count), $"{count} values do not fit a vector of length {length}.");
        if ((values?.Length ?? 0) < count)
            throw new ArgumentOutOfRangeException(nameof(values), $"Holds {values?.Length ?? 0} values where {count} are needed.");
        if (count < length && (indices?.Length ?? 0) < count)
            throw new ArgumentOutOfRangeException(nameof(indices), $"Holds {indices?.Length ?? 0} indices where {count} are needed.");
        Length = length;
        _count = count;
        _values = values;
        _indices = indices;
    }

    public bool IsDense => _count == Length;

    /// <summary>The values that are held: all of them where the vector is dense.</summary>
    public ReadOnlySpan<T> GetValues() => _values.AsSpan(0, _count);

    /// <summary>The ascending slots of the held values; empty where the vector is dense.</summary>
    public ReadOnlySpan<int> GetIndices() => IsDense ? default : _indices.AsSpan(0, _count);

    public T GetItemOrDefault(int index)
    {
        if (index < 0 || index >= Length)
            throw new ArgumentOutOfRangeException(nameof(index), $"There is no slot {index} in a vector of length {Length}.");
        var at = IsDense ? index : GetIndices().BinarySearch(index);
        return at >= 0 ? _values[at] : default;
    }

    public void GetItemOrDefault(int index, ref T destination) => destination = GetItemOrDefault(index);

    public void CopyTo(ref VBuffer<T> destination)
    {
        var editor = VBufferEditor.Create(ref destination, Length, _count);
        GetValues().CopyTo(editor.Values);
        GetIndices().CopyTo(editor.Indices);
        destination = editor.Commit();
    }

    /// <summary>Copies the slots from <paramref name="sourceIndex"/> on, staying sparse where this is sparse.</summary>
    public void CopyTo(ref VBuffer<T> destination, int sourceIndex, int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(sourceIndex);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(sourceIndex, Length);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, Length - sourceIndex);

        var start = sourceIndex;
        var end = sourceIndex + length;
        if (!IsDense)
        {
            start = FirstAtOrAfter(sourceIndex);
            end = FirstAtOrAfter(sourceIndex + length);
        }
        var editor = VBufferEditor.Create(ref destination, length, end - start);
        _values.AsSpan(start, end - start).CopyTo(editor.Values);
        for (var i = 0; i < editor.Indices.Length; i++)
            editor.Indices[i] = _indices[start + i] - sourceIndex;
        destination = editor.Commit();
    }

    public void CopyToDense(ref VBuffer<T> destination)
    {
        var editor = VBufferEditor.Create(ref destination, Length);
        CopyTo(editor.Values);
        destination = editor.Commit();
    }

    public void CopyTo(Span<T> destination) => CopyTo(destination, 0);

    public void CopyTo(Span<T> destination, int destinationIndex, T defaultValue = default)
    {
        if (destinationIndex < 0 || destinationIndex > destination.Length - Length)
            throw new ArgumentOutOfRangeException(nameof(destination), $"{Length} values do not fit at {destinationIndex} of {destination.Length}.");
        destination = destination.Slice(destinationIndex, Length);
        if (IsDense)
        {
            GetValues().CopyTo(destination);
            return;
        }
        // A vector without any held value is written as zeros, whatever the default: so it is in ML.NET.
        destination.Fill(_count == 0 ? default : defaultValue);
        for (var i = 0; i < _count; i++)
            destination[_indices[i]] = _values[i];
    }

    public static void Copy(T[] source, int sourceIndex, ref VBuffer<T> destination, int length)
    {
        var editor = VBufferEditor.Create(ref destination, length);
        source.AsSpan(sourceIndex, length).CopyTo(editor.Values);
        destination = editor.Commit();
    }

    /// <summary>Slots with their values: those held, or every slot where <paramref name="all"/> is asked for.</summary>
    public IEnumerable<KeyValuePair<int, T>> Items(bool all = false)
    {
        if (!IsDense && !all)
        {
            for (var i = 0; i < _count; i++)
                yield return new KeyValuePair<int, T>(_indices[i], _values[i]);
            yield break;
        }
        var slot = 0;
        foreach (var value in DenseValues())
            yield return new KeyValuePair<int, T>(slot++, value);
    }

    public IEnumerable<T> DenseValues()
    {
        var next = 0;
        for (var slot = 0; slot < Length; slot++)
        {
            if (IsDense)
                yield return _values[slot];
            else
                yield return next < _count && _indices[next] == slot ? _values[next++] : default;
        }
    }

    public IEnumerator GetEnumerator() => (_values ?? []).GetEnumerator();

    public override string ToString() => IsDense
        ? $"Dense vector of size {Length}"
        : $"Sparse vector of size {Length}, {_count} explicit values";

    private int FirstAtOrAfter(int slot)
    {
        var at = GetIndices().BinarySearch(slot);
        return at < 0 ? ~at : at;
    }

    internal VBufferEditor<T> Edit(int length, int count, int capacity, bool keepOldOnResize, bool requireIndicesOnDense)
    {
        if (length < 0)
            throw new ArgumentOutOfRangeException(nameof(length), $"A vector cannot be of length {length}.");
        if (count < 0 || count > length)
            throw new ArgumentOutOfRangeException(nameof(count), $"{count} values do not fit a vector of length {length}.");
        var values = _values;
        var newValues = Grow(ref values, count, capacity, keepOldOnResize);
        var indices = _indices;
        var newIndices = (count < length || requireIndicesOnDense) && Grow(ref indices, count, capacity, keepOldOnResize);
        return new VBufferEditor<T>(length, count, values, indices, requireIndicesOnDense, newValues, newIndices);
    }

    internal VBufferEditor<T> Edit() => Edit(Length, _count, Array.MaxLength, keepOldOnResize: false, requireIndicesOnDense: false);

    private static bool Grow<TItem>(ref TItem[] array, int size, int capacity, bool keepOld)
    {
        var old = array?.Length ?? 0;
        if (old >= size)
            return false;
        var grown = size >= capacity / 2 ? Math.Max(size, capacity == Array.MaxLength ? size : capacity) : Math.Max(size, 2 * old);
        if (keepOld)
            Array.Resize(ref array, grown);
        else
            array = new TItem[grown];
        return true;
    }
}
