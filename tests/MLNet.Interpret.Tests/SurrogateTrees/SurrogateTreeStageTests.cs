using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.Interpret.Scoring;
using MLNet.Interpret.SurrogateTrees;
using MLNet.Interpret.Tests.Pipeline;

namespace MLNet.Interpret.Tests.SurrogateTrees;

/// <summary>Expectations: what the plain class gives, and the model's own predictions.</summary>
public class SurrogateTreeStageTests
{
    private sealed class Explained
    {
        public float[] SurrogateScore { get; set; } = [];

        public uint SurrogatePredictedLabel { get; set; }

        public int SurrogateLeaf { get; set; }

        public string SurrogatePath { get; set; } = "";

        public bool SurrogateAgrees { get; set; }
    }

    private sealed class Loan
    {
        public float Income { get; set; }

        public string Home { get; set; } = "";

        public bool Married { get; set; }

        public bool Label { get; set; }
    }

    private static readonly MLContext Context = new(1);

    [Fact]
    public void Adds_what_the_surrogate_says_of_a_network()
    {
        Onnx.Network network = ReferenceNetwork.Read("iris").Network();
        IDataView data = Flower.All(Context);
        SurrogateTreeTransformer model = Context.Interpret.SurrogateTree(network, "Features", inducer: new CartInducer { MaximumLeaves = 3 }).Fit(data);
        Explained[] rows = [.. Context.Data.CreateEnumerable<Explained>(model.Transform(data), reuseRowObject: false)];

        using NetworkScorer scorer = new(network);
        float[] scores = scorer.Score(RowBatch.OfNumbers("x", ReferenceNetwork.Read("iris").Table.Values, 4));
        DecisionTree tree = model.Surrogate.Tree;
        Assert.Equal(3, tree.Leaves);
        float[][] features = [.. data.GetColumn<float[]>("Features")];
        for (int i = 0; i < rows.Length; i++)
        {
            int leaf = tree.FindLeaf(features[i]);
            Assert.Equal(leaf, rows[i].SurrogateLeaf);
            Assert.Equal(tree.Leaf(leaf).Value.Select(v => (float)v), rows[i].SurrogateScore);
            Assert.Equal(Array.IndexOf(rows[i].SurrogateScore, rows[i].SurrogateScore.Max()) + 1, (int)rows[i].SurrogatePredictedLabel);
            Assert.Equal(tree.DescribePath(leaf), rows[i].SurrogatePath);
            ReadOnlySpan<float> own = scores.AsSpan(3 * i, 3);
            Assert.Equal(System.Numerics.Tensors.TensorPrimitives.IndexOfMax(own) + 1 == rows[i].SurrogatePredictedLabel, rows[i].SurrogateAgrees);
        }
        Assert.InRange(rows.Count(r => r.SurrogateAgrees), 140, 149);
        Assert.Contains("Features[", rows[0].SurrogatePath);
        Assert.Equal(150, model.Training!.Queries);
    }

    [Fact]
    public void Loads_in_another_context_and_serves_single_rows()
    {
        IDataView data = Flower.All(Context);
        ITransformer model = Context.Interpret.SurrogateTree(ReferenceNetwork.Read("iris").Network(), "Features").Fit(data);
        string file = System.IO.Path.GetTempFileName();
        try
        {
            Context.Model.Save(model, data.Schema, file);
            MLContext fresh = new();
            ITransformer loaded = fresh.Model.Load(file, out _);
            IDataView expected = model.Transform(data), actual = loaded.Transform(Flower.All(fresh));
            Assert.Equal(expected.GetColumn<float[]>("SurrogateScore"), actual.GetColumn<float[]>("SurrogateScore"));
            Assert.Equal(expected.GetColumn<bool>("SurrogateAgrees"), actual.GetColumn<bool>("SurrogateAgrees"));
            Assert.Equal(expected.GetColumn<string>("SurrogatePath"), actual.GetColumn<string>("SurrogatePath"));
            PredictionEngine<Flower, Explained> engine = fresh.Model.CreatePredictionEngine<Flower, Explained>(loaded);
            Explained one = engine.Predict(new Flower { Features = [6.7f, 3, 5.2f, 2.3f] });
            Assert.Equal(3u, one.SurrogatePredictedLabel);
            Assert.True(one.SurrogateAgrees);
        }
        finally
        {
            File.Delete(file);
        }
    }

    // What this process gives, bit for bit, in one that only loads the file: the tree, the model that it is compared with, and a stage of rules behind it.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Loads_in_a_fresh_process_that_never_used_the_library(bool isChain)
    {
        IDataView data = Sample.Table(Context, 120);
        Onnx.Network network = SmallNetworks.Smooth();
        ITransformer? chain = isChain
            ? Context.Transforms.Concatenate("Joined", "A", "B", "C").Append(Context.BinaryClassification.Trainers.FastTree("Label", "Joined", numberOfTrees: 5)).Fit(data)
            : null;
        CartInducer inducer = new() { MaximumLeaves = 5 };
        SurrogateTreeEstimator trees = isChain ? Context.Interpret.SurrogateTree(chain!, inducer: inducer) : Context.Interpret.SurrogateTree(network, "Features", inducer: inducer);
        ITransformer model = trees.Append(Context.Interpret.Rules(network, "Features")).Fit(data);
        string file = System.IO.Path.GetTempFileName();
        try
        {
            Context.Model.Save(model, data.Schema, file);
            string[] expected = [.. FreshProcess.Print(model.Transform(Sample.Table(Context, 40)).GetColumn<float[]>("SurrogateScore"))];
            Assert.True(expected.Distinct().Count() > 2);
            Assert.Equal(expected, FreshProcess.Transform(file, 40, "SurrogateScore"));
        }
        finally
        {
            File.Delete(file);
        }
    }

    // The chain decides by a rule over a number, a key and a boolean, which the tree must find in those columns' own terms.
    [Fact]
    public void Mimics_a_fitted_chain_in_terms_of_its_raw_columns()
    {
        Random random = new(4);
        Loan[] loans = [.. Enumerable.Range(0, 600).Select(_ =>
        {
            Loan loan = new() { Income = random.Next(0, 100), Home = new[] { "own", "rent", "none" }[random.Next(3)], Married = random.Next(2) == 0 };
            loan.Label = loan.Home == "own" ? loan.Income > 30 : loan.Home == "rent" && loan.Married;
            return loan;
        })];
        IDataView data = Context.Transforms.Conversion.MapValueToKey("HomeKey", "Home").Fit(Context.Data.LoadFromEnumerable(loans))
            .Transform(Context.Data.LoadFromEnumerable(loans));
        var chain = Context.Transforms.Conversion.ConvertType("M", "Married", DataKind.Single)
            .Append(Context.Transforms.Categorical.OneHotEncoding("H", "Home"))
            .Append(Context.Transforms.Concatenate("Features", "Income", "H", "M"))
            .Append(Context.BinaryClassification.Trainers.FastTree(numberOfTrees: 60));
        // The key column is what the surrogate asks about, so the chain reads that.
        var keyed = Context.Transforms.Conversion.MapKeyToValue("Home", "HomeKey").Append(chain).Fit(data);
        SurrogateTreeTransformer model = Context.Interpret.SurrogateTree(keyed, inducer: new CartInducer { MaximumLeaves = 8, MinimumLeafSize = 5 }).Fit(data);

        IDataView explained = model.Transform(data);
        Assert.All(explained.GetColumn<bool>("SurrogateAgrees").Zip(explained.GetColumn<string>("SurrogatePath")), p => Assert.True(p.First, p.Second));
        string[] paths = [.. explained.GetColumn<string>("SurrogatePath").Distinct()];
        Assert.Contains(paths, p => p.Contains("HomeKey") && p.Contains("Married = true"));
        Assert.Contains(paths, p => p.Contains("Income > 30.5"));
        Assert.Equal(2, model.Surrogate.Classes.Count);

        using MemoryStream stream = new();
        Context.Model.Save(model, data.Schema, stream);
        stream.Position = 0;
        ITransformer loaded = new MLContext().Model.Load(stream, out _);
        Assert.Equal(explained.GetColumn<bool>("SurrogateAgrees"), loaded.Transform(data).GetColumn<bool>("SurrogateAgrees"));
    }

    [Fact]
    public void A_number_agrees_within_a_tolerance()
    {
        ReferenceNetwork diabetes = ReferenceNetwork.Read("diabetes_regression");
        SchemaDefinition schema = SchemaDefinition.Create(typeof(Flower));
        schema["Features"].ColumnType = new VectorDataViewType(NumberDataViewType.Single, 10);
        IDataView data = Context.Data.LoadFromEnumerable(Enumerable.Range(0, diabetes.Table.Count)
            .Select(i => new Flower { Features = diabetes.Table.Values.AsSpan(10 * i, 10).ToArray() }), schema);
        SurrogateTreeTransformer model = Context.Interpret.SurrogateTree(
            diabetes.Network(), new SurrogateTreeEstimator.Options { InputColumnName = "Features", OutputColumnName = "T", AgreementTolerance = 20 }).Fit(data);
        IDataView explained = model.Transform(data);
        Assert.Null(explained.Schema.GetColumnOrNull("TPredictedLabel"));
        using NetworkScorer scorer = new(diabetes.Network());
        float[] own = scorer.Score(RowBatch.OfNumbers("x", diabetes.Table.Values, 10));
        Assert.Equal(explained.GetColumn<float>("TScore").Zip(own, (a, b) => Math.Abs(a - b) <= 20), explained.GetColumn<bool>("TAgrees"));
    }

    [Fact]
    public void Says_which_column_is_missing_or_of_another_type()
    {
        IDataView data = Flower.All(Context);
        Onnx.Network network = ReferenceNetwork.Read("iris").Network();
        Assert.Contains("'x'", Assert.Throws<ArgumentOutOfRangeException>(() => Context.Interpret.SurrogateTree(network).Fit(data)).Message);
        network = ReferenceNetwork.Read("wine").Network();
        Assert.Contains("13 x Single", Assert.Throws<ArgumentException>(() => Context.Interpret.SurrogateTree(network, "Features").Fit(data)).Message);
    }
}
