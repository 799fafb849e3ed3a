using Microsoft.ML.Transforms.Text;

namespace Microsoft.ML;

/// <summary>Stages that turn text into words and numbers.</summary>
public static class TextCatalog
{
    /// <summary>Splits text into words.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="outputColumnName">The column that is made.</param>
    /// <param name="inputColumnName">The column that is read; null for the output's name.</param>
    /// <param name="separators">What stands between words; null for a space.</param>
    public static WordTokenizingEstimator TokenizeIntoWords(this TransformsCatalog.TextTransforms catalog,
        string outputColumnName, string inputColumnName = null, char[] separators = null) =>
        new(catalog.Environment, outputColumnName, inputColumnName ?? outputColumnName, separators ?? [' ']);

    /// <summary>Counts keys in vectors of keys.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="outputColumnName">The column that is made.</param>
    /// <param name="inputColumnName">The column that is read; null for the output's name.</param>
    /// <param name="ngramLength">The number of keys that are counted together; this stand-in counts single ones.</param>
    /// <param name="skipLength">How many keys may lie between those that are counted together; 0 for single ones.</param>
    /// <param name="useAllLengths">Whether shorter sequences are counted too.</param>
    /// <param name="maximumNgramsCount">How many distinct keys are counted.</param>
    /// <param name="weighting">What is put for a count; this stand-in puts the count.</param>
    public static NgramExtractingEstimator ProduceNgrams(this TransformsCatalog.TextTransforms catalog,
        string outputColumnName, string inputColumnName = null, int ngramLength = 2, int skipLength = 0,
        bool useAllLengths = true, int maximumNgramsCount = 10_000_000,
        NgramExtractingEstimator.WeightingCriteria weighting = NgramExtractingEstimator.WeightingCriteria.Tf)
    {
        _ = useAllLengths;
        return new(catalog.Environment, outputColumnName, inputColumnName ?? outputColumnName, ngramLength, skipLength, maximumNgramsCount, weighting);
    }

    /// <summary>Counts the words of text.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="outputColumnName">The column that is made.</param>
    /// <param name="inputColumnName">The column that is read; null for the output's name.</param>
    /// <param name="ngramLength">The number of words that are counted together; this stand-in counts single ones.</param>
    /// <param name="skipLength">How many words may lie between those that are counted together; 0 for single ones.</param>
    /// <param name="useAllLengths">Whether shorter sequences are counted too.</param>
    /// <param name="maximumNgramsCount">How many distinct words are counted.</param>
    /// <param name="weighting">What is put for a count; this stand-in puts the count.</param>
    public static WordBagEstimator ProduceWordBags(this TransformsCatalog.TextTransforms catalog,
        string outputColumnName, string inputColumnName = null, int ngramLength = 2, int skipLength = 0,
        bool useAllLengths = true, int maximumNgramsCount = 10_000_000,
        NgramExtractingEstimator.WeightingCriteria weighting = NgramExtractingEstimator.WeightingCriteria.Tf)
    {
        _ = useAllLengths;
        return new(catalog.Environment, outputColumnName, inputColumnName ?? outputColumnName, ngramLength, skipLength, maximumNgramsCount, weighting);
    }
}
