using System.Globalization;
using Microsoft.ML.Data;

namespace Microsoft.ML.Transforms;

/// <summary>Values and their keys: 1 for the first, 0 for what has none.</summary>
internal abstract class KeyMap
{
    public const string Supported = "standard type or a vector of standard type";

    public PrimitiveDataViewType ItemType { get; protected init; }

    public abstract int Count { get; }

    // A key type must have a value, even if there is none.
    public KeyDataViewType KeyType => new(typeof(uint), Math.Max(1, Count));

    public static bool IsSupported(DataViewType itemType) => itemType is NumberDataViewType or TextDataViewType
        or BooleanDataViewType or DateTimeDataViewType or DateTimeOffsetDataViewType or TimeSpanDataViewType;

    public static KeyMap Of(DataViewType itemType) =>
        GenericCall.Of<KeyMap>(itemType.RawType, Make<int>, itemType);

    public static KeyMap Load(BinaryReader reader)
    {
        KeyMap map = Of(TypeCodec.Read(reader));
        map.LoadValues(reader);
        return map;
    }

    /// <summary>What adds the values of the row that a cursor stands on.</summary>
    public abstract Action AddingFrom(DataViewRow row, DataViewSchema.Column source, int maximum);

    public abstract void Sort();

    public abstract Delegate CreateGetter(DataViewRow input, DataViewSchema.Column source);

    public abstract void AddKeyValues(DataViewSchema.Annotations.Builder annotations, bool asText);

    public abstract void Save(BinaryWriter writer);

    protected abstract void LoadValues(BinaryReader reader);

    private static KeyMap<T> Make<T>(PrimitiveDataViewType itemType) => new(itemType);
}

/// <inheritdoc/>
internal sealed class KeyMap<T> : KeyMap
{
    private readonly Dictionary<T, uint> _keys = new(Comparer());
    private readonly List<T> _values = [];

    public KeyMap(PrimitiveDataViewType itemType) => ItemType = itemType;

    public override int Count => _values.Count;

    public override Action AddingFrom(DataViewRow row, DataViewSchema.Column source, int maximum)
    {
        if (source.Type is not VectorDataViewType)
        {
            ValueGetter<T> scalar = row.GetGetter<T>(source);
            T value = default;
            return () =>
            {
                scalar(ref value);
                Add(value, maximum);
            };
        }
        ValueGetter<VBuffer<T>> vector = row.GetGetter<VBuffer<T>>(source);
        VBuffer<T> values = default;
        return () =>
        {
            vector(ref values);
            foreach (T value in values.DenseValues())
                Add(value, maximum);
        };
    }

    public override void Sort()
    {
        if (_values is List<ReadOnlyMemory<char>> texts)
            texts.Sort((a, b) => a.Span.CompareTo(b.Span, StringComparison.Ordinal));
        else
            _values.Sort();
        for (int i = 0; i < _values.Count; i++)
            _keys[_values[i]] = (uint)i + 1;
    }

    public override Delegate CreateGetter(DataViewRow input, DataViewSchema.Column source)
    {
        if (source.Type is not VectorDataViewType)
        {
            ValueGetter<T> scalar = input.GetGetter<T>(source);
            T value = default;
            return (ValueGetter<uint>)((ref uint key) =>
            {
                scalar(ref value);
                key = _keys.GetValueOrDefault(value);
            });
        }
        ValueGetter<VBuffer<T>> vector = input.GetGetter<VBuffer<T>>(source);
        VBuffer<T> values = default;
        return (ValueGetter<VBuffer<uint>>)((ref VBuffer<uint> keys) =>
        {
            vector(ref values);
            VBufferEditor<uint> editor = VBufferEditor.Create(ref keys, values.Length);
            int i = 0;
            foreach (T value in values.DenseValues())
                editor.Values[i++] = _keys.GetValueOrDefault(value);
            keys = editor.Commit();
        });
    }

    public override void AddKeyValues(DataViewSchema.Annotations.Builder annotations, bool asText)
    {
        if (Count == 0)
            return;
        if (!asText || ItemType is TextDataViewType)
        {
            var values = new VBuffer<T>(Count, [.. _values]);
            annotations.AddKeyValues(Count, ItemType, (ref VBuffer<T> destination) => values.CopyTo(ref destination));
            return;
        }
        var texts = new VBuffer<ReadOnlyMemory<char>>(Count, [.. _values.Select(ToText)]);
        annotations.AddKeyValues(Count, TextDataViewType.Instance,
            (ref VBuffer<ReadOnlyMemory<char>> destination) => texts.CopyTo(ref destination));
    }

    public override void Save(BinaryWriter writer)
    {
        TypeCodec.Write(writer, ItemType);
        writer.Write(Count);
        foreach (T value in _values)
            ValueCodec<T>.Instance.Write(writer, value);
    }

    protected override void LoadValues(BinaryReader reader)
    {
        for (int n = reader.ReadInt32(); n > 0; n--)
            Add(ValueCodec<T>.Instance.Read(reader), int.MaxValue);
    }

    private void Add(T value, int maximum)
    {
        if (_values.Count < maximum && !IsMissing(value) && _keys.TryAdd(value, (uint)_values.Count + 1))
            _values.Add(value);
    }

    private static bool IsMissing(T value) => value switch
    {
        float f => float.IsNaN(f),
        double d => double.IsNaN(d),
        ReadOnlyMemory<char> text => text.IsEmpty,
        _ => false,
    };

    private static ReadOnlyMemory<char> ToText(T value) => (value switch
    {
        bool b => b ? "1" : "0",
        DateTime or DateTimeOffset => ((IFormattable)value).ToString("o", CultureInfo.InvariantCulture),
        TimeSpan span => span.ToString("c"),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture),
    }).AsMemory();

    private static IEqualityComparer<T> Comparer() =>
        typeof(T) == typeof(ReadOnlyMemory<char>) ? (IEqualityComparer<T>)(object)new TextComparer() : EqualityComparer<T>.Default;

    private sealed class TextComparer : IEqualityComparer<ReadOnlyMemory<char>>
    {
        public bool Equals(ReadOnlyMemory<char> x, ReadOnlyMemory<char> y) => x.Span.SequenceEqual(y.Span);

        public int GetHashCode(ReadOnlyMemory<char> text) => string.GetHashCode(text.Span);
    }
}
