using System.Globalization;
using System.Reflection;

namespace Microsoft.ML.Standin.Tests;

/// <summary>An assembly's members, one a line, in the form of the lists in the folder api.</summary>
internal static class PublicApi
{
    private const BindingFlags Declared =
        BindingFlags.DeclaredOnly | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static;

    /// <summary>What others see of the assembly.</summary>
    public static IEnumerable<string> Of(Assembly assembly) =>
        assembly.GetTypes().Where(IsVisible).SelectMany(type => Lines(type, IsVisible)).Distinct();

    /// <summary>Everything that is declared, internals included.</summary>
    public static IEnumerable<string> OfAll(Assembly assembly) =>
        assembly.GetTypes().SelectMany(type => Lines(type, _ => true)).Distinct();

    private static bool IsVisible(Type type) => type.IsNested
        ? (type.IsNestedPublic || type.IsNestedFamily || type.IsNestedFamORAssem) && IsVisible(type.DeclaringType!)
        : type.IsPublic;

    private static bool IsVisible(MemberInfo member) => member switch
    {
        MethodBase method => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly,
        FieldInfo field => field.IsPublic || field.IsFamily,
        EventInfo e => IsVisible(e.AddMethod!),
        _ => throw new ArgumentException($"{member} is seen through its accessors.", nameof(member)),
    };

    private static IEnumerable<string> Lines(Type type, Func<MemberInfo, bool> isListed)
    {
        var name = Name(type);
        var kind = Kind(type);
        yield return $"{kind} {name}";
        if (kind == "class" && type.BaseType is { } parent && parent != typeof(object))
            yield return $"{name} : {Name(parent)}";
        foreach (var implemented in type.GetInterfaces().Where(IsVisible))
            yield return $"{name} : {Name(implemented)}";
        foreach (var field in type.GetFields(Declared).Where(field => isListed(field) && !field.IsSpecialName))
        {
            var value = type.IsEnum ? $" = {Convert.ToInt64(field.GetRawConstantValue(), CultureInfo.InvariantCulture)}" : "";
            yield return $"{name}.{field.Name} : {Name(field.FieldType)}{value}";
        }
        foreach (var constructor in type.GetConstructors(Declared).Where(member => isListed(member)))
            yield return $"{name}.new({Parameters(constructor)})";
        foreach (var property in type.GetProperties(Declared))
        {
            var index = property.GetIndexParameters();
            var at = index.Length == 0 ? "" : $"[{string.Join(", ", index.Select(i => Name(i.ParameterType)))}]";
            if (property.GetMethod is { } getter && isListed(getter))
                yield return $"{name}.{property.Name}{at} {{ get; }} : {Name(property.PropertyType)}";
            if (property.SetMethod is { } setter && isListed(setter))
                yield return $"{name}.{property.Name}{at} {{ set; }} : {Name(property.PropertyType)}";
        }
        foreach (var e in type.GetEvents(Declared).Where(member => isListed(member)))
            yield return $"{name}.{e.Name} : event {Name(e.EventHandlerType!)}";
        foreach (var method in type.GetMethods(Declared).Where(member => isListed(member)))
        {
            if (method.IsSpecialName && !method.Name.StartsWith("op_", StringComparison.Ordinal))
                continue;
            var generic = method.IsGenericMethodDefinition
                ? $"<{string.Join(", ", method.GetGenericArguments().Select(a => a.Name))}>" : "";
            yield return $"{name}.{method.Name}{generic}({Parameters(method)}) : {Name(method.ReturnType)}";
        }
    }

    private static string Kind(Type type) => type.IsEnum ? "enum" : type.IsInterface ? "interface" : type.IsValueType ? "struct"
        : type.BaseType == typeof(MulticastDelegate) ? "delegate" : "class";

    private static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(parameter =>
    {
        var by = parameter.IsOut ? "out " : !parameter.ParameterType.IsByRef ? "" : parameter.IsIn ? "in " : "ref ";
        var defaultValue = parameter.HasDefaultValue ? $" = {Literal(parameter.RawDefaultValue)}" : "";
        return $"{by}{Name(parameter.ParameterType)} {parameter.Name}{defaultValue}";
    }));

    private static string Literal(object? value) => value switch
    {
        null => "null",
        string text => $"\"{text}\"",
        bool truth => truth ? "true" : "false",
        char character => $"'{character}'",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString()!,
    };

    private static string Name(Type type)
    {
        if (type.IsByRef)
            return Name(type.GetElementType()!);
        if (type.IsArray)
            return $"{Name(type.GetElementType()!)}[{new string(',', type.GetArrayRank() - 1)}]";
        if (type.IsPointer)
            return $"{Name(type.GetElementType()!)}*";
        if (type.IsGenericParameter)
            return type.Name;
        var prefix = type.IsNested ? $"{Name(type.DeclaringType!)}." : type.Namespace is { } space ? $"{space}." : "";
        var inherited = type.IsNested ? type.DeclaringType!.GetGenericArguments().Length : 0;
        var arguments = type.GetGenericArguments().Skip(inherited).Select(Name).ToList();
        return prefix + type.Name.Split('`')[0] + (arguments.Count == 0 ? "" : $"<{string.Join(", ", arguments)}>");
    }
}
