using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>Logs what could not be read of a file: the first few by line, and all of them by number at the end.</summary>
internal sealed class TextProblems(IHostEnvironment env, string path, int readers) : IDisposable
{
    private const int MostShown = 10;

    private readonly IChannel _channel = env.Register("TextLoader").Start("ParseStats");
    private long _rows;
    private long _badValues;
    private long _badLines;
    private int _readers = readers;

    public void CountRow() => Interlocked.Increment(ref _rows);

    public void BadValue(long line, string column, int? slot)
    {
        var place = slot is { } s ? $" at slot {s}" : "";
        if (Interlocked.Increment(ref _badValues) <= MostShown)
            _channel.Info(MessageSensitivity.Schema, $"  Bad value at line {line} in column {column}{place}");
    }

    public void BadLine(long line, string error)
    {
        if (Interlocked.Increment(ref _badLines) <= MostShown)
            _channel.Warning(MessageSensitivity.Unknown, $"Format error at {path}({line}): {error}");
    }

    public void Dispose()
    {
        if (Interlocked.Decrement(ref _readers) != 0)
            return;
        if (_badValues > 0 || _badLines > 0)
            _channel.Info(MessageSensitivity.Unknown, $"Processed {_rows} rows with {_badValues} bad values and {_badLines} format errors");
        _channel.Dispose();
    }
}
