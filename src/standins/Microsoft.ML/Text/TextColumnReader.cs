using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>Reads the value of one column out of each line.</summary>
internal abstract class TextColumnReader
{
    public static TextColumnReader Of(TextColumn column, TextFormat format, TextProblems problems) => column.Type is VectorDataViewType vector
        ? GenericCall.Of<TextColumnReader>(vector.ItemType.RawType, Vector<int>, column, format, problems)
        : GenericCall.Of<TextColumnReader>(column.Type.RawType, Scalar<int>, column, format, problems);

    /// <summary>Takes the value from the fields of a line.</summary>
    /// <param name="fields">The fields.</param>
    /// <param name="size">The number of values in the line.</param>
    /// <param name="line">The number of the line.</param>
    public abstract void Read(FieldScanner fields, int size, long line);

    /// <summary>What copies the value of the present line.</summary>
    public abstract Delegate Getter(Action checkIsOnRow);

    private static TextScalarReader<T> Scalar<T>(TextColumn column, TextFormat format, TextProblems problems) => new(column, format, problems);

    private static TextVectorReader<T> Vector<T>(TextColumn column, TextFormat format, TextProblems problems) => new(column, format, problems);
}

/// <summary>Parses the items of a column, and tells what cannot be parsed.</summary>
internal sealed class TextItemParser<T>(TextColumn column, TextFormat format, TextProblems problems)
{
    private readonly TextParser<T> _parse = TextParsers.Of<T>(column.Type.GetItemType(), format.MissingRealsAsNaNs);
    private readonly bool _hasMissing = TextParsers.HasMissing(column.Type.GetItemType());

    /// <summary>Whether a value that is not there is to be NaN.</summary>
    public bool ReadsGaps { get; } = format.MissingRealsAsNaNs && (typeof(T) == typeof(float) || typeof(T) == typeof(double));

    public T Parse(ReadOnlyMemory<char> text, long line, int? slot)
    {
        if (_parse(text, out var value))
            return value;
        var place = slot is { } s ? $"in slot {s} of column {column.Name} in line {line}" : $"in line {line}, column {column.Name}";
        if (!_hasMissing)
            throw Contracts.ExceptDecode($"Parsing failed with an exception: Could not parse value {text} {place}");
        problems.BadValue(line, column.Name, slot);
        return value;
    }
}

internal sealed class TextScalarReader<T>(TextColumn column, TextFormat format, TextProblems problems) : TextColumnReader
{
    private readonly TextItemParser<T> _items = new(column, format, problems);
    private T _value;

    public override void Read(FieldScanner fields, int size, long line)
    {
        if (fields.TryFind(column.Segments[0].Start, out var field))
            _value = _items.Parse(fields.Texts[field], line, slot: null);
        else
            _value = _items.ReadsGaps ? _items.Parse(default, line, slot: null) : default;
    }

    public override Delegate Getter(Action checkIsOnRow) => (ValueGetter<T>)((ref T value) =>
    {
        checkIsOnRow();
        value = _value;
    });
}

internal sealed class TextVectorReader<T>(TextColumn column, TextFormat format, TextProblems problems) : TextColumnReader
{
    private readonly TextItemParser<T> _items = new(column, format, problems);
    private VBuffer<T> _value;

    public override void Read(FieldScanner fields, int size, long line)
    {
        var length = column.FixedSize + column.Segments.Sum(segment => segment.End is null ? Math.Max(0, size - segment.Start) : 0);
        // Values and slots are written on end; whether the vector is sparse is known only after the last.
        var editor = VBufferEditor.Create(ref _value, length, length, requireIndicesOnDense: true);
        var count = 0;
        var firstSlot = 0;
        foreach (var segment in column.Segments)
        {
            var end = segment.End ?? Math.Max(segment.Start, size);
            var field = fields.FirstAtOrAfter(segment.Start);
            for (var source = segment.Start; source < end; source++)
            {
                ReadOnlyMemory<char> text = default;
                if (field < fields.Count && fields.SourceOf(field) == source)
                    text = fields.Texts[field++];
                else if (!_items.ReadsGaps)
                    continue;
                var slot = firstSlot + source - segment.Start;
                editor.Indices[count] = slot;
                editor.Values[count++] = _items.Parse(text, line, slot);
            }
            firstSlot += end - segment.Start;
        }
        // As in ML.NET, values for more than half of the slots make the vector dense.
        if (count > length / 2)
        {
            Spread(editor.Values, editor.Indices, count);
            count = length;
        }
        _value = editor.CommitTruncated(count);
    }

    public override Delegate Getter(Action checkIsOnRow) => (ValueGetter<VBuffer<T>>)((ref VBuffer<T> value) =>
    {
        checkIsOnRow();
        _value.CopyTo(ref value);
    });

    private static void Spread(Span<T> values, Span<int> slots, int count)
    {
        var next = count - 1;
        for (var slot = values.Length - 1; slot >= 0; slot--)
            values[slot] = next >= 0 && slots[next] == slot ? values[next--] : default;
    }
}
