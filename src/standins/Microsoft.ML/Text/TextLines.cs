namespace Microsoft.ML.Data;

/// <summary>A line, its number in the file from 1 and its number among the rows from 0.</summary>
internal readonly record struct TextLine(string Text, long Number, long Row);

/// <summary>
/// The lines of a file that hold rows: without the header, empty lines, comments (//) and, before the first such line,
/// lines with #. Several readers may take batches of lines at the same time.
/// </summary>
internal sealed class TextLines(string path, bool hasHeader, long maxRows, int readers = 1) : IDisposable
{
    private readonly Lock _reading = new();
    private StreamReader _reader;
    private bool _headerIsRead;
    private bool _isAtEnd;
    private long _number;
    private long _row;
    private int _readers = readers;

    /// <summary>The next lines, none at the end.</summary>
    public List<TextLine> ReadBatch(int size)
    {
        var lines = new List<TextLine>(size);
        lock (_reading)
        {
            while (lines.Count < size && _row < maxRows && ReadLine() is { } text)
                lines.Add(new TextLine(text, _number, _row++));
            if (lines.Count < size)
                Close();
        }
        return lines;
    }

    /// <summary>Closes the file when the last reader is done.</summary>
    public void Dispose()
    {
        lock (_reading)
        {
            if (--_readers <= 0)
                Close();
        }
    }

    private string ReadLine()
    {
        if (_isAtEnd)
            return null;
        _reader ??= new StreamReader(path);
        while (_reader.ReadLine() is { } text)
        {
            _number++;
            if (text.Length == 0 || text.StartsWith("//", StringComparison.Ordinal) || (!_headerIsRead && text[0] == '#'))
                continue;
            if (_headerIsRead || !hasHeader)
            {
                _headerIsRead = true;
                return text;
            }
            _headerIsRead = true;
        }
        return null;
    }

    private void Close()
    {
        _isAtEnd = true;
        _reader?.Dispose();
        _reader = null;
    }
}
