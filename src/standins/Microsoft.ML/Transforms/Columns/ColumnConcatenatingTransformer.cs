using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

[assembly: LoadableClass(typeof(ColumnConcatenatingTransformer), null, typeof(SignatureLoadModel),
    "Concat Transform", ColumnConcatenatingTransformer.LoaderSignature)]

namespace Microsoft.ML.Data;

/// <summary>Joins columns of the same item type into one vector.</summary>
public sealed class ColumnConcatenatingTransformer : RowToRowTransformerBase
{
    internal const string LoaderSignature = "ConcatTransform";

    private readonly string _name;
    private readonly string[] _sources;

    internal ColumnConcatenatingTransformer(
        IHostEnvironment env, string outputColumnName, params string[] inputColumnNames)
        : base(env.Register(nameof(ColumnConcatenatingTransformer)))
    {
        _name = outputColumnName;
        _sources = inputColumnNames;
    }

    private ColumnConcatenatingTransformer(IHostEnvironment env, ModelLoadContext ctx)
        : base(env.Register(nameof(ColumnConcatenatingTransformer)))
    {
        ctx.CheckAtModel(Version());
        _name = ctx.LoadNonEmptyString();
        _sources = new string[ctx.Reader.ReadInt32()];
        for (int i = 0; i < _sources.Length; i++)
            _sources[i] = ctx.LoadNonEmptyString();
    }

    private protected override void SaveModel(ModelSaveContext ctx)
    {
        ctx.SetVersionInfo(Version());
        ctx.SaveNonEmptyString(_name);
        ctx.Writer.Write(_sources.Length);
        foreach (string source in _sources)
            ctx.SaveNonEmptyString(source);
    }

    private protected override RowMapper MakeRowMapper(DataViewSchema schema) => new Mapper(this, schema);

    private static VersionInfo Version() => new("CONCAT F", 0x00010003, 0x00010003, 0x00010003,
        typeof(ColumnConcatenatingTransformer).Assembly.FullName, LoaderSignature);

    private sealed class Mapper : RowMapper
    {
        private readonly string _name;
        private readonly DataViewSchema.Column[] _sources;
        private readonly PrimitiveDataViewType _itemType;

        public Mapper(ColumnConcatenatingTransformer parent, DataViewSchema inputSchema) : base(inputSchema)
        {
            _name = parent._name;
            _sources = [.. parent._sources.Select(s => inputSchema.GetColumnOrNull(s)
                ?? throw parent.Host.ExceptSchemaMismatch(nameof(inputSchema), "input", s))];
            _itemType = (PrimitiveDataViewType)_sources[0].Type.GetItemType();
            foreach (DataViewSchema.Column source in _sources)
                if (!source.Type.GetItemType().Equals(_itemType))
                    throw parent.Host.ExceptSchemaMismatch(nameof(inputSchema), "input", source.Name,
                        _itemType.ToString(), source.Type.ToString());
        }

        private bool IsIdentity => _sources is [{ Type: VectorDataViewType }];

        public override IEnumerable<int> DependenciesOf(int output) => _sources.Select(s => s.Index);

        protected override DataViewSchema.DetachedColumn[] MakeOutputColumns()
        {
            if (IsIdentity)
                return [new DataViewSchema.DetachedColumn(_name, _sources[0].Type, _sources[0].Annotations)];

            int size = _sources.Any(s => s.Type.GetValueCount() == 0) ? 0 : _sources.Sum(s => s.Type.GetValueCount());
            var annotations = new DataViewSchema.Annotations.Builder();
            if (_itemType is NumberDataViewType && _sources.All(s => s.IsNormalized()))
                annotations.AddPrimitiveValue(AnnotationUtils.Kinds.IsNormalized, BooleanDataViewType.Instance, true);
            if (size > 0 && _sources.Any(s => s.Type is not VectorDataViewType || s.HasSlotNames()))
                annotations.AddSlotNames(size, GetSlotNames);
            return [new DataViewSchema.DetachedColumn(
                _name, new VectorDataViewType(_itemType, size), annotations.ToAnnotations())];
        }

        protected override Delegate CreateGetter(DataViewRow input, int output) => IsIdentity
            ? input.GetterOf(_sources[0])
            : GenericCall.Of<Delegate>(_itemType.RawType, CreateJoiningGetter<int>, input);

        /// <summary>A scalar gives its column's name; a vector "column.slot" for each slot that has a name.</summary>
        private void GetSlotNames(ref VBuffer<ReadOnlyMemory<char>> destination)
        {
            var names = new List<ReadOnlyMemory<char>>();
            foreach (DataViewSchema.Column source in _sources)
            {
                if (source.Type is not VectorDataViewType vector)
                    names.Add(source.Name.AsMemory());
                else if (!source.HasSlotNames())
                    names.AddRange(new ReadOnlyMemory<char>[vector.Size]);
                else
                {
                    VBuffer<ReadOnlyMemory<char>> slots = default;
                    source.GetSlotNames(ref slots);
                    names.AddRange(slots.DenseValues().Select(s => s.IsEmpty ? s : $"{source.Name}.{s}".AsMemory()));
                }
            }
            destination = new VBuffer<ReadOnlyMemory<char>>(names.Count, [.. names]);
        }

        private ValueGetter<VBuffer<T>> CreateJoiningGetter<T>(DataViewRow input)
        {
            var parts = new Part<T>[_sources.Length];
            for (int i = 0; i < parts.Length; i++)
                parts[i] = new Part<T>(input, _sources[i]);
            return (ref VBuffer<T> destination) => Join(parts, ref destination);
        }

        private static void Join<T>(Part<T>[] parts, ref VBuffer<T> destination)
        {
            int length = 0, count = 0;
            foreach (Part<T> part in parts)
            {
                part.Read();
                length = checked(length + part.Values.Length);
                count += part.Values.GetValues().Length;
            }

            bool dense = count > length / 2;
            VBufferEditor<T> editor = VBufferEditor.Create(ref destination, length, dense ? length : count);
            int offset = 0, at = 0;
            foreach (Part<T> part in parts)
            {
                if (dense)
                    part.Values.CopyTo(editor.Values, offset);
                else
                    foreach (KeyValuePair<int, T> item in part.Values.Items())
                    {
                        editor.Values[at] = item.Value;
                        editor.Indices[at++] = offset + item.Key;
                    }
                offset += part.Values.Length;
            }
            destination = editor.Commit();
        }
    }

    /// <summary>One of the columns, read as a vector.</summary>
    private sealed class Part<T>
    {
        private readonly ValueGetter<T> _scalar;
        private readonly ValueGetter<VBuffer<T>> _vector;
        private readonly DataViewSchema.Column _source;
        private readonly T[] _single = new T[1];
        private VBuffer<T> _values;

        public Part(DataViewRow input, DataViewSchema.Column source)
        {
            _source = source;
            if (source.Type is VectorDataViewType)
                _vector = input.GetGetter<VBuffer<T>>(source);
            else
            {
                _scalar = input.GetGetter<T>(source);
                _values = new VBuffer<T>(1, _single);
            }
        }

        public ref readonly VBuffer<T> Values => ref _values;

        public void Read()
        {
            if (_scalar is not null)
            {
                _scalar(ref _single[0]);
                return;
            }
            _vector(ref _values);
            int expected = _source.Type.GetVectorSize();
            if (expected != 0 && _values.Length != expected)
                throw Contracts.Except($"Column '{_source.Name}': expected {expected} slots, but got {_values.Length}");
        }
    }
}
