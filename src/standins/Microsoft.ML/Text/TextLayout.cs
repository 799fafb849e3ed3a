using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>Values on end in a line that go into one column; without an end, all to the end of the line.</summary>
internal readonly record struct TextSegment(int Start, int? End, bool ForcesVector);

/// <summary>A column as it is read from lines.</summary>
internal sealed record TextColumn(string Name, DataViewType Type, TextSegment[] Segments)
{
    /// <summary>The number of values that are there whatever the length of the line.</summary>
    public int FixedSize { get; } = Segments.Sum(segment => segment.End - segment.Start ?? 0);
}

/// <summary>The columns that are read from lines, and the schema that they make.</summary>
internal sealed class TextLayout
{
    private const int SampledLines = 100;

    private TextLayout(TextColumn[] columns, DataViewSchema schema)
    {
        Columns = columns;
        Schema = schema;
    }

    public TextColumn[] Columns { get; }

    public DataViewSchema Schema { get; }

    /// <param name="options">The columns.</param>
    /// <param name="format">The form of the lines.</param>
    /// <param name="sample">A file to find names and line lengths in, or null.</param>
    public static TextLayout Of(TextLoader.Options options, TextFormat format, string sample)
    {
        var columns = options.Columns is { Length: > 0 } given ? given :
        [
            new TextLoader.Column("Label", DataKind.Single, 0),
            new TextLoader.Column("Features", DataKind.Single, [new TextLoader.Range(1, null)]),
        ];
        foreach (var column in columns)
        {
            if (string.IsNullOrWhiteSpace(column.Name))
                throw Contracts.ExceptParam(nameof(column.Name), "Each column must have a name");
            if (column.Source is not { Length: > 0 })
                throw Contracts.ExceptParam(nameof(column.Source), $"Must specify some source column indices for column '{column.Name}'");
        }
        var needsSize = format.InputSize == 0 && columns.Any(column => column.Source.Any(range => range.AutoEnd && range.Max is null));
        var lines = sample is null ? [] : FirstLines(sample, needsSize ? SampledLines : 1);
        var size = needsSize ? SizeOf(lines, format) : format.InputSize;
        var bound = Array.ConvertAll(columns, column => Bind(column, size));
        var header = format.HasHeader && lines.Count > 0 ? lines[0].Text : null;
        return new TextLayout(bound, SchemaOf(bound, header, format));
    }

    private static List<TextLine> FirstLines(string path, int count)
    {
        using var lines = new TextLines(path, hasHeader: false, maxRows: count);
        return lines.ReadBatch(count);
    }

    private static int SizeOf(List<TextLine> lines, TextFormat format)
    {
        var scanner = new FieldScanner(format);
        var sizes = lines.Select(line => scanner.Scan(line.Text, int.MaxValue)).ToList();
        if (sizes.Count == 0)
            throw Contracts.ExceptParam("Source", "Can't determine the number of source columns without valid data");
        if (sizes.Exists(size => size != sizes[0]))
            throw Contracts.ExceptParam("Source", "The size of input lines is not consistent");
        return sizes[0];
    }

    private static TextColumn Bind(TextLoader.Column column, int inputSize)
    {
        var name = column.Name.Trim();
        var segments = Array.ConvertAll(column.Source, range => SegmentOf(range, name, inputSize));
        var ordered = segments.OrderBy(segment => segment.Start).ToList();
        for (var i = 1; i < ordered.Count; i++)
        {
            if (ordered[i - 1].End is not { } end || end > ordered[i].Start)
                throw Contracts.ExceptParam("Source", $"Intervals specified for column '{name}' overlap");
        }
        var itemType = ColumnTypeExtensions.PrimitiveTypeFromKind(column.DataKind);
        if (column.KeyCount is { } key)
            itemType = new KeyDataViewType(itemType.RawType, key.Count ?? LargestIn(itemType.RawType));
        var bound = new TextColumn(name, itemType, segments);
        if (segments.Any(segment => segment.End is null))
            return bound with { Type = new VectorDataViewType(itemType) };
        return bound.FixedSize > 1 || segments[0].ForcesVector ? bound with { Type = new VectorDataViewType(itemType, bound.FixedSize) } : bound;
    }

    private static TextSegment SegmentOf(TextLoader.Range range, string column, int inputSize)
    {
        if (range.Min < 0 || range.Max < range.Min)
            throw Contracts.ExceptParam("Source", $"Column '{column}' cannot be read from {range.Min} to {range.Max}");
        if (range.Max is { } max)
            return new TextSegment(range.Min, max + 1, range.ForceVector);
        if (range.AutoEnd)
        {
            return range.Min < inputSize ? new TextSegment(range.Min, inputSize, true) : throw Contracts.ExceptParam("Source",
                $"Column #{range.Min} not found in the dataset (it only has {inputSize} columns)");
        }
        return range.VariableEnd ? new TextSegment(range.Min, null, true) : new TextSegment(range.Min, range.Min + 1, range.ForceVector);
    }

    private static ulong LargestIn(Type type) => Type.GetTypeCode(type) switch
    {
        TypeCode.Byte => byte.MaxValue,
        TypeCode.UInt16 => ushort.MaxValue,
        TypeCode.UInt32 => uint.MaxValue,
        _ => ulong.MaxValue,
    };

    private static DataViewSchema SchemaOf(TextColumn[] columns, string header, TextFormat format)
    {
        var scanner = new FieldScanner(format);
        if (header is not null)
            scanner.Scan(header, int.MaxValue);
        var builder = new DataViewSchema.Builder();
        foreach (var column in columns)
        {
            var annotations = new DataViewSchema.Annotations.Builder();
            if (column.Type.IsKnownSizeVector() && SlotNames(scanner, column) is { } names)
                annotations.AddSlotNames(names.Length, (ref VBuffer<ReadOnlyMemory<char>> value) => VBuffer<ReadOnlyMemory<char>>.Copy(names, 0, ref value, names.Length));
            builder.AddColumn(column.Name, column.Type, annotations.ToAnnotations());
        }
        return builder.ToSchema();
    }

    private static ReadOnlyMemory<char>[] SlotNames(FieldScanner header, TextColumn column)
    {
        var names = new ReadOnlyMemory<char>[column.FixedSize];
        var slot = 0;
        var any = false;
        foreach (var segment in column.Segments)
        {
            for (var source = segment.Start; source < segment.End; source++, slot++)
            {
                if (!header.TryFind(source, out var field))
                    continue;
                names[slot] = header.Texts[field].Trim();
                any = true;
            }
        }
        return any ? names : null;
    }
}
