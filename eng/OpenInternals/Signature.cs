using System.Collections.Immutable;
using System.Reflection.Metadata;
using System.Text.RegularExpressions;

/// <summary>Members as text, without the names of their parameters: <c>Type.Member(System.String,System.Int32[])</c>.</summary>
internal static partial class Signature
{
    /// <summary>The form that a line of the list is compared in.</summary>
    public static string Parse(string line)
    {
        int colon = line.IndexOf(" : ", StringComparison.Ordinal);
        string member = colon < 0 ? line : line[..colon];
        int open = member.IndexOf('(', StringComparison.Ordinal);
        if (open < 0)
        {
            return Accessor().Replace(member, "");
        }
        string name = TypeParameters().Replace(member[..open], "");
        string inside = member[(open + 1)..member.LastIndexOf(')')];
        // A comma between parameters is followed by a type and a name; one between type arguments is not.
        IEnumerable<string> types = ParameterEnd().Matches(inside).Select(m => m.Groups["type"].Value);
        return $"{name}({string.Join(',', types.Select(t => t.Replace(" ", "", StringComparison.Ordinal)))})";
    }

    /// <summary>A parameter list in the same form.</summary>
    public static string Of(ImmutableArray<string> parameters) => $"({string.Join(',', parameters)})";

    [GeneratedRegex(@" \{ [gs]et; \}$")]
    private static partial Regex Accessor();

    [GeneratedRegex(@"<[^>]*>$")]
    private static partial Regex TypeParameters();

    [GeneratedRegex(@"(?:out |ref |in )?(?<type>[^ ]+(?:, [^ ]+>)?) [^, ]+(?: = [^,]+)?(?:, |$)")]
    private static partial Regex ParameterEnd();
}

/// <summary>Names the types of a signature.</summary>
internal sealed class TypeNames : ISignatureTypeProvider<string, GenericNames>
{
    public string GetArrayType(string elementType, ArrayShape shape) => $"{elementType}[{new string(',', shape.Rank - 1)}]";
    public string GetByReferenceType(string elementType) => elementType;
    public string GetFunctionPointerType(MethodSignature<string> signature) => "fnptr";
    public string GetGenericInstantiation(string genericType, ImmutableArray<string> typeArguments) =>
        $"{genericType.Split('`')[0]}<{string.Join(',', typeArguments)}>";
    public string GetGenericMethodParameter(GenericNames context, int index) => context.Method[index];
    public string GetGenericTypeParameter(GenericNames context, int index) => context.Type[index];
    public string GetModifiedType(string modifier, string unmodifiedType, bool isRequired) => unmodifiedType;
    public string GetPinnedType(string elementType) => elementType;
    public string GetPointerType(string elementType) => elementType + "*";
    public string GetPrimitiveType(PrimitiveTypeCode typeCode) => "System." + typeCode;
    public string GetSZArrayType(string elementType) => elementType + "[]";
    public string GetTypeFromSpecification(MetadataReader reader, GenericNames context, TypeSpecificationHandle handle, byte rawTypeKind) =>
        reader.GetTypeSpecification(handle).DecodeSignature(this, context);

    public string GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind)
    {
        TypeDefinition type = reader.GetTypeDefinition(handle);
        return type.GetDeclaringType() is { IsNil: false } outer
            ? $"{GetTypeFromDefinition(reader, outer, 0)}.{reader.GetString(type.Name)}"
            : Join(reader.GetString(type.Namespace), reader.GetString(type.Name));
    }

    public string GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind)
    {
        TypeReference type = reader.GetTypeReference(handle);
        return type.ResolutionScope.Kind == HandleKind.TypeReference
            ? $"{GetTypeFromReference(reader, (TypeReferenceHandle)type.ResolutionScope, 0)}.{reader.GetString(type.Name)}"
            : Join(reader.GetString(type.Namespace), reader.GetString(type.Name));
    }

    private static string Join(string space, string name) => space.Length == 0 ? name : $"{space}.{name}";
}

/// <summary>The names of the type parameters that are in scope.</summary>
internal sealed record GenericNames(ImmutableArray<string> Type, ImmutableArray<string> Method);
