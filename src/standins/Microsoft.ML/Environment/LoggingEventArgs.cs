using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>A message of the <see cref="MLContext.Log"/> event.</summary>
public class LoggingEventArgs : EventArgs
{
    public LoggingEventArgs(string message) => Message = message;

    public LoggingEventArgs(string message, ChannelMessageKind kind, string source)
    {
        RawMessage = message;
        Kind = kind;
        Source = source;
        Message = $"[Source={source}, Kind={kind}] {message}";
    }

    public string Source { get; }

    public ChannelMessageKind Kind { get; }

    /// <summary>The message with its source and kind.</summary>
    public string Message { get; }

    /// <summary>The message alone.</summary>
    public string RawMessage { get; }
}
