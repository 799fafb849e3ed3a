using System.Numerics;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms;

[assembly: LoadableClass(typeof(KeyToValueMappingTransformer), null, typeof(SignatureLoadModel),
    "Key To Value Transform", KeyToValueMappingTransformer.LoaderSignature)]

namespace Microsoft.ML.Transforms;

/// <summary>Estimator of <see cref="KeyToValueMappingTransformer"/>; there is nothing to learn.</summary>
public sealed class KeyToValueMappingEstimator : TrivialEstimator<KeyToValueMappingTransformer>
{
    internal KeyToValueMappingEstimator(IHostEnvironment env, (string, string)[] columns)
        : base(env.Register(nameof(KeyToValueMappingEstimator)), new KeyToValueMappingTransformer(env, columns))
    {
    }

    /// <inheritdoc/>
    public override SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        Host.CheckValue(inputSchema, nameof(inputSchema));
        return inputSchema.With(Transformer.ColumnPairs.Select(pair =>
        {
            SchemaShape.Column source = inputSchema.Find(Host, pair.inputColumnName);
            if (!source.IsKey)
                throw Host.ExceptSchemaMismatch(
                    nameof(inputSchema), "input", pair.inputColumnName, "KeyType", source.GetTypeString());
            if (!source.Annotations.TryFindColumn(AnnotationUtils.Kinds.KeyValues, out SchemaShape.Column values))
                throw Host.ExceptParam(nameof(inputSchema),
                    $"Input column '{pair.inputColumnName}' doesn't contain key values metadata");
            return new SchemaShape.Column(pair.outputColumnName, source.Kind, values.ItemType, values.IsKey,
                source.HasSlotNames() ? new SchemaShape(source.Annotation(AnnotationUtils.Kinds.SlotNames)) : null);
        }));
    }
}

/// <summary>Gives each key the value that the column's key values have for it.</summary>
public sealed class KeyToValueMappingTransformer : OneToOneTransformerBase
{
    internal const string LoaderSignature = "KeyToValueTransform";

    internal KeyToValueMappingTransformer(IHostEnvironment env, (string, string)[] columns)
        : base(env.Register(nameof(KeyToValueMappingTransformer)), columns)
    {
    }

    private KeyToValueMappingTransformer(IHostEnvironment env, ModelLoadContext ctx)
        : base(env.Register(nameof(KeyToValueMappingTransformer)), ctx, Version())
    {
    }

    private protected override void SaveModel(ModelSaveContext ctx)
    {
        ctx.SetVersionInfo(Version());
        SaveColumns(ctx);
    }

    private protected override RowMapper MakeRowMapper(DataViewSchema schema) => new Mapper(this, schema);

    private static VersionInfo Version() => new("KEY2VALT", 0x00010001, 0x00010001, 0x00010001,
        typeof(KeyToValueMappingTransformer).Assembly.FullName, LoaderSignature);

    private sealed class Mapper : OneToOneMapper
    {
        private readonly KeyToValueMappingTransformer _parent;
        private readonly PrimitiveDataViewType[] _valueTypes;

        public Mapper(KeyToValueMappingTransformer parent, DataViewSchema schema) : base(parent, schema)
        {
            _parent = parent;
            _valueTypes = [.. Inputs.Select(source =>
            {
                DataViewSchema.Column values = source.Annotations.Schema.GetColumnOrNull(AnnotationUtils.Kinds.KeyValues)
                    ?? throw parent.Host.Except($"Column '{source.Name}': Metadata KeyValues does not exist");
                parent.Host.Check(
                    source.Type.GetItemType() is KeyDataViewType key && (ulong)values.Type.GetVectorSize() == key.Count,
                    $"Column '{source.Name}': KeyValues metadata size does not match column type key count");
                return (PrimitiveDataViewType)values.Type.GetItemType();
            })];
        }

        protected override DataViewSchema.DetachedColumn[] MakeOutputColumns() => [.. Inputs.Select((source, i) =>
        {
            var annotations = new DataViewSchema.Annotations.Builder();
            annotations.Add(source.Annotations, kind => kind == AnnotationUtils.Kinds.SlotNames);
            return new DataViewSchema.DetachedColumn(_parent.ColumnPairs[i].outputColumnName,
                source.Type is VectorDataViewType vector
                    ? new VectorDataViewType(_valueTypes[i], vector.Dimensions)
                    : _valueTypes[i],
                annotations.ToAnnotations());
        })];

        protected override Delegate CreateGetter(DataViewRow input, int output) =>
            GenericCall.Of<Delegate>(_valueTypes[output].RawType, CreateGetter<int>, input, Inputs[output]);

        private static Delegate CreateGetter<TValue>(DataViewRow input, DataViewSchema.Column source)
        {
            VBuffer<TValue> values = default;
            source.GetKeyValues(ref values);
            TValue[] valueOf = [Missing<TValue>(), .. values.DenseValues()];
            Type key = source.Type.GetItemType().RawType;
            return key == typeof(byte) ? CreateGetter<byte, TValue>(input, source, valueOf)
                : key == typeof(ushort) ? CreateGetter<ushort, TValue>(input, source, valueOf)
                : key == typeof(uint) ? CreateGetter<uint, TValue>(input, source, valueOf)
                : CreateGetter<ulong, TValue>(input, source, valueOf);
        }

        private static Delegate CreateGetter<TKey, TValue>(
            DataViewRow input, DataViewSchema.Column source, TValue[] valueOf)
            where TKey : struct, IUnsignedNumber<TKey>
        {
            TValue Map(TKey key)
            {
                ulong index = ulong.CreateTruncating(key);
                return valueOf[index < (ulong)valueOf.Length ? index : 0];
            }

            if (source.Type is not VectorDataViewType)
            {
                ValueGetter<TKey> scalar = input.GetGetter<TKey>(source);
                TKey key = default;
                return (ValueGetter<TValue>)((ref TValue value) =>
                {
                    scalar(ref key);
                    value = Map(key);
                });
            }
            ValueGetter<VBuffer<TKey>> vector = input.GetGetter<VBuffer<TKey>>(source);
            VBuffer<TKey> keys = default;
            return (ValueGetter<VBuffer<TValue>>)((ref VBuffer<TValue> destination) =>
            {
                vector(ref keys);
                VBufferEditor<TValue> editor = VBufferEditor.Create(ref destination, keys.Length);
                int i = 0;
                foreach (TKey key in keys.DenseValues())
                    editor.Values[i++] = Map(key);
                destination = editor.Commit();
            });
        }

        private static T Missing<T>() =>
            typeof(T) == typeof(float) ? (T)(object)float.NaN : typeof(T) == typeof(double) ? (T)(object)double.NaN : default;
    }
}
