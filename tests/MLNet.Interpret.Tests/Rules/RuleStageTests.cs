using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.Interpret.Rules;
using MLNet.Interpret.Scoring;
using MLNet.Interpret.SurrogateTrees;
using MLNet.Interpret.Tests.SurrogateTrees;

namespace MLNet.Interpret.Tests.Rules;

/// <summary>Expectations: what the plain classes give, and the network's own predictions.</summary>
public class RuleStageTests
{
    private sealed class Explained
    {
        public int RuleIndex { get; set; }

        public string RuleText { get; set; } = "";

        public uint RulePredictedLabel { get; set; }

        public float RuleFidelity { get; set; }
    }

    private static readonly MLContext Context = new(1);

    [Theory]
    [InlineData(RuleOrder.Ordered)]
    [InlineData(RuleOrder.Unordered)]
    public void Adds_the_rule_that_fires(RuleOrder order)
    {
        IDataView data = Flower.All(Context);
        RuleTransformer model = Context.Interpret.Rules(ReferenceNetwork.Read("iris").Network(), "Features", extractor: new TreeRuleExtractor { Order = order }).Fit(data);
        RuleSet rules = model.Rules;
        Explained[] rows = [.. Context.Data.CreateEnumerable<Explained>(model.Transform(data), reuseRowObject: false)];
        float[][] features = [.. data.GetColumn<float[]>("Features")];
        for (int i = 0; i < rows.Length; i++)
        {
            int fired = rules.Rules.TakeWhile(r => !r.Holds(features[i])).Count();
            Assert.Equal((fired, rules.Describe(fired), (uint)rules[fired].Label + 1), (rows[i].RuleIndex, rows[i].RuleText, rows[i].RulePredictedLabel));
            Assert.Equal((float)rules[fired].Statistics!.Fidelity, rows[i].RuleFidelity);
        }
        using NetworkScorer scorer = new(ReferenceNetwork.Read("iris").Network());
        float[] scores = scorer.Score(RowBatch.OfNumbers("x", ReferenceNetwork.Read("iris").Table.Values, 4));
        int same = rows.Index().Count(r => System.Numerics.Tensors.TensorPrimitives.IndexOfMax(scores.AsSpan(3 * r.Index, 3)) + 1 == r.Item.RulePredictedLabel);
        // The surrogate tree that the rules are of, less the hundredth of 150 rows that may be lost.
        SurrogateTreeTransformer tree = Context.Interpret.SurrogateTree(ReferenceNetwork.Read("iris").Network(), "Features", inducer: new CartInducer()).Fit(data);
        Assert.InRange(same, tree.Transform(data).GetColumn<bool>("SurrogateAgrees").Count(a => a) - 1, 150);
        Assert.InRange(rules.Rules.Count, 2, tree.Surrogate.Leaves - 1);
    }

    [Fact]
    public void Loads_without_the_network_and_serves_single_rows()
    {
        IDataView data = Flower.All(Context);
        RuleTransformer model = Context.Interpret.Rules(ReferenceNetwork.Read("iris").Network(), "Features").Fit(data);
        using MemoryStream stream = new();
        Context.Model.Save(model, data.Schema, stream);
        stream.Position = 0;
        MLContext fresh = new();
        ITransformer loaded = fresh.Model.Load(stream, out _);
        Assert.Equal(model.Rules.ToJson(), ((RuleTransformer)loaded).Rules.ToJson());
        IDataView expected = model.Transform(data), actual = loaded.Transform(Flower.All(fresh));
        Assert.Equal(expected.GetColumn<string>("RuleText"), actual.GetColumn<string>("RuleText"));
        PredictionEngine<Flower, Explained> engine = fresh.Model.CreatePredictionEngine<Flower, Explained>(loaded);
        Explained one = engine.Predict(new Flower { Features = [5.1f, 3.5f, 1.4f, 0.2f] });
        Assert.Equal(1u, one.RulePredictedLabel);
        Assert.StartsWith("if Features[", one.RuleText);
    }

    [Fact]
    public void Fits_in_a_chain_and_predicts_numbers()
    {
        ReferenceNetwork diabetes = ReferenceNetwork.Read("diabetes_regression");
        SchemaDefinition schema = SchemaDefinition.Create(typeof(Flower));
        schema["Features"].ColumnType = new VectorDataViewType(NumberDataViewType.Single, 10);
        IDataView data = Context.Data.LoadFromEnumerable(Enumerable.Range(0, diabetes.Table.Count)
            .Select(i => new Flower { Features = diabetes.Table.Values.AsSpan(10 * i, 10).ToArray() }), schema);
        RuleEstimator.Options options = new() { InputColumnName = "Features", OutputColumnName = "R", Task = SurrogateTask.Regression };
        IDataView explained = Context.Interpret.Rules(diabetes.Network(), options)
            .Append(Context.Transforms.CopyColumns("Copy", "RScore")).Fit(data).Transform(data);
        using NetworkScorer scorer = new(diabetes.Network());
        float[] own = scorer.Score(RowBatch.OfNumbers("x", diabetes.Table.Values, 10)), said = [.. explained.GetColumn<float>("Copy")];
        double mean = own.Average(), r2 = 1 - own.Zip(said, (a, b) => Math.Pow(a - b, 2)).Sum() / own.Sum(a => Math.Pow(a - mean, 2));
        // CART of 16 leaves explains at least 0.8 of this network, of which a hundredth may be lost.
        Assert.InRange(r2, 0.79, 1);
        float[] fidelity = [.. explained.GetColumn<float>("RFidelity")];
        Assert.InRange(fidelity.Average(), r2 - 0.05, r2 + 0.05);
    }

    [Fact]
    public void Says_which_column_is_missing_or_of_another_type()
    {
        IDataView data = Flower.All(Context);
        RuleTransformer model = Context.Interpret.Rules(ReferenceNetwork.Read("iris").Network(), "Features").Fit(data);
        IDataView renamed = Context.Transforms.CopyColumns("Other", "Features").Append(Context.Transforms.SelectColumns("Other")).Fit(data).Transform(data);
        Assert.Contains("'Features'", Assert.Throws<ArgumentOutOfRangeException>(() => model.Transform(renamed)).Message);
        Assert.Contains("13 x Single", Assert.Throws<ArgumentException>(() => Context.Interpret.Rules(ReferenceNetwork.Read("wine").Network(), "Features").Fit(data)).Message);
    }
}
