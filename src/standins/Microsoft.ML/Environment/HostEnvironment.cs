using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>The environment behind an <see cref="MLContext"/>, and, registered under names below it, those of components.</summary>
internal sealed class HostEnvironment : IHost, IHostEnvironmentInternal
{
    private readonly HostEnvironment _parent;
    private readonly Action<string, ChannelMessage> _listener;
    private readonly string _name;
    private readonly Lock _registering = new();

    public HostEnvironment(int? seed, Action<string, ChannelMessage> listener)
    {
        _listener = listener;
        Seed = seed;
        Rand = seed is { } value ? new TauswortheHybrid((uint)value) : new TauswortheHybrid(new Random());
        ComponentCatalog = new ComponentCatalog();
    }

    private HostEnvironment(HostEnvironment parent, string name, Random random)
    {
        _parent = parent;
        _listener = parent._listener;
        _name = parent._parent?.FullName is { } above ? $"{above}; {name}" : name;
        Seed = parent.Seed;
        Rand = random;
        ComponentCatalog = parent.ComponentCatalog;
        GpuDeviceId = parent.GpuDeviceId;
        FallbackToCpu = parent.FallbackToCpu;
    }

    public ComponentCatalog ComponentCatalog { get; }

    public Random Rand { get; }

    public int? Seed { get; }

    public int? GpuDeviceId { get; set; }

    public bool FallbackToCpu { get; set; }

    public string ContextDescription => _name ?? "HostEnvironment";

    private string FullName => _name;

    public IHost Register(string name, int? seed = null, bool? verbose = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        // Seeding from our own generator moves it on, so registrations must not meet.
        lock (_registering)
            return new HostEnvironment(this, name, seed is { } value ? new TauswortheHybrid((uint)value) : new TauswortheHybrid(Rand));
    }

    public IChannel Start(string name) => new Channel(this, QualifiedName(name), message => _listener(QualifiedName(name), message));

    public IPipe<TMessage> StartPipe<TMessage>(string name) => new Pipe<TMessage>(this, QualifiedName(name), static _ => { });

    public IProgressChannel StartProgressChannel(string name) => new ProgressChannel();

    public TException Process<TException>(TException ex)
        where TException : Exception
    {
        if (ex is not null)
            ex.Data["Throwing component"] = _name ?? "Environment";
        return ex;
    }

    private string QualifiedName(string name) => _name is null ? name : $"{_name}; {name}";
}
