using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>The signature of what loads a model: a constructor or a static <c>Create</c> that takes the context.</summary>
internal delegate void SignatureLoadModel(ModelLoadContext ctx);

/// <summary>Tells under which names, and by which type, an assembly's models are loaded.</summary>
internal abstract class LoadableClassAttributeBase : Attribute
{
    protected LoadableClassAttributeBase(string summary, Type instType, Type loaderType, Type argType, Type[] sigTypes,
        string userName, params string[] loadNames)
    {
        ArgumentNullException.ThrowIfNull(instType);
        ArgumentNullException.ThrowIfNull(loaderType);
        if (sigTypes is not { Length: > 0 })
            throw Contracts.ExceptParam(nameof(sigTypes), "sigTypes cannot be null or empty");
        if (loadNames is not { Length: > 0 })
            loadNames = [userName];
        if (loadNames.Any(string.IsNullOrWhiteSpace))
            throw Contracts.ExceptParam(nameof(loadNames), "LoadableClass loadName parameter can't be empty");
        Summary = summary;
        InstanceType = instType;
        LoaderType = loaderType;
        ArgType = argType;
        SigTypes = sigTypes;
        UserName = userName;
        LoadNames = loadNames;
        Type[] parameters = ParametersOf(sigTypes[0]);
        if (sigTypes.Skip(1).Any(s => !ParametersOf(s).SequenceEqual(parameters)))
            throw Contracts.ExceptParam(nameof(sigTypes), "LoadableClass signatures must have the same set of parameters");
        CtorTypes = argType is null ? parameters : [argType, .. parameters];
    }

    /// <summary>The type that is made.</summary>
    public Type InstanceType { get; }

    /// <summary>The type whose constructor or <c>Create</c> makes it.</summary>
    public Type LoaderType { get; }

    /// <summary>The type of an options object passed first, or null.</summary>
    public Type ArgType { get; }

    public Type[] SigTypes { get; }

    /// <summary>The parameters of the constructor or of <c>Create</c>, without the environment.</summary>
    public Type[] CtorTypes { get; }

    public string Summary { get; }

    public string UserName { get; }

    public string[] LoadNames { get; }

    public string DocName { get; set; }

    private static Type[] ParametersOf(Type signature)
    {
        if (signature?.BaseType != typeof(MulticastDelegate))
            throw Contracts.ExceptParam("sigTypes", "LoadableClass signature type must be a delegate type");
        return [.. signature.GetMethod("Invoke")!.GetParameters().Select(p => p.ParameterType)];
    }
}

/// <inheritdoc/>
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
internal sealed class LoadableClassAttribute : LoadableClassAttributeBase
{
    public LoadableClassAttribute(Type instType, Type argType, Type sigType, string userName, params string[] loadNames)
        : base(null, instType, instType, argType, [sigType], userName, loadNames) { }

    public LoadableClassAttribute(
        Type instType, Type loaderType, Type argType, Type sigType, string userName, params string[] loadNames)
        : base(null, instType, loaderType, argType, [sigType], userName, loadNames) { }

    public LoadableClassAttribute(Type instType, Type argType, Type[] sigTypes, string userName, params string[] loadNames)
        : base(null, instType, instType, argType, sigTypes, userName, loadNames) { }

    public LoadableClassAttribute(
        Type instType, Type loaderType, Type argType, Type[] sigTypes, string userName, params string[] loadNames)
        : base(null, instType, loaderType, argType, sigTypes, userName, loadNames) { }

    public LoadableClassAttribute(
        string summary, Type instType, Type argType, Type sigType, string userName, params string[] loadNames)
        : base(summary, instType, instType, argType, [sigType], userName, loadNames) { }

    public LoadableClassAttribute(string summary, Type instType, Type loaderType, Type argType, Type sigType,
        string userName, params string[] loadNames)
        : base(summary, instType, loaderType, argType, [sigType], userName, loadNames) { }

    public LoadableClassAttribute(
        string summary, Type instType, Type argType, Type[] sigTypes, string userName, params string[] loadNames)
        : base(summary, instType, instType, argType, sigTypes, userName, loadNames) { }

    public LoadableClassAttribute(string summary, Type instType, Type loaderType, Type argType, Type[] sigTypes,
        string userName, params string[] loadNames)
        : base(summary, instType, loaderType, argType, sigTypes, userName, loadNames) { }
}
