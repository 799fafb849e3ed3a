using System.Reflection;

namespace Microsoft.ML.Runtime;

/// <summary>Finds what loads a saved model by the name in its header.</summary>
public sealed class ComponentCatalog
{
    private readonly Lock _lock = new();
    private readonly HashSet<string> _assemblies = [];
    private readonly Dictionary<(string Name, Type Signature), Loader> _loaders = [];

    internal ComponentCatalog() { }

    private sealed record Loader(Type Type, Type[] Parameters, MethodBase Method, bool TakesEnvironment);

    /// <summary>Makes the loaders known that an assembly declares.</summary>
    /// <param name="assembly">The assembly.</param>
    /// <param name="throwOnError">Whether a loader that cannot be called, or a name used twice, is an error.</param>
    public void RegisterAssembly(Assembly assembly, bool throwOnError = true)
    {
        lock (_lock)
        {
            if (!_assemblies.Add(assembly.FullName))
                return;
            foreach (var attribute in assembly.GetCustomAttributes<LoadableClassAttributeBase>())
            {
                Loader loader = FindLoader(attribute);
                if (loader is null && throwOnError)
                    throw Contracts.Except($"Can't instantiate loadable class '{attribute.InstanceType.Name}' " +
                        $"with name '{attribute.LoadNames[0]}'");
                if (loader is not null)
                    Add(attribute, loader, throwOnError);
            }
        }
    }

    /// <summary>Calls the loader of this name and signature; null where there is none.</summary>
    internal object CreateOrNull<TSignature>(IHostEnvironment env, string name, object[] arguments)
    {
        Loader loader;
        lock (_lock)
        {
            if (!_loaders.TryGetValue(Key(name, typeof(TSignature)), out loader)
                || loader.Parameters.Length != arguments.Length)
                return null;
        }
        object[] all = loader.TakesEnvironment ? [env, .. arguments] : arguments;
        try
        {
            return loader.Method is ConstructorInfo constructor ? constructor.Invoke(all) : loader.Method.Invoke(null, all);
        }
        catch (TargetInvocationException e) when (e.InnerException is { } inner && Contracts.IsMarked(inner))
        {
            throw Contracts.Except("Error during class instantiation", e);
        }
    }

    private static (string, Type) Key(string name, Type signature) => (name.Trim().ToLowerInvariant(), signature);

    private void Add(LoadableClassAttributeBase attribute, Loader loader, bool throwOnError)
    {
        foreach (Type signature in attribute.SigTypes)
            foreach (string name in attribute.LoadNames)
                if (!_loaders.TryAdd(Key(name, signature), loader) && throwOnError)
                    throw Contracts.Except($"ComponentCatalog cannot map name '{name}' and SignatureType '{signature}' to " +
                        $"{loader.Type.Name}, already mapped to {_loaders[Key(name, signature)].Type.Name}.");
    }

    private static Loader FindLoader(LoadableClassAttributeBase attribute)
    {
        Type[] plain = attribute.CtorTypes;
        Type[] withEnvironment = [typeof(IHostEnvironment), .. plain];
        MethodBase constructor = null, create = null;
        bool constructorTakes = false, createTakes = false;
        if (attribute.InstanceType.IsAssignableFrom(attribute.LoaderType))
        {
            constructor = Constructor(attribute.LoaderType, plain);
            constructorTakes = constructor is null;
            constructor ??= Constructor(attribute.LoaderType, withEnvironment);
        }
        create = CreateMethod(attribute, plain);
        createTakes = create is null;
        create ??= CreateMethod(attribute, withEnvironment);

        if (constructor is not null && create is not null && Visibility(constructor) == Visibility(create))
            throw Contracts.Except($"Can't load type {attribute.InstanceType}, because it has both create and constructor " +
                "methods with the same visibility. Please indicate which one should be used by changing either the " +
                "signature or the visibility of one of them.");
        if (create is null || constructor is not null && Visibility(constructor) > Visibility(create))
            return constructor is null ? null : new(attribute.InstanceType, plain, constructor, constructorTakes);
        return new(attribute.InstanceType, plain, create, createTakes);
    }

    private static ConstructorInfo Constructor(Type type, Type[] parameters) =>
        type.GetConstructor(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic, parameters);

    private static MethodInfo CreateMethod(LoadableClassAttributeBase attribute, Type[] parameters)
    {
        MethodInfo method = attribute.LoaderType.GetMethod("Create",
            BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly, parameters);
        return method?.ReturnType == attribute.InstanceType ? method : null;
    }

    private static int Visibility(MethodBase method) =>
        method.IsPublic ? 5 : method.IsAssembly ? 4 : method.IsFamilyOrAssembly ? 3 : method.IsFamily ? 2
        : method.IsPrivate ? 1 : 0;
}
