using System.Linq.Expressions;
using System.Reflection;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>A member of a class bound to a column: how its value is read and written.</summary>
internal sealed class ColumnMember
{
    private readonly MemberInfo _member;

    private ColumnMember(string column, DataViewType columnType, DataViewSchema.Annotations annotations, MemberInfo member)
    {
        _member = member;
        Column = new DataViewSchema.DetachedColumn(column, columnType, annotations);
        Type = TypeOf(member);
    }

    public DataViewSchema.DetachedColumn Column { get; }

    /// <summary>The member's own type.</summary>
    public Type Type { get; }

    public string Name => _member.Name;

    /// <summary>The members that a definition names, their types checked against the declared ones.</summary>
    public static ColumnMember[] Of(Type userType, SchemaDefinition definition) =>
        [.. definition.Select(column => Of(userType, column))];

    private static ColumnMember Of(Type userType, SchemaDefinition.Column column)
    {
        var member = (MemberInfo)userType.GetField(column.MemberName) ?? userType.GetProperty(column.MemberName)
            ?? throw Contracts.ExceptParam("userSchemaDefinition",
                $"No field or property with name '{column.MemberName}' found in type '{userType.FullName}'");
        var itemType = ItemTypeOf(member, out var isVector);
        var name = string.IsNullOrEmpty(column.ColumnName) ? column.MemberName : column.ColumnName;
        var primitive = ColumnTypeExtensions.PrimitiveTypeFromType(itemType);
        var type = column.ColumnType ?? (isVector ? new VectorDataViewType(primitive) : primitive);
        if (isVector != type is VectorDataViewType)
            throw Contracts.ExceptParam("userSchemaDefinition", $"Column '{name}' is supposed to be {(isVector ? "scalar" : "vector")}, "
                + $"but type of associated field '{column.MemberName}' is {(isVector ? "vector" : "scalar")}");
        if (type.GetItemType().RawType != itemType)
            throw Contracts.ExceptParam("userSchemaDefinition", $"Column '{name}' is supposed to have item type "
                + $"{type.GetItemType().RawType}, but associated field has type {itemType}");
        return new ColumnMember(name, type, column.Annotations, member);
    }

    public static Type ItemTypeOf(MemberInfo member, out bool isVector) => ItemTypeOf(member.Name, TypeOf(member), out isVector);

    /// <summary>The type in which a column holds the items of an array, of a <see cref="VBuffer{T}"/> or the value itself.</summary>
    public static Type ItemTypeOf(string name, Type type, out bool isVector)
    {
        var isBuffer = type.IsGenericType && type.GetGenericTypeDefinition() == typeof(VBuffer<>);
        isVector = isBuffer || type.IsArray;
        var item = isBuffer ? type.GetGenericArguments()[0] : type.IsArray ? type.GetElementType() : type;
        return item.IsEnum ? throw Unknown(name) : ColumnTypeExtensions.PrimitiveTypeOrNull(item)?.RawType ?? throw Unknown(name);
    }

    /// <summary>Reads the member: a <see cref="Func{TRow, TMember}"/> in the member's own type.</summary>
    public Delegate Reader<TRow>()
    {
        if (_member is PropertyInfo { CanRead: false })
            throw Contracts.Except($"The property '{Name}' of '{typeof(TRow).FullName}' cannot be read.");
        var row = Expression.Parameter(typeof(TRow));
        return Expression.Lambda(typeof(Func<,>).MakeGenericType(typeof(TRow), Type), Expression.MakeMemberAccess(row, _member), row).Compile();
    }

    /// <summary>Writes the member: an <see cref="Action{TRow, TMember}"/> in the member's own type.</summary>
    public Delegate Writer<TRow>()
    {
        if (_member is PropertyInfo { CanWrite: false } or FieldInfo { IsInitOnly: true })
            throw Contracts.Except($"The member '{Name}' of '{typeof(TRow).FullName}' cannot be written.");
        var row = Expression.Parameter(typeof(TRow));
        var value = Expression.Parameter(Type);
        var assign = Expression.Assign(Expression.MakeMemberAccess(row, _member), value);
        return Expression.Lambda(typeof(Action<,>).MakeGenericType(typeof(TRow), Type), assign, row, value).Compile();
    }

    private static Type TypeOf(MemberInfo member) => member is FieldInfo field ? field.FieldType : ((PropertyInfo)member).PropertyType;

    private static Exception Unknown(string name) =>
        Contracts.ExceptParam("rawType", $"Could not determine an IDataView type and registered custom types for member {name}");
}
