using MLNet.Interpret.LocalSurrogates;

namespace MLNet.Interpret.Tests.LocalSurrogates.Text;

public class TextLimeTests
{
    private const string Sentence = "The quick brown fox, the red dog; the quick fox and the lazy dog.";

    private static readonly TextLimeOptions Exact = new() { Penalty = 0, Samples = 300, Selection = FeatureSelection.None };

    // A linear model of counts loses a word's weight as often as the word stands in the text, and an unpenalised fit finds that.
    [Fact]
    public void On_a_linear_model_a_word_weighs_what_leaving_it_out_takes_off()
    {
        WordModel model = new(t => 0.2 + Words(t).Sum(w => w switch { "quick" => 0.5, "dog" => -0.25, "The" => 1, _ => 0 }));
        TextExplanations found = new TextLime(model, Exact).Explain(WordModel.Rows(Sentence));
        Dictionary<string, double> weights = found.Tokens[0].Zip(found.Explanations.Rows[0][0].Weights).ToDictionary(p => p.First.Text, p => p.Second);
        Assert.Equal(1, weights["quick"], 1e-3);
        Assert.Equal(-0.5, weights["dog"], 1e-3);
        Assert.Equal(1, weights["The"], 1e-3);
        Assert.Equal(0, weights["fox"], 1e-3);
        Assert.Equal(0.2, found.Explanations.Rows[0][0].Intercept, 1e-3);
    }

    [Fact]
    public void Places_are_features_of_their_own_where_asked_for()
    {
        WordModel model = new(t => Words(t) is [_, "quick", ..] ? 1 : 0);
        TextExplanations found = new TextLime(model, Exact with { Positions = true }).Explain(WordModel.Rows(Sentence));
        Assert.Equal(["The", "quick", "brown", "fox", "the", "red", "dog", "the", "quick", "fox", "and", "the", "lazy", "dog"], found.Tokens[0].Select(t => t.Text));
        double[] weights = found.Explanations.Rows[0][0].Weights;
        Assert.Equal(1, weights[1], 1e-3);
        Assert.Equal(0, weights[8], 1e-3);
    }

    // The package lime, with its defaults: words, draws, kernel and ridge penalty are the same if means over seeds are.
    [Fact]
    public void Explanations_are_like_those_of_the_reference_implementation()
    {
        MaskReference reference = MaskReference.Read();
        WordModel model = new(t =>
        {
            string[] words = Words(t);
            int first = Array.IndexOf(words, "quick");
            return 1 / (1 + Math.Exp(-(0.4 * Count("quick") * Count("fox") - Count("dog") + 0.3 * Count("the") - 0.7 * Count("red") * Count("and")
                + (first is 0 or 1 ? 0.5 : 0))));

            int Count(string word) => words.Count(w => w == word);
        });
        IReadOnlyList<TextToken> tokens = new TextLime(model, Exact).Explain(WordModel.Rows(Sentence)).Tokens[0];
        Assert.Equal(reference.Words, tokens.Select(t => t.Text));
        Assert.Equal(reference.Starts, tokens.Select(t => t.Starts.ToArray()));

        TextLimeOptions options = new() { Samples = 1000, Selection = FeatureSelection.None };
        MaskReference.AssertLike(reference.TextWords, seed => Explain(options with { Seed = seed }));
        MaskReference.AssertLike(reference.TextPositions, seed => Explain(options with { Seed = seed, Positions = true }));

        LocalExplanation Explain(TextLimeOptions o) => new TextLime(model, o).Explain(WordModel.Rows(Sentence)).Explanations.Rows[0][0];
    }

    // The samples as the model sees them: what is left out, what is put in its place, and all else as it was.
    [Theory]
    [InlineData(null, false, "a-b a!", new[] { "a-b a!", "-b !", "a- a!", "- !" })]
    [InlineData("?", false, "a-b a!", new[] { "a-b a!", "?-b ?!", "a-? a!", "?-? ?!" })]
    [InlineData("", true, "a a", new[] { "a a", " a", "a ", " " })]
    [InlineData(null, true, "a a", new[] { "a a", "UNKWORDZ a", "a UNKWORDZ", "UNKWORDZ UNKWORDZ" })]
    public void Words_are_left_out_or_masked(string? mask, bool positions, string text, string[] expected)
    {
        HashSet<string> seen = [];
        new TextLime(new WordModel(t => seen.Add(t) ? 0 : 1), Exact with { Mask = mask, Positions = positions }).Explain(WordModel.Rows(text));
        Assert.Equal(expected.Order(StringComparer.Ordinal), seen.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_tokenizer_or_an_expression_of_the_pipelines_own_finds_the_words()
    {
        WordModel model = new(t => t.Length);
        TextExplanations pairs = new TextLime(model, Exact with { Tokenizer = t => [t[..2], t[2..4], t[5..7]] }).Explain(WordModel.Rows("abcd-ab"));
        Assert.Equal(["ab", "cd"], pairs.Tokens[0].Select(t => t.Text));
        Assert.Equal([[0, 5], [2]], pairs.Tokens[0].Select(t => t.Starts.ToArray()));
        Assert.Equal(["a b", "c"], new TextLime(model, Exact with { SplitExpression = "[|]" }).Explain(WordModel.Rows("a b|c|a b")).Tokens[0].Select(t => t.Text));
        Assert.Contains("gives 'x' for row 0", Assert.Throws<ArgumentException>(
            () => new TextLime(model, Exact with { Tokenizer = _ => ["x"] }).Explain(WordModel.Rows("abc"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_text_without_words_has_no_weights()
    {
        LocalExplanation e = new TextLime(new WordModel(_ => 0.25)).Explain(WordModel.Rows("...")).Explanations.Rows[0][0];
        Assert.Empty(e.Weights);
        Assert.Equal((0.25, 0.25), (e.Intercept, e.LocalPrediction));
    }

    [Fact]
    public void A_broken_expression_is_named() => Assert.Contains("'(' is no regular expression", Assert.Throws<ArgumentException>(
        () => new TextLime(new WordModel(_ => 0), new() { SplitExpression = "(" })).Message, StringComparison.Ordinal);

    private static string[] Words(string text) => text.Split([' ', ',', '.', ';'], StringSplitOptions.RemoveEmptyEntries);
}
