using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms;

[assembly: LoadableClass(typeof(KeyToVectorMappingTransformer), null, typeof(SignatureLoadModel),
    "KeyToVectorTransform", KeyToVectorMappingTransformer.LoaderSignature)]

namespace Microsoft.ML.Transforms;

/// <summary>Estimator of <see cref="KeyToVectorMappingTransformer"/>; there is nothing to learn.</summary>
public sealed class KeyToVectorMappingEstimator : TrivialEstimator<KeyToVectorMappingTransformer>
{
    private readonly bool _bag;

    internal KeyToVectorMappingEstimator(IHostEnvironment env, (string, string)[] columns, bool outputCountVector)
        : base(env.Register(nameof(KeyToVectorMappingEstimator)), new KeyToVectorMappingTransformer(env, columns, outputCountVector)) =>
        _bag = outputCountVector;

    /// <inheritdoc/>
    public override SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        Host.CheckValue(inputSchema, nameof(inputSchema));
        return inputSchema.With(Transformer.ColumnPairs.Select(pair => OutputOf(pair.outputColumnName, inputSchema.Find(Host, pair.inputColumnName))));
    }

    private SchemaShape.Column OutputOf(string name, SchemaShape.Column source)
    {
        bool varies = source.Kind == SchemaShape.Column.VectorKind.VariableVector;
        var annotations = new List<SchemaShape.Column>();
        if (source.Annotation(AnnotationUtils.Kinds.KeyValues).Any(a => a.ItemType is TextDataViewType) && ((_bag && source.IsKey) || !varies))
            annotations.Add(SchemaShapeExtensions.VectorAnnotation(AnnotationUtils.Kinds.SlotNames, TextDataViewType.Instance));
        if (!_bag && !varies)
            annotations.Add(SchemaShapeExtensions.VectorAnnotation(AnnotationUtils.Kinds.CategoricalSlotRanges, NumberDataViewType.Int32));
        if (!_bag || source.Kind == SchemaShape.Column.VectorKind.Scalar)
            annotations.Add(SchemaShapeExtensions.NormalizedAnnotation);
        return new SchemaShape.Column(name,
            varies && !_bag ? SchemaShape.Column.VectorKind.VariableVector : SchemaShape.Column.VectorKind.Vector,
            NumberDataViewType.Single, isKey: false, new SchemaShape(annotations));
    }
}

/// <summary>Makes a vector of a key, with a slot for each key: 1 in the key's, or how often it occurs.</summary>
public sealed class KeyToVectorMappingTransformer : OneToOneTransformerBase
{
    internal const string LoaderSignature = "KeyToVectorTransform";

    private readonly bool _bag;

    internal KeyToVectorMappingTransformer(IHostEnvironment env, (string, string)[] columns, bool outputCountVector)
        : base(env.Register(nameof(KeyToVectorMappingTransformer)), columns) => _bag = outputCountVector;

    private KeyToVectorMappingTransformer(IHostEnvironment env, ModelLoadContext ctx)
        : base(env.Register(nameof(KeyToVectorMappingTransformer)), ctx, Version()) => _bag = ctx.Reader.ReadBoolean();

    private protected override void SaveModel(ModelSaveContext ctx)
    {
        ctx.SetVersionInfo(Version());
        SaveColumns(ctx);
        ctx.Writer.Write(_bag);
    }

    private protected override RowMapper MakeRowMapper(DataViewSchema schema) => new Mapper(this, schema);

    private static VersionInfo Version() => new("KEY2VECT", 0x00010002, 0x00010001, 0x00010001,
        typeof(KeyToVectorMappingTransformer).Assembly.FullName, LoaderSignature);

    private sealed class Mapper : OneToOneMapper
    {
        private readonly KeyToVectorMappingTransformer _parent;

        public Mapper(KeyToVectorMappingTransformer parent, DataViewSchema inputSchema) : base(parent, inputSchema)
        {
            _parent = parent;
            foreach (DataViewSchema.Column source in Inputs)
                if (source.Type.GetItemType().GetKeyCount() == 0)
                    throw parent.Host.ExceptSchemaMismatch(
                        nameof(inputSchema), "input", source.Name, "key type of known cardinality", source.Type.ToString());
        }

        protected override DataViewSchema.DetachedColumn[] MakeOutputColumns() =>
            [.. Inputs.Select((source, i) => new DataViewSchema.DetachedColumn(
                _parent.ColumnPairs[i].outputColumnName, OutputType(source), Annotations(source)))];

        protected override Delegate CreateGetter(DataViewRow input, int output)
        {
            DataViewSchema.Column source = Inputs[output];
            int keys = KeysOf(source);
            if (source.Type is not VectorDataViewType)
            {
                ValueGetter<uint> scalar = input.GetGetter<uint>(source);
                uint key = 0;
                return (ValueGetter<VBuffer<float>>)((ref VBuffer<float> destination) =>
                {
                    scalar(ref key);
                    bool known = key > 0 && key <= keys;
                    VBufferEditor<float> editor = VBufferEditor.Create(ref destination, keys, known ? 1 : 0, requireIndicesOnDense: true);
                    if (known)
                    {
                        editor.Values[0] = 1;
                        editor.Indices[0] = (int)key - 1;
                    }
                    destination = editor.Commit();
                });
            }
            ValueGetter<VBuffer<uint>> vector = input.GetGetter<VBuffer<uint>>(source);
            VBuffer<uint> values = default;
            return (ValueGetter<VBuffer<float>>)((ref VBuffer<float> destination) =>
            {
                vector(ref values);
                int length = _parent._bag ? keys : checked(keys * values.Length);
                var found = new SortedDictionary<int, float>();
                foreach (KeyValuePair<int, uint> item in values.Items())
                    if (item.Value > 0 && item.Value <= keys)
                    {
                        int slot = (_parent._bag ? 0 : item.Key * keys) + (int)item.Value - 1;
                        found[slot] = found.GetValueOrDefault(slot) + 1;
                    }
                SlotCounts.Write(found, length, ref destination);
            });
        }

        private static int KeysOf(DataViewSchema.Column source) => checked((int)source.Type.GetItemType().GetKeyCount());

        private VectorDataViewType OutputType(DataViewSchema.Column source) => _parent._bag || source.Type.GetValueCount() == 1
            ? new VectorDataViewType(NumberDataViewType.Single, KeysOf(source))
            : new VectorDataViewType(NumberDataViewType.Single, source.Type.GetValueCount(), KeysOf(source));

        private DataViewSchema.Annotations Annotations(DataViewSchema.Column source)
        {
            var annotations = new DataViewSchema.Annotations.Builder();
            int keys = KeysOf(source), count = source.Type.GetValueCount();
            bool joins = !_parent._bag && source.Type is VectorDataViewType;
            if (source.Annotations.Schema.GetColumnOrNull(AnnotationUtils.Kinds.KeyValues)
                is { Type: VectorDataViewType { ItemType: TextDataViewType } names } && names.Size == keys)
            {
                if (!joins)
                    annotations.AddSlotNames(keys, (ref VBuffer<ReadOnlyMemory<char>> destination) => source.GetKeyValues(ref destination));
                else if (count > 0)
                    annotations.Add(AnnotationUtils.Kinds.SlotNames, new VectorDataViewType(TextDataViewType.Instance, OutputType(source).Dimensions),
                        (ref VBuffer<ReadOnlyMemory<char>> destination) => JoinNames(source, count, ref destination));
            }
            if (!_parent._bag && count > 0)
                annotations.Add(AnnotationUtils.Kinds.CategoricalSlotRanges, new VectorDataViewType(NumberDataViewType.Int32, count, 2),
                    (ref VBuffer<int> destination) => destination = new VBuffer<int>(2 * count,
                        [.. Enumerable.Range(0, count).SelectMany(i => new[] { i * keys, (i + 1) * keys - 1 })]));
            if (!_parent._bag || source.Type is not VectorDataViewType)
                annotations.AddPrimitiveValue(AnnotationUtils.Kinds.IsNormalized, BooleanDataViewType.Instance, true);
            return annotations.ToAnnotations();
        }

        /// <summary>"slot.key", with the slot's number in brackets where it has no name.</summary>
        private static void JoinNames(DataViewSchema.Column source, int count, ref VBuffer<ReadOnlyMemory<char>> destination)
        {
            VBuffer<ReadOnlyMemory<char>> slots = default, keys = default;
            source.GetKeyValues(ref keys);
            if (source.HasSlotNames(count))
                source.GetSlotNames(ref slots);
            var names = new List<ReadOnlyMemory<char>>();
            for (int i = 0; i < count; i++)
            {
                ReadOnlyMemory<char> slot = slots.Length == count ? slots.GetItemOrDefault(i) : default;
                foreach (ReadOnlyMemory<char> key in keys.DenseValues())
                    names.Add((slot.IsEmpty ? $"[{i}].{key}" : $"{slot}.{key}").AsMemory());
            }
            destination = new VBuffer<ReadOnlyMemory<char>>(names.Count, [.. names]);
        }
    }
}
