using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms;

[assembly: LoadableClass(typeof(ValueToKeyMappingTransformer), null, typeof(SignatureLoadModel),
    "Term Transform", ValueToKeyMappingTransformer.LoaderSignature)]

namespace Microsoft.ML.Transforms;

/// <summary>Gives each known value its key, and others none.</summary>
public sealed class ValueToKeyMappingTransformer : OneToOneTransformerBase
{
    internal const string LoaderSignature = "TermTransform";

    private readonly KeyMap[] _maps;
    private readonly bool _valuesAsText;

    internal ValueToKeyMappingTransformer(
        IHostEnvironment env, (string, string)[] columns, KeyMap[] maps, bool valuesAsText)
        : base(env.Register(nameof(ValueToKeyMappingTransformer)), columns)
    {
        _maps = maps;
        _valuesAsText = valuesAsText;
    }

    private ValueToKeyMappingTransformer(IHostEnvironment env, ModelLoadContext ctx)
        : base(env.Register(nameof(ValueToKeyMappingTransformer)), ctx, Version())
    {
        _valuesAsText = ctx.Reader.ReadBoolean();
        _maps = [.. ColumnPairs.Select(_ => KeyMap.Load(ctx.Reader))];
    }

    internal static DataViewSchema.Column FindSource(IHost host, DataViewSchema inputSchema, string name)
    {
        DataViewSchema.Column source = inputSchema.GetColumnOrNull(name)
            ?? throw host.ExceptSchemaMismatch(nameof(inputSchema), "input", name);
        return KeyMap.IsSupported(source.Type.GetItemType()) ? source : throw host.ExceptSchemaMismatch(
            nameof(inputSchema), "input", name, KeyMap.Supported, source.Type.ToString());
    }

    private protected override void SaveModel(ModelSaveContext ctx)
    {
        ctx.SetVersionInfo(Version());
        SaveColumns(ctx);
        ctx.Writer.Write(_valuesAsText);
        foreach (KeyMap map in _maps)
            map.Save(ctx.Writer);
    }

    private protected override RowMapper MakeRowMapper(DataViewSchema schema) => new Mapper(this, schema);

    private static VersionInfo Version() => new("TERMTRNF", 0x00010003, 0x00010003, 0x00010003,
        typeof(ValueToKeyMappingTransformer).Assembly.FullName, LoaderSignature);

    private sealed class Mapper : OneToOneMapper
    {
        private readonly ValueToKeyMappingTransformer _parent;

        public Mapper(ValueToKeyMappingTransformer parent, DataViewSchema inputSchema) : base(parent, inputSchema)
        {
            _parent = parent;
            for (int i = 0; i < Inputs.Length; i++)
            {
                FindSource(parent.Host, inputSchema, Inputs[i].Name);
                if (!Inputs[i].Type.GetItemType().Equals(parent._maps[i].ItemType))
                    throw parent.Host.Except($"Could not apply a map over type '{parent._maps[i].ItemType}' to column " +
                        $"'{Inputs[i].Name}' since it has type '{Inputs[i].Type}'");
            }
        }

        protected override DataViewSchema.DetachedColumn[] MakeOutputColumns() => [.. Inputs.Select((source, i) =>
        {
            KeyDataViewType key = _parent._maps[i].KeyType;
            var annotations = new DataViewSchema.Annotations.Builder();
            _parent._maps[i].AddKeyValues(annotations, _parent._valuesAsText);
            annotations.Add(source.Annotations, kind => kind == AnnotationUtils.Kinds.SlotNames);
            return new DataViewSchema.DetachedColumn(_parent.ColumnPairs[i].outputColumnName,
                source.Type is VectorDataViewType vector ? new VectorDataViewType(key, vector.Dimensions) : key,
                annotations.ToAnnotations());
        })];

        protected override Delegate CreateGetter(DataViewRow input, int output) =>
            _parent._maps[output].CreateGetter(input, Inputs[output]);
    }
}
