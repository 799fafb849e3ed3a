namespace Microsoft.ML.Data;

/// <summary>The way to write a <see cref="VBuffer{T}"/> in place, keeping its arrays.</summary>
public static class VBufferEditor
{
    public static VBufferEditor<T> CreateFromBuffer<T>(scoped ref VBuffer<T> destination) => destination.Edit();

    /// <summary>
    /// An editor for <paramref name="valuesCount"/> values (all, where not given) of a vector of
    /// <paramref name="newLogicalLength"/> slots, over the arrays of <paramref name="destination"/> where they are large enough.
    /// </summary>
    public static VBufferEditor<T> Create<T>(
        scoped ref VBuffer<T> destination,
        int newLogicalLength,
        int? valuesCount = null,
        int? maxValuesCapacity = null,
        bool keepOldOnResize = false,
        bool requireIndicesOnDense = false) =>
        destination.Edit(newLogicalLength, valuesCount ?? newLogicalLength, maxValuesCapacity ?? Array.MaxLength, keepOldOnResize, requireIndicesOnDense);
}

/// <summary>Values and indices under way into a <see cref="VBuffer{T}"/>.</summary>
public readonly ref struct VBufferEditor<T>
{
    public readonly Span<T> Values;
    public readonly Span<int> Indices;

    private readonly int _length;
    private readonly T[] _values;
    private readonly int[] _indices;

    internal VBufferEditor(int length, int count, T[] values, int[] indices, bool requireIndicesOnDense, bool newValues, bool newIndices)
    {
        _length = length;
        _values = values;
        _indices = indices;
        Values = values.AsSpan(0, count);
        Indices = count < length || requireIndicesOnDense ? indices.AsSpan(0, count) : default;
        CreatedNewValues = newValues;
        CreatedNewIndices = newIndices;
    }

    public bool CreatedNewValues { get; }

    public bool CreatedNewIndices { get; }

    public VBuffer<T> Commit() => new(_length, Values.Length, _values, _indices);

    /// <summary>Commits the first <paramref name="physicalValuesCount"/> values only.</summary>
    public VBuffer<T> CommitTruncated(int physicalValuesCount)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(physicalValuesCount, Values.Length);
        return new VBuffer<T>(_length, physicalValuesCount, _values, _indices);
    }
}
