namespace Microsoft.ML.Runtime;

/// <summary>Marks an exception with where it arose.</summary>
public interface IExceptionContext
{
    string ContextDescription { get; }

    TException Process<TException>(TException ex)
        where TException : Exception;
}

/// <summary>Opens channels for messages.</summary>
public interface IChannelProvider : IExceptionContext
{
    IChannel Start(string name);

    IPipe<TMessage> StartPipe<TMessage>(string name);
}

/// <summary>What a component needs of its surroundings: messages, progress, randomness, the known loadable classes.</summary>
public interface IHostEnvironment : IChannelProvider, IProgressChannelProvider
{
    ComponentCatalog ComponentCatalog { get; }

    /// <summary>A host for a component of that name, with a random generator of its own.</summary>
    IHost Register(string name, int? seed = null, bool? verbose = null);
}

/// <summary>The environment of one component.</summary>
public interface IHost : IHostEnvironment
{
    Random Rand { get; }
}

/// <summary>The settings of an <see cref="MLContext"/>, as its components see them.</summary>
internal interface IHostEnvironmentInternal : IHostEnvironment
{
    int? Seed { get; }

    int? GpuDeviceId { get; set; }

    bool FallbackToCpu { get; set; }
}
