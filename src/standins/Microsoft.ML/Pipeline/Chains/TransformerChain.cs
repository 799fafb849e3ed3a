using System.Collections;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML;

[assembly: LoadableClass(typeof(TransformerChain<ITransformer>), null, typeof(SignatureLoadModel),
    "Transformer chain", TransformerChain<ITransformer>.LoaderSignature)]

namespace Microsoft.ML.Data;

/// <summary>Transformers applied one after the other.</summary>
/// <typeparam name="TLastTransformer">The last of them.</typeparam>
public sealed class TransformerChain<TLastTransformer> : ITransformer, ITransformerChain, IEnumerable<ITransformer>, IDisposable
    where TLastTransformer : class, ITransformer
{
    internal const string LoaderSignature = "TransformerChain";

    private readonly ITransformer[] _transformers;
    private readonly TransformerScope[] _scopes;
    private bool _disposed;

    /// <summary>The last transformer, or null in an empty chain.</summary>
    public readonly TLastTransformer LastTransformer;

    /// <summary>A chain of transformers with a scope each.</summary>
    /// <param name="transformers">The transformers, the first first.</param>
    /// <param name="scopes">When each takes part.</param>
    public TransformerChain(IEnumerable<ITransformer> transformers, IEnumerable<TransformerScope> scopes)
        : this([.. transformers ?? []], [.. scopes ?? []]) { }

    /// <summary>A chain of transformers that always take part.</summary>
    /// <param name="transformers">The transformers, the first first.</param>
    public TransformerChain(params ITransformer[] transformers)
        : this([.. transformers ?? []], [.. (transformers ?? []).Select(_ => TransformerScope.Everything)]) { }

    private TransformerChain(ITransformer[] transformers, TransformerScope[] scopes)
    {
        if (transformers.Length != scopes.Length)
            throw Contracts.Except($"There are {transformers.Length} transformers and {scopes.Length} scopes");
        _transformers = transformers;
        _scopes = scopes;
        LastTransformer = transformers.LastOrDefault() as TLastTransformer;
        if (transformers.Length > 0 && LastTransformer is null)
            throw Contracts.Except($"The last transformer is a {transformers[^1].GetType()}, not a {typeof(TLastTransformer)}");
    }

    internal TransformerChain(IHostEnvironment env, ModelLoadContext ctx)
    {
        ctx.CheckAtModel(Version());
        int count = ctx.Reader.ReadInt32();
        _transformers = new ITransformer[count];
        _scopes = new TransformerScope[count];
        for (int i = 0; i < count; i++)
        {
            _scopes[i] = (TransformerScope)ctx.Reader.ReadInt32();
            ctx.LoadModel<ITransformer, SignatureLoadModel>(env, out _transformers[i], Directory(i));
        }
        LastTransformer = _transformers.LastOrDefault() as TLastTransformer;
    }

    bool ITransformer.IsRowToRowMapper => _transformers.All(t => t.IsRowToRowMapper);

    /// <inheritdoc/>
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) =>
        GetOutputSchema(inputSchema, TransformerScope.Scoring);

    /// <summary>The schema that the transformers of a scope make of another.</summary>
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema, TransformerScope scope)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        foreach (ITransformer transformer in InScope(scope))
            inputSchema = transformer.GetOutputSchema(inputSchema);
        return inputSchema;
    }

    /// <inheritdoc/>
    public IDataView Transform(IDataView input) => Transform(input, TransformerScope.Scoring);

    /// <summary>Applies the transformers of a scope.</summary>
    public IDataView Transform(IDataView input, TransformerScope scope)
    {
        ArgumentNullException.ThrowIfNull(input);
        GetOutputSchema(input.Schema, scope);
        foreach (ITransformer transformer in InScope(scope))
            input = transformer.Transform(input);
        return input;
    }

    /// <summary>The chain of those transformers that take part in a scope.</summary>
    public TransformerChain<ITransformer> GetModelFor(TransformerScope scopeFilter) =>
        new(InScope(scopeFilter), _scopes.Where(s => (s & scopeFilter) != 0));

    /// <summary>A chain with one more transformer.</summary>
    public TransformerChain<TNewLast> Append<TNewLast>(
        TNewLast transformer, TransformerScope scope = TransformerScope.Everything)
        where TNewLast : class, ITransformer
    {
        ArgumentNullException.ThrowIfNull(transformer);
        return new TransformerChain<TNewLast>((IEnumerable<ITransformer>)[.. _transformers, transformer], [.. _scopes, scope]);
    }

    IRowToRowMapper ITransformer.GetRowToRowMapper(DataViewSchema inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        if (!((ITransformer)this).IsRowToRowMapper)
            throw Contracts.Except("GetRowToRowMapper method called despite IsRowToRowMapper being false.");
        var mappers = new List<IRowToRowMapper>(_transformers.Length);
        DataViewSchema schema = inputSchema;
        foreach (ITransformer transformer in _transformers)
        {
            mappers.Add(transformer.GetRowToRowMapper(schema));
            schema = mappers[^1].OutputSchema;
        }
        return new ChainedRowMapper(inputSchema, [.. mappers]);
    }

    void ICanSaveModel.Save(ModelSaveContext ctx)
    {
        ctx.CheckAtModel();
        ctx.SetVersionInfo(Version());
        ctx.Writer.Write(_transformers.Length);
        for (int i = 0; i < _transformers.Length; i++)
        {
            ctx.Writer.Write((int)_scopes[i]);
            ctx.SaveModel(_transformers[i], Directory(i));
        }
    }

    /// <inheritdoc/>
    public IEnumerator<ITransformer> GetEnumerator() => ((IEnumerable<ITransformer>)_transformers).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Disposes the transformers that are disposable.</summary>
    public void Dispose()
    {
        if (_disposed)
            return;
        foreach (ITransformer transformer in _transformers)
            (transformer as IDisposable)?.Dispose();
        _disposed = true;
    }

    private IEnumerable<ITransformer> InScope(TransformerScope scope) =>
        _transformers.Where((_, i) => (_scopes[i] & scope) != 0);

    private static string Directory(int i) => $"Transform_{i:000}";

    private static VersionInfo Version() => new("XF CHAIN", 0x00010001, 0x00010001, 0x00010001,
        typeof(TransformerChain<>).Assembly.FullName, LoaderSignature);
}

/// <summary>A chain, whatever its last transformer.</summary>
internal interface ITransformerChain
{
    IDataView Transform(IDataView input, TransformerScope scope);
}
