using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.Interpret.LocalSurrogates;
using MLNet.Interpret.Onnx;
using MLNet.Interpret.Scoring;
using MLNet.Interpret.Tests.Pipeline;

namespace MLNet.Interpret.Tests.LocalSurrogates;

/// <summary>The stages in pipelines. Expectations are the plain classes' results, which have tests of their own, or closed forms.</summary>
public sealed class TabularStageTests : IDisposable
{
    private const int Rows = 60;

    private readonly MLContext _ml = new(1);
    private readonly string _folder = Directory.CreateTempSubdirectory("lime").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_network_over_one_vector_column_is_explained_as_by_the_plain_class()
    {
        IDataView data = Sample.Table(_ml, Rows);
        TabularLimeOptions options = new() { Samples = 400, Features = 2, Seed = 9 };
        IDataView explained = _ml.Interpret.LimeTabular(SmallNetworks.Smooth(), Columns() with { Classes = [0, 1] }, options).Fit(data).Transform(data);

        using NetworkScorer scorer = new(SmallNetworks.Smooth());
        RowBatch rows = RowBatch.OfNumbers("x", Sample.Rows(Rows).SelectMany(r => r.Features).ToArray(), 3);
        ExplanationSet expected = new TabularLime(scorer, TabularStatistics.Learn(TabularLayout.Of(scorer), rows), options).Explain(rows, [0, 1]);
        for (int c = 0; c < 2; c++)
        {
            LocalExplanation[] one = [.. expected.Rows.Select(r => r[c])];
            Assert.Equal(one.Select(e => e.Weights.Select(w => (float)w)), explained.GetColumn<float[]>($"Why.{c}"));
            Assert.Equal(one.Select(e => (float)e.Intercept), explained.GetColumn<float>($"WhyIntercept.{c}"));
            Assert.Equal(one.Select(e => (float)e.LocalPrediction), explained.GetColumn<float>($"WhyLocalPrediction.{c}"));
            Assert.Equal(one.Select(e => (float)e.R2), explained.GetColumn<float>($"WhyR2.{c}"));
            Assert.Equal(one.Select(e => e.Features), explained.GetColumn<int[]>($"WhyFeatures.{c}"));
            Assert.Equal(one.Select(_ => (long)c), explained.GetColumn<long>($"WhyTarget.{c}"));
        }
    }

    [Fact]
    public void Several_columns_make_up_one_input_and_name_the_slots()
    {
        IDataView data = Sample.Table(_ml, Rows);
        TabularStageOptions columns = new() { OutputColumnName = "Why", InputColumnNames = ["A", "B", "C"] };
        var pipeline = _ml.Interpret.LimeTabular(SmallNetworks.Smooth(), columns, new() { Samples = 300, Tolerance = 0.5 })
            .Append(_ml.Transforms.Concatenate("Both", "Why", "WhyR2", "WhyHalfWidths"));
        IDataView explained = pipeline.Fit(data).Transform(data);
        VBuffer<ReadOnlyMemory<char>> names = default;
        explained.Schema["Why"].GetSlotNames(ref names);
        Assert.Equal(["A", "B", "C"], names.DenseValues().Select(n => n.ToString()));
        Assert.Equal(7, ((VectorDataViewType)explained.Schema["Both"].Type).Size);
        Assert.All(explained.GetColumn<ReadOnlyMemory<char>[]>("WhyConditions"), c => Assert.Contains("B", c[1].ToString(), StringComparison.Ordinal));
        Assert.All(explained.GetColumn<int>("WhySamples"), n => Assert.True(n >= 300));
    }

    /// <summary>Expectation: the linear model's weights times standard deviations, behind stages of ML.NET that scale and join raw columns.</summary>
    [Fact]
    public void A_fitted_chain_is_explained_in_its_raw_columns()
    {
        Network line = SmallNetworks.Build(g =>
        {
            Value x = g.Input("Joined", ElementType.Float, SmallNetworks.Rows(null, 3));
            g.Output(x.MatMul(g.Constant(OnnxTensor.Of([2f, -1, 0.5f], 3, 1))), "Score", SmallNetworks.Rows(null, 1));
        });
        string file = Path.Combine(_folder, "line.onnx");
        OnnxFile.Save(line.Model, file);
        IDataView data = Sample.Table(_ml, Rows);
        ITransformer model = _ml.Transforms.Concatenate("Joined", "A", "B", "C").Append(_ml.Transforms.ApplyOnnxModel("Score", "Joined", file)).Fit(data);
        IDataView explained = _ml.Interpret.LimeTabular(model, new() { OutputColumnName = "Why" }, Exact).Fit(data).Transform(data);
        double[] expected = [.. new (double W, Func<Sample, float> Value)[] { (2, r => r.A), (-1, r => r.B), (0.5, r => r.C) }.Select(c =>
        {
            double[] values = [.. Sample.Rows(Rows).Select(r => (double)c.Value(r))];
            return c.W * Math.Sqrt(values.Sum(v => Math.Pow(v - values.Average(), 2)) / Rows);
        })];
        foreach (float[] weights in explained.GetColumn<float[]>("Why"))
        {
            Assert.Equal(expected, weights.Select(w => (double)w), (e, w) => Math.Abs(e - w) < 1e-3);
        }
    }

    [Fact]
    public void A_saved_stage_gives_the_same_in_a_fresh_process()
    {
        IDataView data = Sample.Table(_ml, Rows), few = Sample.Table(_ml, 9);
        IEstimator<ITransformer>[] stages =
        [
            _ml.Interpret.LimeTabular(SmallNetworks.Smooth(), Columns(), new() { Samples = 300, Discretizer = Discretizer.Decile }),
            _ml.Interpret.LimeTabular(Chain(data), new() { OutputColumnName = "Why", ScoreName = "Joined" }, Exact),
            _ml.Interpret.KernelShap(SmallNetworks.Smooth(), Columns(), new() { Background = 7 }),
        ];
        foreach (IEstimator<ITransformer> stage in stages)
        {
            ITransformer model = stage.Fit(data);
            string file = Path.Combine(_folder, "model.zip");
            _ml.Model.Save(model, data.Schema, file);
            Assert.Equal(FreshProcess.Print(model.Transform(few).GetColumn<float[]>("Why")), FreshProcess.Transform(file, 9, "Why"));
            Assert.Equal(model.Transform(few).Schema.Select(c => (c.Name, c.Type)), _ml.Model.Load(file, out _).Transform(few).Schema.Select(c => (c.Name, c.Type)));
        }
    }

    [Fact]
    public void Single_rows_are_explained_as_many_are()
    {
        IDataView data = Sample.Table(_ml, Rows);
        LimeTransformer stage = _ml.Interpret.LimeTabular(SmallNetworks.Smooth(), Columns(), new() { Samples = 300 }).Fit(data);
        float[][] together = [.. stage.Transform(data).GetColumn<float[]>("Why")];
        using PredictionEngine<Sample, Explained> engine = _ml.Model.CreatePredictionEngine<Sample, Explained>(stage);
        foreach ((int i, Sample row) in Sample.Rows(Rows).Index())
        {
            Explained one = engine.Predict(row);
            Assert.Equal(together[i], one.Why);
            Assert.InRange(one.WhyR2, 0, 1);
            Assert.Equal(3, one.WhyFeatures.Length);
        }
    }

    /// <summary>Expectation: what the plain class gives, whose values sum to the score.</summary>
    [Fact]
    public void Shapley_values_and_the_intercept_sum_to_the_score()
    {
        IDataView data = Sample.Table(_ml, Rows);
        IDataView explained = _ml.Interpret.KernelShap(SmallNetworks.Smooth(), Columns() with { Classes = [1] }).Fit(data).Transform(data);
        using NetworkScorer scorer = new(SmallNetworks.Smooth());
        float[] scores = scorer.Score(RowBatch.OfNumbers("x", Sample.Rows(Rows).SelectMany(r => r.Features).ToArray(), 3));
        float[][] weights = [.. explained.GetColumn<float[]>("Why")];
        float[] intercepts = [.. explained.GetColumn<float>("WhyIntercept")];
        for (int i = 0; i < Rows; i++)
        {
            Assert.Equal(scores[2 * i + 1], weights[i].Sum() + intercepts[i], 1e-4);
        }
    }

    [Fact]
    public void What_is_wrong_is_said_before_work_starts()
    {
        IDataView data = Sample.Table(_ml, Rows);
        Refused("no class 2", () => _ml.Interpret.LimeTabular(SmallNetworks.Smooth(), Columns() with { Classes = [2] }).Fit(data));
        Refused("TopClasses", () => _ml.Interpret.LimeTabular(SmallNetworks.Smooth(), Columns(), new() { TopClasses = 3 }).Fit(data));
        Refused("no column 'x'", () => _ml.Interpret.LimeTabular(SmallNetworks.Smooth(), new() { OutputColumnName = "Why" }).Fit(data));
        Refused("takes 3 x Single a row, but the column 'A' has 1", () => _ml.Interpret.LimeTabular(SmallNetworks.Smooth(), Columns() with { InputColumnNames = ["A"] }).Fit(data));
        Refused("have 2 together", () => _ml.Interpret.LimeTabular(SmallNetworks.Smooth(), Columns() with { InputColumnNames = ["A", "B"] }).Fit(data));
        Refused("categorical", () => _ml.Interpret.LimeTabular(SmallNetworks.Smooth(), Columns() with { CategoricalNames = ["nothing"] }).Fit(data));
        Refused("needs a name", () => _ml.Interpret.LimeTabular(SmallNetworks.Smooth(), new() { OutputColumnName = "" }));
        Refused("no column 'Nothing'", () => _ml.Interpret.LimeTabular(SmallNetworks.Smooth(), Columns() with { LabelColumnName = "Nothing" }, new() { Discretizer = Discretizer.Entropy }).Fit(data));
        Refused("InputColumnNames", () => _ml.Interpret.LimeTabular(Chain(data), Columns()));
    }

    /// <summary>Expectation: the labels' own border, and the model's.</summary>
    [Fact]
    public void Ranges_by_entropy_follow_labels_or_the_models_own()
    {
        IDataView data = Sample.Table(_ml, Rows);
        TabularLimeOptions options = new() { Samples = 300, Discretizer = Discretizer.Entropy };
        foreach (string? label in new[] { "Class", null })
        {
            IDataView explained = _ml.Interpret.LimeTabular(SmallNetworks.Smooth(), Columns() with { LabelColumnName = label }, options).Fit(data).Transform(data);
            Assert.All(explained.GetColumn<ReadOnlyMemory<char>[]>("WhyConditions"), c => Assert.Contains("=", c[0].ToString().Replace('>', '='), StringComparison.Ordinal));
        }
    }

    private static TabularLimeOptions Exact => new() { Samples = 500, Discretizer = Discretizer.None, Selection = FeatureSelection.None, Penalty = 0 };

    private static TabularStageOptions Columns() => new() { OutputColumnName = "Why", InputColumnNames = ["Features"] };

    private ITransformer Chain(IDataView data) => _ml.Transforms.Concatenate("Joined", "A", "B", "C").Fit(data);

    private static void Refused(string part, Action call)
    {
        Exception found = Assert.ThrowsAny<ArgumentException>(call);
        Assert.Contains(part, found.Message, StringComparison.Ordinal);
    }

    private sealed class Explained
    {
        public float[] Why { get; set; } = [];

        public float WhyR2 { get; set; }

        public int[] WhyFeatures { get; set; } = [];
    }
}
