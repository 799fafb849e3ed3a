using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms;

[assembly: LoadableClass(typeof(ColumnCopyingTransformer), null, typeof(SignatureLoadModel),
    "Copy Columns Transform", ColumnCopyingTransformer.LoaderSignature)]

namespace Microsoft.ML.Transforms;

/// <summary>Estimator of <see cref="ColumnCopyingTransformer"/>; there is nothing to learn.</summary>
public sealed class ColumnCopyingEstimator : TrivialEstimator<ColumnCopyingTransformer>
{
    internal ColumnCopyingEstimator(IHostEnvironment env, string outputColumnName, string inputColumnName)
        : base(env.Register(nameof(ColumnCopyingEstimator)),
            new ColumnCopyingTransformer(env, (outputColumnName, inputColumnName)))
    {
    }

    /// <inheritdoc/>
    public override SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        Host.CheckValue(inputSchema, nameof(inputSchema));
        return inputSchema.With(Transformer.ColumnPairs.Select(pair =>
        {
            SchemaShape.Column source = inputSchema.Find(Host, pair.inputColumnName);
            return new SchemaShape.Column(
                pair.outputColumnName, source.Kind, source.ItemType, source.IsKey, source.Annotations);
        }));
    }
}

/// <summary>Gives columns a second name, annotations and all.</summary>
public sealed class ColumnCopyingTransformer : OneToOneTransformerBase
{
    internal const string LoaderSignature = "CopyTransform";

    internal ColumnCopyingTransformer(
        IHostEnvironment env, params (string outputColumnName, string inputColumnName)[] columns)
        : base(env.Register(nameof(ColumnCopyingTransformer)), columns)
    {
    }

    private ColumnCopyingTransformer(IHostEnvironment env, ModelLoadContext ctx)
        : base(env.Register(nameof(ColumnCopyingTransformer)), ctx, Version())
    {
    }

    private protected override void SaveModel(ModelSaveContext ctx)
    {
        ctx.SetVersionInfo(Version());
        SaveColumns(ctx);
    }

    private protected override RowMapper MakeRowMapper(DataViewSchema schema) => new Mapper(this, schema);

    private static VersionInfo Version() => new("COPYCOLT", 0x00010001, 0x00010001, 0x00010001,
        typeof(ColumnCopyingTransformer).Assembly.FullName, LoaderSignature);

    private sealed class Mapper(ColumnCopyingTransformer parent, DataViewSchema schema) : OneToOneMapper(parent, schema)
    {
        protected override DataViewSchema.DetachedColumn[] MakeOutputColumns() =>
            [.. Inputs.Select((source, i) => new DataViewSchema.DetachedColumn(
                parent.ColumnPairs[i].outputColumnName, source.Type, source.Annotations))];

        protected override Delegate CreateGetter(DataViewRow input, int output) =>
            input.GetterOf(Inputs[output]);
    }
}
