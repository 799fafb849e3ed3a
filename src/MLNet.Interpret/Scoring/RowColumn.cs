namespace MLNet.Interpret.Scoring;

/// <summary>One column of a <see cref="RowBatch"/>: for each row one value, or a vector of fixed length.</summary>
public abstract class RowColumn
{
    private protected RowColumn(string name, int width, int rows)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        Name = name;
        Width = width;
        Rows = rows;
    }

    /// <summary>The column's name.</summary>
    public string Name { get; }

    /// <summary>The number of values in a row.</summary>
    public int Width { get; }

    /// <summary>The number of rows.</summary>
    public int Rows { get; }

    /// <summary>The values' type, such as <see cref="float"/>, <see cref="bool"/>, <see cref="uint"/> for a key, or a memory of <see cref="char"/> for text.</summary>
    public abstract Type ItemType { get; }

    /// <summary>Some of the rows, over the same memory.</summary>
    public abstract RowColumn Slice(int start, int count);

    /// <summary>A column of the same name, type and width in memory of its own.</summary>
    /// <param name="rows">The number of rows.</param>
    public abstract RowColumn Allocate(int rows);

    /// <summary>Writes one row of this column into rows of another of the same type and width.</summary>
    /// <param name="row">The row that is copied.</param>
    /// <param name="target">The column that is written to.</param>
    /// <param name="start">The first of its rows to write.</param>
    /// <param name="count">The number of rows that all get the same.</param>
    public abstract void CopyRow(int row, RowColumn target, int start, int count = 1);

    /// <summary>A column of the same type and name with rows of another width.</summary>
    internal abstract RowColumn AllocateSlots(int rows, int width);

    /// <summary>Copies values of a row, from one of them on, as many as a row of the target has.</summary>
    internal abstract void CopySlots(int row, int slot, RowColumn target, int targetRow);

    /// <summary>Copies a whole row into a part of a wider row.</summary>
    internal abstract void CopyInto(int row, RowColumn target, int targetRow, int targetSlot);

    /// <summary>Copies the same values of all rows, into rows of the target from one of them on.</summary>
    internal abstract void CopyParts(int slot, int width, RowColumn target, int start);

    /// <summary>Copies all rows into parts of wider rows.</summary>
    internal abstract void CopyAll(RowColumn target, int targetSlot);

    /// <summary>The values as those of a certain type, row by row.</summary>
    /// <exception cref="InvalidOperationException">They are of another type.</exception>
    public Memory<T> Values<T>() => this is RowColumn<T> typed
        ? typed.Memory
        : throw new InvalidOperationException($"The column '{Name}' holds {ItemType.Name}, not {typeof(T).Name}.");
}

/// <summary>A column of one type.</summary>
/// <typeparam name="T">The values' type.</typeparam>
public sealed class RowColumn<T> : RowColumn
{
    /// <summary>A column over memory of the caller's.</summary>
    /// <param name="name">The column's name.</param>
    /// <param name="values">The values, row by row.</param>
    /// <param name="width">The number of values in a row.</param>
    /// <exception cref="ArgumentException">The values do not fill whole rows.</exception>
    public RowColumn(string name, Memory<T> values, int width = 1)
        : base(name, width, RowsOf(name, values.Length, width)) => Memory = values;

    /// <summary>The values, row by row.</summary>
    public Memory<T> Memory { get; }

    /// <inheritdoc/>
    public override Type ItemType => typeof(T);

    /// <summary>The values of one row.</summary>
    public Span<T> Row(int row) => Memory.Span.Slice(row * Width, Width);

    /// <inheritdoc/>
    public override RowColumn Slice(int start, int count) => new RowColumn<T>(Name, Memory.Slice(start * Width, count * Width), Width);

    /// <inheritdoc/>
    public override RowColumn Allocate(int rows) => new RowColumn<T>(Name, new T[checked(rows * Width)], Width);

    /// <inheritdoc/>
    public override void CopyRow(int row, RowColumn target, int start, int count = 1)
    {
        ReadOnlySpan<T> from = Row(row);
        Span<T> to = target.Values<T>().Span.Slice(start * Width, count * Width);
        for (; to.Length > 0; to = to[Width..])
        {
            from.CopyTo(to);
        }
    }

    internal override RowColumn AllocateSlots(int rows, int width) => new RowColumn<T>(Name, new T[checked(rows * width)], width);

    internal override void CopySlots(int row, int slot, RowColumn target, int targetRow) =>
        Row(row).Slice(slot, target.Width).CopyTo(((RowColumn<T>)target).Row(targetRow));

    internal override void CopyInto(int row, RowColumn target, int targetRow, int targetSlot) =>
        Row(row).CopyTo(((RowColumn<T>)target).Row(targetRow)[targetSlot..]);

    internal override void CopyParts(int slot, int width, RowColumn target, int start)
    {
        ReadOnlySpan<T> from = Memory.Span[slot..];
        Span<T> to = ((RowColumn<T>)target).Memory.Span[(start * Width + slot)..];
        for (int i = 0, at = 0; i < Rows; i++, at += Width)
        {
            from.Slice(at, width).CopyTo(to[at..]);
        }
    }

    internal override void CopyAll(RowColumn target, int targetSlot)
    {
        for (int i = 0; i < Rows; i++)
        {
            CopyInto(i, target, i, targetSlot);
        }
    }

    private static int RowsOf(string name, int length, int width)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        return length % width == 0
            ? length / width
            : throw new ArgumentException($"The column '{name}' has {width} values in a row, but {length} values are no whole number of rows.");
    }
}
