using System.Globalization;

namespace Microsoft.ML.Runtime;

/// <summary>Takes messages of one type.</summary>
public interface IPipe<TMessage> : IExceptionContext, IDisposable
{
    void Send(TMessage msg);
}

/// <summary>Takes the messages of one phase of a component's work.</summary>
public interface IChannel : IPipe<ChannelMessage>
{
    void Trace(MessageSensitivity sensitivity, string fmt);

    void Trace(MessageSensitivity sensitivity, string fmt, params object[] args);

    void Info(MessageSensitivity sensitivity, string fmt);

    void Info(MessageSensitivity sensitivity, string fmt, params object[] args);

    void Warning(MessageSensitivity sensitivity, string fmt);

    void Warning(MessageSensitivity sensitivity, string fmt, params object[] args);

    void Error(MessageSensitivity sensitivity, string fmt);

    void Error(MessageSensitivity sensitivity, string fmt, params object[] args);
}

/// <summary>How serious a message is.</summary>
public enum ChannelMessageKind
{
    Trace = 0,
    Info = 1,
    Warning = 2,
    Error = 3,
}

/// <summary>What a message may give away.</summary>
[Flags]
public enum MessageSensitivity
{
    None = 0,
    UserData = 1,
    Schema = 2,
    Unknown = ~None,
    All = Unknown,
}

/// <summary>A message, formatted only when it is read.</summary>
public readonly struct ChannelMessage
{
    public readonly ChannelMessageKind Kind;
    public readonly MessageSensitivity Sensitivity;

    private readonly string _format;
    private readonly object[] _arguments;

    internal ChannelMessage(ChannelMessageKind kind, MessageSensitivity sensitivity, string format, object[] arguments = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(format);
        Kind = kind;
        Sensitivity = sensitivity;
        _format = format;
        _arguments = arguments;
    }

    public string Message => _arguments is null ? _format : string.Format(CultureInfo.CurrentCulture, _format, _arguments);
}
