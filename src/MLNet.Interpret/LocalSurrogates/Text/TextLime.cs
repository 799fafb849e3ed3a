using System.Text.RegularExpressions;
using MLNet.Interpret.Scoring;

namespace MLNet.Interpret.LocalSurrogates;

/// <summary>The explanations of texts.</summary>
/// <param name="Explanations">For each text one explanation for each class that is explained; a weight for each token.</param>
/// <param name="Tokens">The tokens of each text.</param>
public sealed record TextExplanations(ExplanationSet Explanations, IReadOnlyList<IReadOnlyList<TextToken>> Tokens);

/// <summary>
/// LIME for text (Ribeiro, Singh, Guestrin 2016, "Why Should I Trust You?"): a sparse linear model of a score over words that are left in or out.
/// Several threads may use it at once.
/// </summary>
public sealed class TextLime
{
    private readonly TextLimeOptions _options;
    private readonly MaskLime _lime;
    private readonly Regex _split;

    /// <summary>An explainer of texts.</summary>
    /// <param name="scorer">The model, which stays the caller's.</param>
    /// <param name="options">The settings; null for the reference implementation's.</param>
    /// <param name="column">The column of text that the model reads; null for the only one.</param>
    /// <exception cref="ArgumentException">A setting is out of range, or there is no such column.</exception>
    public TextLime(IScorer scorer, TextLimeOptions? options = null, string? column = null)
    {
        ArgumentNullException.ThrowIfNull(scorer);
        _options = options ?? new TextLimeOptions();
        _options.Check();
        _split = new Regex(_options.SplitExpression, RegexOptions.CultureInvariant);
        ScorerInput input = MaskInput.Find(scorer, column, typeof(ReadOnlyMemory<char>), "texts");
        if (input.Width != 1)
        {
            throw new ArgumentException($"The column '{input.Name}' has {input.Width} texts in a row; one is explained.");
        }
        Column = input.Name;
        double width = (_options.KernelWidth ?? TextLimeOptions.DefaultKernelWidth) / TextLimeOptions.DistanceScale;
        _lime = new MaskLime(scorer, Column, _options, width, MaskDraw.Sizes, _options.TopClasses);
    }

    /// <summary>The column of text.</summary>
    public string Column { get; }

    /// <summary>Explains texts. The explanation of a text does not depend on the texts beside it. A text without words has no weights.</summary>
    /// <param name="rows">The texts, with the other columns that the model reads, if any.</param>
    /// <param name="classes">The classes to explain in every text; null for those with the highest scores.</param>
    /// <param name="progress">Takes the number of texts that are done.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <exception cref="ArgumentException">A column is missing or of another type, or there is no such class.</exception>
    public TextExplanations Explain(RowBatch rows, IReadOnlyList<int>? classes = null, IProgress<long>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(rows);
        Memory<ReadOnlyMemory<char>> texts = rows.Require(Column).Values<ReadOnlyMemory<char>>();
        IReadOnlyList<TextToken>[] tokens = new IReadOnlyList<TextToken>[rows.Count];
        ExplanationSet explanations = _lime.Explain(rows, i =>
        {
            TokenizedText text = TokenizedText.Of(i, texts.Span[i].ToString(), _split, _options);
            tokens[i] = text.Tokens;
            return text;
        }, classes, progress, cancellation);
        return new TextExplanations(explanations, tokens);
    }
}
