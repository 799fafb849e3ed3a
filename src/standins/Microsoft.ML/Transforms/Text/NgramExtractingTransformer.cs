using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms.Text;

[assembly: LoadableClass(typeof(NgramExtractingTransformer), null, typeof(SignatureLoadModel),
    "NGram Transform", NgramExtractingTransformer.LoaderSignature)]

namespace Microsoft.ML.Transforms.Text;

/// <summary>Counts keys in vectors of keys; those that were not learnt are left out.</summary>
public sealed class NgramExtractingTransformer : OneToOneTransformerBase
{
    internal const string LoaderSignature = "NgramTransform";

    private readonly uint[] _keys;
    private readonly Dictionary<uint, int> _slots;

    internal NgramExtractingTransformer(IHostEnvironment env, (string, string) column, uint[] keys)
        : base(env.Register(nameof(NgramExtractingTransformer)), column)
    {
        _keys = keys;
        _slots = Number(keys);
    }

    private NgramExtractingTransformer(IHostEnvironment env, ModelLoadContext ctx)
        : base(env.Register(nameof(NgramExtractingTransformer)), ctx, Version())
    {
        _keys = new uint[ctx.Reader.ReadInt32()];
        for (int i = 0; i < _keys.Length; i++)
            _keys[i] = ctx.Reader.ReadUInt32();
        _slots = Number(_keys);
    }

    internal static DataViewSchema.Column FindSource(IHost host, DataViewSchema inputSchema, string name)
    {
        DataViewSchema.Column source = inputSchema.GetColumnOrNull(name)
            ?? throw host.ExceptSchemaMismatch(nameof(inputSchema), "input", name);
        return source.Type is VectorDataViewType { ItemType: KeyDataViewType { RawType: var raw } } && raw == typeof(uint)
            ? source
            : throw host.ExceptSchemaMismatch(nameof(inputSchema), "input", name, NgramExtractingEstimator.Expected, source.Type.ToString());
    }

    private protected override void SaveModel(ModelSaveContext ctx)
    {
        ctx.SetVersionInfo(Version());
        SaveColumns(ctx);
        ctx.Writer.Write(_keys.Length);
        foreach (uint key in _keys)
            ctx.Writer.Write(key);
    }

    private protected override RowMapper MakeRowMapper(DataViewSchema schema) => new Mapper(this, schema);

    private static VersionInfo Version() => new("NGRAMTRN", 0x00010003, 0x00010003, 0x00010001,
        typeof(NgramExtractingTransformer).Assembly.FullName, LoaderSignature);

    private static Dictionary<uint, int> Number(uint[] keys) =>
        keys.Select((key, slot) => KeyValuePair.Create(key, slot)).ToDictionary();

    private sealed class Mapper : OneToOneMapper
    {
        private readonly NgramExtractingTransformer _parent;

        public Mapper(NgramExtractingTransformer parent, DataViewSchema inputSchema) : base(parent, inputSchema)
        {
            _parent = parent;
            foreach (DataViewSchema.Column source in Inputs)
                FindSource(parent.Host, inputSchema, source.Name);
        }

        protected override DataViewSchema.DetachedColumn[] MakeOutputColumns() => [.. Inputs.Select((source, i) =>
        {
            var annotations = new DataViewSchema.Annotations.Builder();
            if (source.HasKeyValues())
                annotations.AddSlotNames(_parent._keys.Length, (ref VBuffer<ReadOnlyMemory<char>> destination) => GetNames(source, ref destination));
            return new DataViewSchema.DetachedColumn(_parent.ColumnPairs[i].outputColumnName,
                new VectorDataViewType(NumberDataViewType.Single, _parent._keys.Length), annotations.ToAnnotations());
        })];

        protected override Delegate CreateGetter(DataViewRow input, int output)
        {
            ValueGetter<VBuffer<uint>> getter = input.GetGetter<VBuffer<uint>>(Inputs[output]);
            VBuffer<uint> keys = default;
            var counts = new SortedDictionary<int, float>();
            return (ValueGetter<VBuffer<float>>)((ref VBuffer<float> destination) =>
            {
                getter(ref keys);
                counts.Clear();
                foreach (uint key in keys.DenseValues())
                    if (_parent._slots.TryGetValue(key, out int slot))
                        counts[slot] = counts.GetValueOrDefault(slot) + 1;
                SlotCounts.Write(counts, _parent._keys.Length, ref destination);
            });
        }

        /// <summary>The values of the keys, and a star for what has no key.</summary>
        private void GetNames(DataViewSchema.Column source, ref VBuffer<ReadOnlyMemory<char>> destination)
        {
            VBuffer<ReadOnlyMemory<char>> values = default;
            source.GetKeyValues(ref values);
            destination = new VBuffer<ReadOnlyMemory<char>>(_parent._keys.Length, [.. _parent._keys.Select(
                key => key == 0 || key > values.Length ? "*".AsMemory() : values.GetItemOrDefault((int)key - 1))]);
        }
    }
}
