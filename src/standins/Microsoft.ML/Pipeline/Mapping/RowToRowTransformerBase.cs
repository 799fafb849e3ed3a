using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>A transformer whose output rows come of one input row each.</summary>
public abstract class RowToRowTransformerBase : ITransformer
{
    private protected readonly IHost Host;

    private protected RowToRowTransformerBase(IHost host) => Host = host;

    bool ITransformer.IsRowToRowMapper => true;

    void ICanSaveModel.Save(ModelSaveContext ctx)
    {
        ArgumentNullException.ThrowIfNull(ctx);
        ctx.CheckAtModel();
        SaveModel(ctx);
    }

    /// <inheritdoc/>
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema)
    {
        Host.CheckValue(inputSchema, nameof(inputSchema));
        return ColumnMap.Adding(inputSchema, MakeRowMapper(inputSchema).OutputColumns).Output;
    }

    /// <inheritdoc/>
    public IDataView Transform(IDataView input)
    {
        Host.CheckValue(input, nameof(input));
        return new MappedDataView(input, MakeRowMapper(input.Schema));
    }

    IRowToRowMapper ITransformer.GetRowToRowMapper(DataViewSchema inputSchema)
    {
        Host.CheckValue(inputSchema, nameof(inputSchema));
        return new MappedDataView(new EmptyDataView(inputSchema), MakeRowMapper(inputSchema));
    }

    private protected abstract void SaveModel(ModelSaveContext ctx);

    /// <summary>Binds to a schema, or says what it lacks.</summary>
    private protected abstract RowMapper MakeRowMapper(DataViewSchema schema);
}
