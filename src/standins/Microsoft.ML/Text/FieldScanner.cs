using System.Text;

namespace Microsoft.ML.Data;

/// <summary>Divides a line into its values, each with its index; what is empty is left out.</summary>
internal sealed class FieldScanner(TextFormat format)
{
    private readonly bool _spaceSeparates = format.Separators.Contains(' ');
    private readonly StringBuilder _quoted = new();
    private int[] _sources = new int[8];
    private ReadOnlyMemory<char>[] _texts = new ReadOnlyMemory<char>[8];
    private int _count;

    // The field that was read last.
    private ReadOnlyMemory<char> _text;
    private int _sparseIndex;

    public ReadOnlySpan<ReadOnlyMemory<char>> Texts => _texts.AsSpan(0, _count);

    /// <summary>What is wrong with the form of the line that was scanned last, or null.</summary>
    public string Error { get; private set; }

    /// <summary>Finds the field of that index.</summary>
    public bool TryFind(int source, out int field)
    {
        field = FirstAtOrAfter(source);
        return field < _count && _sources[field] == source;
    }

    /// <summary>The first field of that index or a larger one.</summary>
    public int FirstAtOrAfter(int source)
    {
        var field = _sources.AsSpan(0, _count).BinarySearch(source);
        return field < 0 ? ~field : field;
    }

    public int SourceOf(int field) => _sources[field];

    public int Count => _count;

    /// <summary>Scans the fields up to that index, and gives the number of values in the line, as far as it was scanned.</summary>
    public int Scan(string line, int lastNeeded)
    {
        var text = line.AsMemory();
        if (format.TrimWhitespace)
            text = text.TrimEnd();
        _count = 0;
        Error = null;
        return format.AllowSparse ? ScanSparse(text, lastNeeded) : ScanDense(text, lastNeeded);
    }

    private int ScanDense(ReadOnlyMemory<char> line, int lastNeeded)
    {
        var at = 0;
        var source = 0;
        while (true)
        {
            var more = ReadField(line, ref at);
            Add(source, keepEmpty: format.MissingRealsAsNaNs);
            if (source++ >= lastNeeded || !more)
                return source;
        }
    }

    // A sparse line starts dense. Its first pair of index and value tells that what came last is the number of values that
    // the pairs stand for, unless the size of the line is given.
    private int ScanSparse(ReadOnlyMemory<char> line, int lastNeeded)
    {
        var at = 0;
        var source = 0;
        var size = format.InputSize;
        var denseCount = -1;
        var previous = -1;
        for (var more = true; more;)
        {
            more = ReadField(line, ref at);
            if (_sparseIndex < 0)
            {
                if (denseCount >= 0)
                {
                    Error = "Non-sparse formatted value follows sparse formatted value";
                    break;
                }
                Add(source++, keepEmpty: false);
                // One field more than needed may still turn out to be the number of sparse values.
                if (source - 1 > lastNeeded)
                    break;
                continue;
            }
            if (denseCount < 0)
            {
                denseCount = _count;
                if (size == 0)
                {
                    if (_count == 0 || _sources[_count - 1] != source - 1
                        || !int.TryParse(_texts[_count - 1].Span, out var sparseCount) || sparseCount <= 0)
                    {
                        Error = "Missing dimensionality or ambiguous sparse item. Turn sparsity off for a non-sparse file, or quote the value.";
                        denseCount = -1;
                        break;
                    }
                    denseCount = _sources[--_count];
                    size = denseCount + sparseCount;
                }
            }
            if (_sparseIndex >= size - denseCount)
            {
                Error = "Sparse item index larger than expected. Is the specified size incorrect?";
                break;
            }
            if (_sparseIndex <= previous)
            {
                Error = "Sparse indices out of order";
                break;
            }
            previous = _sparseIndex;
            Add(denseCount + _sparseIndex, keepEmpty: false);
        }
        return denseCount < 0 ? Math.Max(source, size) : size;
    }

    private void Add(int source, bool keepEmpty)
    {
        if (_text.IsEmpty && !keepEmpty)
            return;
        if (_count == _sources.Length)
        {
            Array.Resize(ref _sources, 2 * _count);
            Array.Resize(ref _texts, 2 * _count);
        }
        _sources[_count] = source;
        _texts[_count++] = _text;
    }

    /// <summary>Reads a field and the separator after it; false at the end of the line.</summary>
    private bool ReadField(ReadOnlyMemory<char> line, ref int at)
    {
        var span = line.Span;
        _text = default;
        _sparseIndex = -1;
        SkipSpaces(span, ref at);
        if (format.AllowSparse)
            ReadSparseIndex(span, ref at);
        if (format.AllowQuoting && at < span.Length && span[at] == '"')
        {
            ReadQuoted(span, ref at);
        }
        else
        {
            var length = span[at..].IndexOfAny(format.Separators);
            length = length < 0 ? span.Length - at : length;
            _text = line.Slice(at, length);
            at += length;
        }
        return at++ < span.Length;
    }

    private void ReadSparseIndex(ReadOnlySpan<char> span, ref int at)
    {
        const int MaximumDigits = 9;
        var digits = span[at..].IndexOfAnyExceptInRange('0', '9');
        if (digits is <= 0 or > MaximumDigits || span[at + digits] != ':')
            return;
        _sparseIndex = int.Parse(span.Slice(at, digits));
        at += digits + 1;
        SkipSpaces(span, ref at);
    }

    private void ReadQuoted(ReadOnlySpan<char> span, ref int at)
    {
        _quoted.Clear();
        var isLegal = false;
        for (at++; at < span.Length; at++)
        {
            if (span[at] == '"')
            {
                at++;
                // Two quotes within quotes are one; a single one ends them.
                if (at >= span.Length || span[at] != '"')
                {
                    isLegal = true;
                    break;
                }
            }
            _quoted.Append(span[at]);
        }
        // Nothing but spaces may come before the next separator.
        for (; at < span.Length && !format.Separators.Contains(span[at]); at++)
            isLegal &= span[at] == ' ';
        if (isLegal)
            _text = _quoted.ToString().AsMemory();
        else
            Error = "Illegal quoting";
    }

    private void SkipSpaces(ReadOnlySpan<char> span, ref int at)
    {
        while (!_spaceSeparates && at < span.Length && span[at] == ' ')
            at++;
    }
}
