using Microsoft.ML;
using MLNet.Interpret.LocalSurrogates;
using MLNet.Interpret.Scoring;
using Xunit.Abstractions;

namespace MLNet.Interpret.Tests.LocalSurrogates.Text;

/// <summary>The simulated user experiments of Ribeiro, Singh and Guestrin 2016 (sections 5.2 and 5.3), on paragraphs of presidents' addresses.</summary>
public class PaperTests(ITestOutputHelper log)
{
    private const int Rows = 40;

    private static readonly MLContext Context = new(1);
    private static readonly TextLimeOptions Ten = new() { Samples = 1500, Features = 10, SplitExpression = @"[\s.,;:!?""'()\[\]\-$%/]+", Seed = 1 };

    // Section 5.2: models that use ten features are their own gold standard, and LIME recovers over 90 % of it with K = 10.
    [Fact]
    public void Explanations_recover_the_words_of_a_sparse_logistic_regression()
    {
        Addresses addresses = new(Context);
        ITransformer model = Sparse(addresses, out Dictionary<string, float> weights);
        Assert.InRange(weights.Count, 5, 10);
        using TransformerScorer scorer = new(model, Context.Data.LoadFromEnumerable(addresses.Test).Schema);
        string[] texts = [.. addresses.Test.Select(p => p.Text).Where(t => Gold(t).Any()).Take(Rows)];
        double recall = Recall(new TextLime(scorer, Ten), texts, Gold);
        log.WriteLine($"{weights.Count} words ({string.Join(", ", weights.Keys)}), {texts.Length} paragraphs, recall {recall:P1}");
        Assert.InRange(recall, 0.9, 1);

        IEnumerable<string> Gold(string text) => Addresses.Words(text).Where(weights.ContainsKey).Distinct();
    }

    [Fact]
    public void Explanations_recover_the_words_of_a_small_tree()
    {
        Addresses addresses = new(Context);
        WordTree tree = new([.. addresses.Training.Select(p => (Addresses.Words(p.Text).ToHashSet(), p.Label))], splits: 10);
        WordModel model = new(t => tree.Score([.. Addresses.Words(t)]));
        string[] texts = [.. addresses.Test.Select(p => p.Text).Where(t => Gold(t).Any()).Take(Rows)];
        double recall = Recall(new TextLime(model, Ten), texts, Gold);
        log.WriteLine($"{texts.Length} paragraphs, recall {recall:P1}");
        Assert.InRange(recall, 0.9, 1);

        IEnumerable<string> Gold(string text) => tree.Met([.. Addresses.Words(text)]);
    }

    // Section 5.3: a quarter of the words is not to be trusted. The oracle distrusts a prediction that changes when they are left out; a user
    // with LIME distrusts one whose linear model changes sides when their weights are taken off. The paper has an F1 of 90 % and more,
    // and users with as many words drawn at random, who distrust where one of them is in that quarter, far less.
    [Fact]
    public void A_user_with_explanations_tells_which_predictions_to_trust()
    {
        Addresses addresses = new(Context);
        ITransformer model = addresses.Fit(l1: 0, l2: 1, out Dictionary<string, float> weights);
        using TransformerScorer scorer = new(model, Context.Data.LoadFromEnumerable(addresses.Test).Schema);
        string[] texts = [.. addresses.Test.Select(p => p.Text).Take(Rows)];
        TextExplanations found = new TextLime(scorer, Ten).Explain(WordModel.Rows(texts));
        Random random = new(7);
        F1 lime = new(), chance = new();
        for (int draw = 0; draw < 20; draw++)
        {
            HashSet<string> distrusted = [.. weights.Keys.Order(StringComparer.Ordinal).Where(_ => random.Next(4) == 0)];
            string[] without = [.. texts.Select(t => string.Join(' ', Addresses.Words(t).Where(w => !distrusted.Contains(w))))];
            float[] scores = scorer.Score(WordModel.Rows(without));
            for (int i = 0; i < texts.Length; i++)
            {
                LocalExplanation e = found.Explanations.Rows[i][0];
                IReadOnlyList<TextToken> tokens = found.Tokens[i];
                bool trustworthy = scores[i] > 0.5 == e.Score > 0.5;
                double reduced = e.LocalPrediction - e.Features.Where(f => distrusted.Contains(tokens[f].Text)).Sum(f => e.Weights[f]);
                lime.Add(trustworthy, reduced > 0.5 == e.LocalPrediction > 0.5);
                chance.Add(trustworthy, !Enumerable.Range(0, 10).Any(_ => distrusted.Contains(tokens[random.Next(tokens.Count)].Text)));
            }
        }
        log.WriteLine($"F1 {lime.Value:P1} with LIME, {chance.Value:P1} with words at random");
        Assert.InRange(lime.Value, 0.9, 1);
        Assert.True(lime.Value > chance.Value + 0.2);
    }

    /// <summary>The least penalised regression that uses at most ten words.</summary>
    private static ITransformer Sparse(Addresses addresses, out Dictionary<string, float> weights)
    {
        for (float l1 = 8; ; l1 *= 1.25f)
        {
            ITransformer model = addresses.Fit(l1, l2: 0, out weights);
            if (weights.Count <= 10)
            {
                return model;
            }
        }
    }

    private static double Recall(TextLime lime, string[] texts, Func<string, IEnumerable<string>> gold)
    {
        TextExplanations found = lime.Explain(WordModel.Rows(texts));
        double sum = 0;
        for (int i = 0; i < texts.Length; i++)
        {
            HashSet<string> chosen = [.. found.Explanations.Rows[i][0].Features.Select(f => found.Tokens[i][f].Text)];
            sum += gold(texts[i]).Average(w => chosen.Contains(w) ? 1.0 : 0);
        }
        return sum / texts.Length;
    }

    private sealed class F1
    {
        private int _hits, _wrong, _missed;

        public double Value => 2.0 * _hits / (2 * _hits + _wrong + _missed);

        public void Add(bool actual, bool said)
        {
            _hits += actual && said ? 1 : 0;
            _wrong += !actual && said ? 1 : 0;
            _missed += actual && !said ? 1 : 0;
        }
    }
}
