using System.Text.Json.Serialization;

namespace MLNet.Interpret.LocalSurrogates;

/// <summary>
/// Settings of LIME for text. The defaults are those of the reference implementation: 5,000 samples, ten words, and a kernel of width 25 over
/// 100 times the cosine distance.
/// </summary>
public record TextLimeOptions : LimeOptions
{
    internal const double DefaultKernelWidth = 25;
    internal const double DistanceScale = 100;
    internal const string PositionMask = "UNKWORDZ";

    /// <summary>The regular expression of what stands between words. Default <c>\W+</c>.</summary>
    public string SplitExpression { get; init; } = @"\W+";

    /// <summary>
    /// Gives the words of a text in the order in which they stand in it, instead of <see cref="SplitExpression"/>; null (default) for none. Each must
    /// occur in the text as it is.
    /// </summary>
    [JsonIgnore]
    public Func<string, IReadOnlyList<string>>? Tokenizer { get; init; }

    /// <summary>Whether each place in the text is a feature of its own, rather than (default) each word wherever it stands. For models that heed the order of words.</summary>
    public bool Positions { get; init; }

    /// <summary>What is put in the place of a word that is off; null (default) for nothing, or <c>UNKWORDZ</c> where places are features.</summary>
    public string? Mask { get; init; }

    /// <summary>The number of classes with the highest scores that are explained in each text, where no classes are named. Default 1.</summary>
    public int TopClasses { get; init; } = 1;

    /// <inheritdoc/>
    public override void Check()
    {
        base.Check();
        Require(TopClasses >= 1, nameof(TopClasses), TopClasses, "at least 1");
        try
        {
            _ = new System.Text.RegularExpressions.Regex(SplitExpression);
        }
        catch (ArgumentException e)
        {
            throw new ArgumentException($"SplitExpression '{SplitExpression}' is no regular expression: {e.Message}", e);
        }
    }
}
