using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace MLNet.Interpret.Pipeline;

/// <summary>What all stages of this library share: they add columns that say why, and leave all else as it is.</summary>
/// <remarks>
/// Rows are read ahead and explained in batches; single rows go through <see cref="GetRowToRowMapper"/>. A stage is saved under its
/// own type, and a file with it loads wherever this library is installed, by a plain <c>mlContext.Model.Load</c>.
/// </remarks>
public abstract class ExplanationTransformer : ITransformer, IDisposable
{
    private protected ExplanationTransformer(IHostEnvironment environment, string name)
    {
        ArgumentNullException.ThrowIfNull(environment);
        Host = environment.Register(name);
    }

    /// <summary>ML.NET's environment, for its log and its settings.</summary>
    private protected IHost Host { get; }

    /// <summary>Always true: a row is explained by itself.</summary>
    public bool IsRowToRowMapper => true;

    /// <inheritdoc/>
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return Bind(inputSchema).OutputSchema(inputSchema);
    }

    /// <inheritdoc/>
    public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return new StageRowMapper(inputSchema, Bind(inputSchema));
    }

    /// <inheritdoc/>
    public IDataView Transform(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return new StageDataView(input, Bind(input.Schema));
    }

    /// <summary>Checks the columns that the stage needs and says what it adds to them.</summary>
    private protected abstract StageBinding Bind(DataViewSchema schema);

    /// <summary>Writes the stage into a model file.</summary>
    private protected abstract void SaveTo(ModelSaveContext context);

    void ICanSaveModel.Save(ModelSaveContext ctx) => SaveTo(ctx);

    /// <summary>Frees what the stage holds, such as sessions.</summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Frees what the stage holds.</summary>
    /// <param name="disposing">Whether it is called by <see cref="Dispose()"/>.</param>
    protected virtual void Dispose(bool disposing)
    {
    }
}
