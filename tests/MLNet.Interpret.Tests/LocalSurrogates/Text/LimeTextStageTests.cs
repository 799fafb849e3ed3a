using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.Interpret.LocalSurrogates;

namespace MLNet.Interpret.Tests.LocalSurrogates.Text;

/// <summary>The stage over a fitted chain. Expectations are the plain class's results, which have tests of their own.</summary>
public class LimeTextStageTests
{
    private static readonly MLContext Context = new(5);

    private sealed class Review
    {
        public string Text { get; set; } = "";

        public bool Label { get; set; }
    }

    private sealed class Explained
    {
        public float[] Why { get; set; } = [];

        public string[] WhyTokens { get; set; } = [];

        public int[] WhyFeatures { get; set; } = [];

        public float WhyR2 { get; set; }
    }

    private static readonly Review[] Reviews =
    [
        .. Enumerable.Range(0, 40).Select(i => new Review
        {
            Text = $"the food was {(i % 2 == 0 ? "good" : "bad")} and the {new[] { "wine", "room", "waiter" }[i % 3]} {(i % 2 == 0 ? "fine" : "poor")}",
            Label = i % 2 == 0,
        }),
    ];

    private static IDataView Data(int rows = 40) => Context.Data.LoadFromEnumerable(Reviews.Take(rows));

    private static ITransformer Model()
    {
        var text = Context.Transforms.Text;
        return text.TokenizeIntoWords("Words", "Text").Append(Context.Transforms.Conversion.MapValueToKey("Keys", "Words"))
            .Append(text.ProduceNgrams("Features", "Keys", ngramLength: 1))
            .Append(Context.BinaryClassification.Trainers.LbfgsLogisticRegression()).Fit(Data());
    }

    private static LimeTextEstimator.Options Options => new() { OutputColumnName = "Why", InputColumnName = "Text", Samples = 400, Features = 3 };

    [Fact]
    public void Columns_are_those_of_the_plain_class_and_the_words_that_decide_come_first()
    {
        ITransformer model = Model();
        IDataView explained = Context.Interpret.LimeText(model, Options).Fit(Data(4)).Transform(Data(4));
        using var scorer = new MLNet.Interpret.Scoring.TransformerScorer(model, Data().Schema);
        TextExplanations expected = new TextLime(scorer, new() { Samples = 400, Features = 3, Seed = 5 }).Explain(WordModel.Rows([.. Reviews.Take(4).Select(r => r.Text)]));
        Assert.Equal(expected.Explanations.Rows.Select(r => r[0].Weights.Select(w => (float)w)), explained.GetColumn<float[]>("Why"));
        Assert.Equal(expected.Tokens.Select(t => t.Select(x => x.Text)), explained.GetColumn<string[]>("WhyTokens"));
        Assert.Equal(expected.Explanations.Rows.Select(r => r[0].Features), explained.GetColumn<int[]>("WhyFeatures"));
        Assert.Equal(expected.Explanations.Rows.Select(r => (float)r[0].R2), explained.GetColumn<float>("WhyR2"));
        Assert.Equal(expected.Explanations.Rows.Select(r => (float)r[0].Intercept), explained.GetColumn<float>("WhyIntercept"));
        Assert.Equal(expected.Explanations.Rows.Select(r => (float)r[0].LocalPrediction), explained.GetColumn<float>("WhyLocalPrediction"));
        Assert.Equal(Enumerable.Repeat(0L, 4), explained.GetColumn<long>("WhyTarget"));

        // "the" stands at 0 and, behind "food was good and ", at 22.
        Assert.Equal([0, 4, 9, 13, 18, 22, 26, 31], explained.GetColumn<int[]>("WhyPositions").First());
        Assert.Equal([0, 1, 2, 3, 4, 0, 5, 6], explained.GetColumn<int[]>("WhyPositionTokens").First());
        Assert.Equal(["fine", "good"], explained.GetColumn<int[]>("WhyFeatures").First().Take(2).Select(f => expected.Tokens[0][f].Text).Order());
    }

    [Fact]
    public void A_loaded_stage_and_a_prediction_engine_explain_alike()
    {
        ITransformer stage = Context.Interpret.LimeText(Model(), Options with { TokensColumnName = "Words" }).Fit(Data());
        float[][] expected = [.. stage.Transform(Data(3)).GetColumn<float[]>("Why")];
        using MemoryStream file = new();
        Context.Model.Save(stage, Data().Schema, file);
        file.Position = 0;
        MLContext other = new(99);
        ITransformer loaded = other.Model.Load(file, out _);
        Assert.Equal(expected, loaded.Transform(Data(3)).GetColumn<float[]>("Why"));

        using PredictionEngine<Review, Explained> engine = other.Model.CreatePredictionEngine<Review, Explained>(loaded);
        Explained one = engine.Predict(Reviews[1]);
        Assert.Equal(expected[1], one.Why);
        Assert.Equal(["the", "food", "was", "bad", "and", "room", "poor"], one.WhyTokens);
        Assert.Equal(3, one.WhyFeatures.Length);
        Assert.InRange(one.WhyR2, 0.8f, 1f);
    }

    [Fact]
    public void The_estimator_says_what_the_stage_adds()
    {
        IEstimator<ITransformer> copy = Context.Transforms.CopyColumns("R2", "WhyR2");
        Assert.NotNull(Context.Interpret.LimeText("Why", "Text", Model()).Append(copy).Fit(Data(2)).Transform(Data(2)).Schema.GetColumnOrNull("R2"));
    }

    [Fact]
    public void What_does_not_fit_is_named()
    {
        ITransformer model = Model();
        Assert.Contains("'Label'", Assert.Throws<ArgumentException>(() => Fit(Options with { InputColumnName = "Label" })).Message, StringComparison.Ordinal);
        Assert.Contains("no column 'Nothing'", Assert.Throws<ArgumentException>(() => Fit(Options with { ScoreColumnName = "Nothing" })).Message, StringComparison.Ordinal);
        Assert.Contains("vector of text", Assert.Throws<ArgumentException>(() => Fit(Options with { TokensColumnName = "Keys" })).Message, StringComparison.Ordinal);
        Assert.Contains("no class 2", Assert.Throws<ArgumentException>(() => Fit(Options with { Classes = [2] })).Message, StringComparison.Ordinal);
        ITransformer coded = Fit(Options with { Tokenizer = t => t.Split(' ') });
        Assert.Contains("cannot be saved", Assert.ThrowsAny<Exception>(() => Context.Model.Save(coded, Data().Schema, new MemoryStream())).ToString(), StringComparison.Ordinal);

        LimeTextTransformer Fit(LimeTextEstimator.Options options) => Context.Interpret.LimeText(model, options).Fit(Data());
    }
}
