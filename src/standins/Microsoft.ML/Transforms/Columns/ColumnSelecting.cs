using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms;

[assembly: LoadableClass(typeof(ColumnSelectingTransformer), null, typeof(SignatureLoadModel),
    "Select Columns Transform", ColumnSelectingTransformer.LoaderSignature)]

namespace Microsoft.ML.Transforms;

/// <summary>Estimator of <see cref="ColumnSelectingTransformer"/>; there is nothing to learn.</summary>
public sealed class ColumnSelectingEstimator : TrivialEstimator<ColumnSelectingTransformer>
{
    internal ColumnSelectingEstimator(IHostEnvironment env, string[] keepColumns, string[] dropColumns, bool keepHidden)
        : base(env.Register(nameof(ColumnSelectingEstimator)),
            new ColumnSelectingTransformer(env, keepColumns, dropColumns, keepHidden))
    {
    }

    /// <inheritdoc/>
    public override SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        Host.CheckValue(inputSchema, nameof(inputSchema));
        Transformer.CheckColumns(inputSchema.Select(c => c.Name), nameof(inputSchema));
        return new SchemaShape(inputSchema.Where(c => Transformer.Keeps(c.Name)));
    }
}

/// <summary>Keeps some columns, or leaves some out.</summary>
public sealed class ColumnSelectingTransformer : ITransformer
{
    internal const string LoaderSignature = "SelectColumnsTransform";

    private readonly IHost _host;
    private readonly string[] _columns;
    private readonly bool _keep;
    private readonly bool _keepHidden;

    internal ColumnSelectingTransformer(
        IHostEnvironment env, string[] keepColumns, string[] dropColumns, bool keepHidden)
    {
        _host = env.Register(nameof(ColumnSelectingTransformer));
        _keep = keepColumns is { Length: > 0 };
        _columns = _keep ? keepColumns : dropColumns;
        _keepHidden = keepHidden;
        _host.Check(_columns is { Length: > 0 },
            "Neither keepColumns and dropColumns is set. Exactly one must be specified.");
    }

    private ColumnSelectingTransformer(IHostEnvironment env, ModelLoadContext ctx)
    {
        _host = env.Register(nameof(ColumnSelectingTransformer));
        ctx.CheckAtModel(Version());
        _keep = ctx.Reader.ReadBoolean();
        _keepHidden = ctx.Reader.ReadBoolean();
        _columns = new string[ctx.Reader.ReadInt32()];
        for (int i = 0; i < _columns.Length; i++)
            _columns[i] = ctx.LoadNonEmptyString();
    }

    bool ITransformer.IsRowToRowMapper => true;

    /// <inheritdoc/>
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema)
    {
        _host.CheckValue(inputSchema, nameof(inputSchema));
        return MapColumns(inputSchema).Output;
    }

    /// <inheritdoc/>
    public IDataView Transform(IDataView input)
    {
        _host.CheckValue(input, nameof(input));
        return new MappedDataView(input, MapColumns(input.Schema), mapper: null);
    }

    IRowToRowMapper ITransformer.GetRowToRowMapper(DataViewSchema inputSchema)
    {
        _host.CheckValue(inputSchema, nameof(inputSchema));
        return new MappedDataView(new EmptyDataView(inputSchema), MapColumns(inputSchema), mapper: null);
    }

    void ICanSaveModel.Save(ModelSaveContext ctx)
    {
        ctx.CheckAtModel();
        ctx.SetVersionInfo(Version());
        ctx.Writer.Write(_keep);
        ctx.Writer.Write(_keepHidden);
        ctx.Writer.Write(_columns.Length);
        foreach (string column in _columns)
            ctx.SaveNonEmptyString(column);
    }

    internal bool Keeps(string column) => _columns.Contains(column) == _keep;

    internal void CheckColumns(IEnumerable<string> names, string parameter)
    {
        string[] missing = [.. _columns.Except(names)];
        if (missing.Length > 0)
            throw _host.ExceptSchemaMismatch(parameter, "input", string.Join(",", missing));
    }

    private ColumnMap MapColumns(DataViewSchema inputSchema)
    {
        CheckColumns(inputSchema.Select(c => c.Name), nameof(inputSchema));
        IEnumerable<DataViewSchema.Column> kept = _keep
            ? _columns.SelectMany(name => inputSchema.Where(c => c.Name == name && (_keepHidden || !c.IsHidden)))
            : inputSchema.Where(c => Keeps(c.Name));
        return ColumnMap.Selecting(inputSchema, kept.Select(c => c.Index));
    }

    private static VersionInfo Version() => new("SELCOLST", 0x00010001, 0x00010001, 0x00010001,
        typeof(ColumnSelectingTransformer).Assembly.FullName, LoaderSignature);
}
