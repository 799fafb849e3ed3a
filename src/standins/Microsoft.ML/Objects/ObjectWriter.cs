using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>Writes the values of a row into the members of objects.</summary>
internal sealed class ObjectWriter<TRow>
    where TRow : class
{
    private readonly List<(ColumnMember Member, DataViewSchema.Column Column)> _bound = [];

    /// <summary>Binds the members of <typeparamref name="TRow"/> to the columns of their names.</summary>
    public ObjectWriter(DataViewSchema schema, bool ignoreMissingColumns, SchemaDefinition definition = null)
    {
        definition ??= SchemaDefinition.Create(typeof(TRow), SchemaDefinition.Direction.Write);
        foreach (var member in ColumnMember.Of(typeof(TRow), definition))
        {
            if (schema.GetColumnOrNull(member.Column.Name) is not { } column)
            {
                if (ignoreMissingColumns)
                    continue;
                throw Contracts.ExceptParam(nameof(schema), $"Could not find  column '{member.Column.Name}'");
            }
            var itemType = ColumnMember.ItemTypeOf(member.Name, member.Type, out var isVector);
            if (isVector != column.Type is VectorDataViewType || column.Type.GetItemType().RawType != itemType)
                throw Contracts.Except($"Can't bind the IDataView column '{column.Name}' of type '{column.Type}' to field or property "
                    + $"'{member.Name}' of type '{member.Type.FullName}'.");
            _bound.Add((member, column));
        }
    }

    /// <summary>The columns that have a member.</summary>
    public IEnumerable<DataViewSchema.Column> Columns => _bound.Select(bound => bound.Column);

    /// <summary>What fills an object with the present values of <paramref name="row"/>.</summary>
    public Action<TRow> Over(DataViewRow row)
    {
        var setters = _bound.Select(bound => MakeSetter(row, bound.Member, bound.Column)).ToArray();
        return target =>
        {
            foreach (var set in setters)
                set(target);
        };
    }

    private static Action<TRow> MakeSetter(DataViewRow row, ColumnMember member, DataViewSchema.Column column)
    {
        var write = member.Writer<TRow>();
        return write switch
        {
            Action<TRow, string> text => Text(row.GetGetter<ReadOnlyMemory<char>>(column), text),
            Action<TRow, string[]> texts => Texts(row, column, member, texts),
            _ when member.Type.IsArray =>
                GenericCall.Of<Action<TRow>>(member.Type.GetElementType(), Values<int>, row, column, member, write),
            _ when column.Type is VectorDataViewType vector =>
                GenericCall.Of<Action<TRow>>(vector.ItemType.RawType, Buffer<int>, row, column, member, write),
            _ => GenericCall.Of<Action<TRow>>(member.Type, Value<int>, row, column, write),
        };
    }

    private static Action<TRow> Value<T>(DataViewRow row, DataViewSchema.Column column, Action<TRow, T> write)
    {
        var get = row.GetGetter<T>(column);
        T value = default;
        return target =>
        {
            get(ref value);
            write(target, value);
        };
    }

    private static Action<TRow> Text(ValueGetter<ReadOnlyMemory<char>> get, Action<TRow, string> write)
    {
        ReadOnlyMemory<char> value = default;
        return target =>
        {
            get(ref value);
            write(target, value.ToString());
        };
    }

    // What the object holds is written over where it fits, so that a reused object brings no garbage.
    private static Action<TRow> Buffer<T>(DataViewRow row, DataViewSchema.Column column, ColumnMember member, Action<TRow, VBuffer<T>> write)
    {
        var get = row.GetGetter<VBuffer<T>>(column);
        var read = (Func<TRow, VBuffer<T>>)member.Reader<TRow>();
        return target =>
        {
            var value = read(target);
            get(ref value);
            write(target, value);
        };
    }

    private static Action<TRow> Values<T>(DataViewRow row, DataViewSchema.Column column, ColumnMember member, Action<TRow, T[]> write)
    {
        var get = row.GetGetter<VBuffer<T>>(column);
        var read = (Func<TRow, T[]>)member.Reader<TRow>();
        VBuffer<T> value = default;
        return target =>
        {
            get(ref value);
            var values = read(target);
            if (values?.Length != value.Length)
                values = new T[value.Length];
            value.CopyTo(values);
            write(target, values);
        };
    }

    private static Action<TRow> Texts(DataViewRow row, DataViewSchema.Column column, ColumnMember member, Action<TRow, string[]> write)
    {
        var get = row.GetGetter<VBuffer<ReadOnlyMemory<char>>>(column);
        var read = (Func<TRow, string[]>)member.Reader<TRow>();
        VBuffer<ReadOnlyMemory<char>> value = default;
        return target =>
        {
            get(ref value);
            var texts = read(target);
            if (texts?.Length != value.Length)
                texts = new string[value.Length];
            var i = 0;
            foreach (var text in value.DenseValues())
                texts[i++] = text.ToString();
            write(target, texts);
        };
    }
}
