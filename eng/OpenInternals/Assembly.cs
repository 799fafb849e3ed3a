using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

/// <summary>The bytes of an assembly, in which the visibility of types and members can be changed.</summary>
internal sealed class Assembly : IDisposable
{
    private readonly PEReader _file;
    private readonly MetadataReader _reader;
    private readonly Dictionary<string, List<(TypeDefinitionHandle Type, EntityHandle Member)>> _members = [];

    public Assembly(byte[] image)
    {
        Image = image;
        _file = new PEReader(ImmutableArray.Create(image));
        _reader = _file.GetMetadataReader();
        foreach (TypeDefinitionHandle type in _reader.TypeDefinitions)
        {
            Index(type);
        }
    }

    public byte[] Image { get; }

    public void Dispose() => _file.Dispose();

    /// <summary>Makes a member, or a type, public together with the types that it lies in.</summary>
    /// <returns>Whether there is such a member.</returns>
    public bool Open(string signature)
    {
        if (!_members.TryGetValue(signature, out var found))
        {
            return false;
        }
        foreach (var (type, member) in found)
        {
            OpenType(type);
            if (member.Kind == HandleKind.MethodDefinition)
            {
                // A row is the address (4 bytes), implementation flags (2) and flags (2).
                SetLowBits(member, TableIndex.MethodDef, 6, (int)MethodAttributes.MemberAccessMask, (int)MethodAttributes.Public);
            }
            else if (member.Kind == HandleKind.FieldDefinition)
            {
                SetLowBits(member, TableIndex.Field, 0, (int)FieldAttributes.FieldAccessMask, (int)FieldAttributes.Public);
            }
        }
        return true;
    }

    private void OpenType(TypeDefinitionHandle handle)
    {
        TypeDefinitionHandle outer = _reader.GetTypeDefinition(handle).GetDeclaringType();
        TypeAttributes visibility = outer.IsNil ? TypeAttributes.Public : TypeAttributes.NestedPublic;
        SetLowBits(handle, TableIndex.TypeDef, 0, (int)TypeAttributes.VisibilityMask, (int)visibility);
        if (!outer.IsNil)
        {
            OpenType(outer);
        }
    }

    /// <summary>Changes bits of the flags in a row of a metadata table; all that matter here are in the first two bytes.</summary>
    private void SetLowBits(EntityHandle handle, TableIndex table, int offset, int mask, int bits)
    {
        int row = MetadataTokens.GetRowNumber(handle) - 1;
        int at = _file.PEHeaders.MetadataStartOffset + _reader.GetTableMetadataOffset(table) + row * _reader.GetTableRowSize(table) + offset;
        Span<byte> flags = Image.AsSpan(at, 2);
        BinaryPrimitives.WriteUInt16LittleEndian(flags, (ushort)(BinaryPrimitives.ReadUInt16LittleEndian(flags) & ~mask | bits));
    }

    private void Index(TypeDefinitionHandle handle)
    {
        TypeNames names = new();
        TypeDefinition type = _reader.GetTypeDefinition(handle);
        string typeName = names.GetTypeFromDefinition(_reader, handle, 0);
        ImmutableArray<string> outer = NamesOf(type.GetGenericParameters());
        Remember(typeName, handle, handle);
        foreach (MethodDefinitionHandle member in type.GetMethods())
        {
            MethodDefinition method = _reader.GetMethodDefinition(member);
            string name = _reader.GetString(method.Name);
            GenericNames generics = new(outer, NamesOf(method.GetGenericParameters()));
            string parameters = Signature.Of(method.DecodeSignature(names, generics).ParameterTypes);
            Remember($"{typeName}.{(name == ".ctor" ? "new" : name)}{parameters}", handle, member);
        }
        foreach (FieldDefinitionHandle member in type.GetFields())
        {
            Remember($"{typeName}.{_reader.GetString(_reader.GetFieldDefinition(member).Name)}", handle, member);
        }
        foreach (PropertyDefinitionHandle member in type.GetProperties())
        {
            PropertyDefinition property = _reader.GetPropertyDefinition(member);
            PropertyAccessors accessors = property.GetAccessors();
            foreach (MethodDefinitionHandle accessor in new[] { accessors.Getter, accessors.Setter })
            {
                if (!accessor.IsNil)
                {
                    Remember($"{typeName}.{_reader.GetString(property.Name)}", handle, accessor);
                }
            }
        }
    }

    private void Remember(string signature, TypeDefinitionHandle type, EntityHandle member)
    {
        if (!_members.TryGetValue(signature, out var list))
        {
            _members[signature] = list = [];
        }
        list.Add((type, member));
    }

    private ImmutableArray<string> NamesOf(GenericParameterHandleCollection parameters) =>
        [.. parameters.Select(p => _reader.GetString(_reader.GetGenericParameter(p).Name))];
}
