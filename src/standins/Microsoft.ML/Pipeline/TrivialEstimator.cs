using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>An estimator that has nothing to learn: its transformer is there from the start.</summary>
public abstract class TrivialEstimator<TTransformer> : IEstimator<TTransformer>
    where TTransformer : class, ITransformer
{
    private protected readonly IHost Host;
    private protected readonly TTransformer Transformer;

    private protected TrivialEstimator(IHost host, TTransformer transformer)
    {
        Host = host;
        Transformer = transformer;
    }

    /// <summary>Gives the transformer, once the input is seen to suit it.</summary>
    public TTransformer Fit(IDataView input)
    {
        Host.CheckValue(input, nameof(input));
        Transformer.GetOutputSchema(input.Schema);
        return Transformer;
    }

    /// <inheritdoc/>
    public abstract SchemaShape GetOutputSchema(SchemaShape inputSchema);
}
