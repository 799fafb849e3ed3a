using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms.Text;

/// <summary>Learns which words occur in text, to count them: it splits text at spaces, gives words keys, and counts the keys.</summary>
public sealed class WordBagEstimator : IEstimator<ITransformer>
{
    private readonly EstimatorChain<NgramExtractingTransformer> _steps;

    internal WordBagEstimator(IHostEnvironment env, string outputColumnName, string inputColumnName, int ngramLength,
        int skipLength, int maximumNgramsCount, NgramExtractingEstimator.WeightingCriteria weighting) =>
        _steps = new WordTokenizingEstimator(env, outputColumnName, inputColumnName, [' '])
            .Append(new ValueToKeyMappingEstimator(env, [(outputColumnName, outputColumnName)], maximumNgramsCount,
                ValueToKeyMappingEstimator.KeyOrdinality.ByOccurrence, addKeyValueAnnotationsAsText: false, keyData: null))
            .Append(new NgramExtractingEstimator(
                env, outputColumnName, outputColumnName, ngramLength, skipLength, maximumNgramsCount, weighting));

    /// <inheritdoc/>
    public ITransformer Fit(IDataView input) => _steps.Fit(input);

    /// <inheritdoc/>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema) => _steps.GetOutputSchema(inputSchema);
}
