using System.Diagnostics;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>Hands each message on, and marks exceptions with the phase of work that it stands for.</summary>
internal class Pipe<TMessage>(IExceptionContext parent, string name, Action<TMessage> send) : IPipe<TMessage>
{
    public string ContextDescription => name;

    public void Send(TMessage msg) => send(msg);

    public TException Process<TException>(TException ex)
        where TException : Exception
    {
        if (ex is not null)
            parent.Process(ex).Data["Phase"] = name;
        return ex;
    }

    public virtual void Dispose()
    {
    }
}

/// <summary>A channel of messages; it says itself when it is opened and closed.</summary>
internal sealed class Channel : Pipe<ChannelMessage>, IChannel
{
    private readonly long _started = Stopwatch.GetTimestamp();
    private bool _disposed;

    public Channel(IExceptionContext parent, string name, Action<ChannelMessage> send)
        : base(parent, name, send) => Trace(MessageSensitivity.None, "Channel started");

    public void Trace(MessageSensitivity sensitivity, string fmt) => Trace(sensitivity, fmt, null);

    public void Trace(MessageSensitivity sensitivity, string fmt, params object[] args) =>
        Send(new ChannelMessage(ChannelMessageKind.Trace, sensitivity, fmt, args));

    public void Info(MessageSensitivity sensitivity, string fmt) => Info(sensitivity, fmt, null);

    public void Info(MessageSensitivity sensitivity, string fmt, params object[] args) =>
        Send(new ChannelMessage(ChannelMessageKind.Info, sensitivity, fmt, args));

    public void Warning(MessageSensitivity sensitivity, string fmt) => Warning(sensitivity, fmt, null);

    public void Warning(MessageSensitivity sensitivity, string fmt, params object[] args) =>
        Send(new ChannelMessage(ChannelMessageKind.Warning, sensitivity, fmt, args));

    public void Error(MessageSensitivity sensitivity, string fmt) => Error(sensitivity, fmt, null);

    public void Error(MessageSensitivity sensitivity, string fmt, params object[] args) =>
        Send(new ChannelMessage(ChannelMessageKind.Error, sensitivity, fmt, args));

    public override void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        Trace(MessageSensitivity.None, "Channel finished. Elapsed {0:c}.", Stopwatch.GetElapsedTime(_started));
        Trace(MessageSensitivity.None, "Channel disposed");
    }
}

/// <summary>Progress goes nowhere: neither here nor in ML.NET does an <see cref="MLContext"/> hand it to anyone.</summary>
internal sealed class ProgressChannel : IProgressChannel
{
    public IProgressChannel StartProgressChannel(string name) => new ProgressChannel();

    public void SetHeader(ProgressHeader header, Action<IProgressEntry> fillAction)
    {
    }

    public void Checkpoint(params double?[] values)
    {
    }

    public void Dispose()
    {
    }
}
