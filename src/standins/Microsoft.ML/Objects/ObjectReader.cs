using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>Getters of columns over the members of an object that changes from row to row.</summary>
internal sealed class ObjectReader<TRow>
    where TRow : class
{
    private readonly Delegate[] _getters;

    public ObjectReader(ColumnMember[] members, bool[] active) =>
        _getters = [.. members.Select((member, i) => active[i] ? MakeGetter(member) : null)];

    public TRow Current { private get; set; }

    /// <summary>The getter of a column, null where it is not active.</summary>
    public Delegate this[int column] => _getters[column];

    private TRow Row => Current ?? throw Contracts.Except(
        "Values cannot be fetched at this time: there is no current row. Call MoveNext first, until it returns false.");

    private Delegate MakeGetter(ColumnMember member)
    {
        var reader = member.Reader<TRow>();
        return reader switch
        {
            Func<TRow, string> text => (ValueGetter<ReadOnlyMemory<char>>)((ref ReadOnlyMemory<char> value) => value = text(Row).AsMemory()),
            Func<TRow, string[]> texts => Texts(texts),
            _ when member.Type.IsArray => GenericCall.Of<Delegate>(member.Type.GetElementType(), Values<int>, reader),
            _ when member.Column.Type is VectorDataViewType vector => GenericCall.Of<Delegate>(vector.ItemType.RawType, Buffer<int>, reader),
            _ when member.Column.Type is KeyDataViewType key => Key(reader, key),
            _ => GenericCall.Of<Delegate>(member.Type, Value<int>, reader),
        };
    }

    private ValueGetter<T> Value<T>(Func<TRow, T> read) => (ref T value) => value = read(Row);

    private ValueGetter<VBuffer<T>> Buffer<T>(Func<TRow, VBuffer<T>> read) =>
        (ref VBuffer<T> value) => read(Row).CopyTo(ref value);

    private ValueGetter<VBuffer<T>> Values<T>(Func<TRow, T[]> read) => (ref VBuffer<T> value) =>
    {
        var values = read(Row) ?? [];
        VBuffer<T>.Copy(values, 0, ref value, values.Length);
    };

    private ValueGetter<VBuffer<ReadOnlyMemory<char>>> Texts(Func<TRow, string[]> read) => (ref VBuffer<ReadOnlyMemory<char>> value) =>
    {
        var texts = read(Row) ?? [];
        var editor = VBufferEditor.Create(ref value, texts.Length);
        for (var i = 0; i < texts.Length; i++)
            editor.Values[i] = texts[i].AsMemory();
        value = editor.Commit();
    };

    // Members count categories from 0, columns from 1; what is beyond the last is missing. Vectors of keys are taken as they are.
    private Delegate Key(Delegate reader, KeyDataViewType type)
    {
        var count = type.Count;
        return reader switch
        {
            Func<TRow, byte> read => (ValueGetter<byte>)((ref byte key) => key = (byte)Shift(read(Row), count)),
            Func<TRow, uint> read => (ValueGetter<uint>)((ref uint key) => key = (uint)Shift(read(Row), count)),
            Func<TRow, ulong> read => (ValueGetter<ulong>)((ref ulong key) => key = Shift(read(Row), count)),
            _ => throw Contracts.Except($"A key column over an object is read from byte, uint or ulong, not from {type.RawType}."),
        };
    }

    private static ulong Shift(ulong category, ulong count) => category < count ? category + 1 : 0;
}
