using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>Estimators fitted one after the other, each on what the one before it made of the data.</summary>
/// <typeparam name="TLastTransformer">What the last one learns.</typeparam>
public sealed class EstimatorChain<TLastTransformer> : IEstimator<TransformerChain<TLastTransformer>>
    where TLastTransformer : class, ITransformer
{
    private readonly IHostEnvironment _env;
    private readonly EstimatorLink[] _links;

    /// <summary>The last estimator, or null in an empty chain.</summary>
    public readonly IEstimator<TLastTransformer> LastEstimator;

    /// <summary>A chain that has no estimator yet.</summary>
    public EstimatorChain() => _links = [];

    internal EstimatorChain(IHostEnvironment env, EstimatorLink[] links)
    {
        _env = env;
        _links = links;
        LastEstimator = (IEstimator<TLastTransformer>)links[^1].Estimator;
    }

    /// <inheritdoc/>
    public TransformerChain<TLastTransformer> Fit(IDataView input)
    {
        // A stage that lacks a column must say so before the stages ahead of it have been trained.
        GetOutputSchema(SchemaShape.Create(input.Schema));

        var fitted = new ITransformer[_links.Length];
        for (int i = 0; i < _links.Length; i++)
        {
            fitted[i] = _links[i].Estimator.Fit(input);
            input = fitted[i].Transform(input);
            if (_links[i].CacheAfter && i < _links.Length - 1)
                input = new DataOperationsCatalog(_env).Cache(input);
        }
        return new TransformerChain<TLastTransformer>(fitted, _links.Select(l => l.Scope));
    }

    /// <inheritdoc/>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        foreach (EstimatorLink link in _links)
            inputSchema = link.Estimator.GetOutputSchema(inputSchema);
        return inputSchema;
    }

    /// <summary>A chain with one more estimator.</summary>
    /// <param name="estimator">The estimator.</param>
    /// <param name="scope">When what it learns takes part.</param>
    public EstimatorChain<TNewTrans> Append<TNewTrans>(
        IEstimator<TNewTrans> estimator, TransformerScope scope = TransformerScope.Everything)
        where TNewTrans : class, ITransformer
    {
        ArgumentNullException.ThrowIfNull(estimator);
        return new EstimatorChain<TNewTrans>(_env, [.. _links, new EstimatorLink(estimator, scope, CacheAfter: false)]);
    }

    /// <summary>A chain in which later estimators read what this one makes from memory, however often they pass over it.</summary>
    /// <param name="env">The environment to cache in.</param>
    public EstimatorChain<TLastTransformer> AppendCacheCheckpoint(IHostEnvironment env)
    {
        ArgumentNullException.ThrowIfNull(env);
        if (_links.Length == 0)
            throw new InvalidOperationException("Current estimator chain has no estimator, can't append cache checkpoint.");
        return new EstimatorChain<TLastTransformer>(env, [.. _links[..^1], _links[^1] with { CacheAfter = true }]);
    }
}

/// <summary>An estimator in a chain.</summary>
internal readonly record struct EstimatorLink(IEstimator<ITransformer> Estimator, TransformerScope Scope, bool CacheAfter);
