using Microsoft.ML.Calibrators;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers;

namespace Microsoft.ML.Standin.Tests.Trainers;

/// <summary>Expectations: the conditions that hold at the minimum of the penalised loss, and closed forms.</summary>
public class LogisticRegressionTests
{
    private static readonly MLContext Context = new(1);

    private sealed class Row
    {
        [VectorType(3)]
        public float[] Features { get; set; } = [];

        public bool Label { get; set; }

        public float Weight { get; set; } = 1;
    }

    private sealed class SparseRow
    {
        [VectorType(3)]
        public VBuffer<float> Features { get; set; }

        public bool Label { get; set; }
    }

    private sealed class Coin
    {
        [VectorType(1)]
        public float[] Features { get; set; } = [];

        public bool Label { get; set; }
    }

    private static Row[] Rows()
    {
        var random = new Random(3);
        return [.. Enumerable.Range(0, 80).Select(_ =>
        {
            float[] x = [random.NextSingle() * 4 - 2, random.NextSingle() * 3, random.Next(3) - 1];
            return new Row { Features = x, Label = x[0] - x[1] + 1 + random.NextSingle() > 0.5f, Weight = random.NextSingle() + 0.5f };
        })];
    }

    private static LbfgsLogisticRegressionBinaryTrainer Trainer(LbfgsLogisticRegressionBinaryTrainer.Options options) =>
        Context.BinaryClassification.Trainers.LbfgsLogisticRegression(options);

    [Theory]
    [InlineData(0, 0.1, false)]
    [InlineData(0, 2, true)]
    [InlineData(1, 0.5, false)]
    [InlineData(4, 0, true)]
    public void At_the_minimum_no_direction_leads_down(float l1, float l2, bool weighted)
    {
        var rows = Rows();
        var fitted = Trainer(new()
        {
            L1Regularization = l1,
            L2Regularization = l2,
            OptimizationTolerance = 1e-14f,
            ExampleWeightColumnName = weighted ? "Weight" : null,
        }).Fit(Context.Data.LoadFromEnumerable(rows));
        var (weights, bias) = (fitted.Model.SubModel.Weights, fitted.Model.SubModel.Bias);

        // A slow, plain gradient of the mean loss and the L2 penalty.
        double total = rows.Sum(r => weighted ? r.Weight : 1);
        var gradient = new double[4];
        foreach (var row in rows)
        {
            var score = bias + row.Features.Zip(weights, (x, w) => (double)x * w).Sum();
            var error = (weighted ? row.Weight : 1) * (1 / (1 + Math.Exp(-score)) - (row.Label ? 1 : 0)) / total;
            for (var i = 0; i < 3; i++)
                gradient[i] += error * row.Features[i];
            gradient[3] += error;
        }
        Assert.Equal(0, gradient[3], 1e-6);
        for (var i = 0; i < 3; i++)
        {
            var smooth = gradient[i] + l2 * weights[i] / total;
            // The L1 penalty is divided by the number of rows, whatever they weigh.
            if (weights[i] == 0)
                Assert.InRange(Math.Abs(smooth), 0, (double)l1 / rows.Length);
            else
                Assert.Equal(-Math.Sign(weights[i]) * (double)l1 / rows.Length, smooth, 1e-6);
        }
        if (l1 == 0)
            Assert.DoesNotContain(0, weights);
        if (l1 == 4)
            Assert.Contains(0, weights);
    }

    [Fact]
    public void Without_penalty_the_frequencies_come_back()
    {
        // Of 10 rows at 0, 2 are positive; of 8 at 1, 6: log-odds log(2/8) and log(6/2).
        var rows = Enumerable.Range(0, 10).Select(i => new Coin { Features = [0], Label = i < 2 })
            .Concat(Enumerable.Range(0, 8).Select(i => new Coin { Features = [1], Label = i < 6 }));
        var fitted = Context.BinaryClassification.Trainers.LbfgsLogisticRegression(l1Regularization: 0, l2Regularization: 0,
            optimizationTolerance: 1e-12f).Fit(Context.Data.LoadFromEnumerable(rows));
        Assert.Equal(Math.Log(0.25), fitted.Model.SubModel.Bias, 1e-5);
        Assert.Equal(Math.Log(3) - Math.Log(0.25), fitted.Model.SubModel.Weights[0], 1e-5);
        Assert.Equal([0.2f, 0.75f], fitted.Transform(Context.Data.LoadFromEnumerable(rows)).GetColumn<float>("Probability").Distinct().Select(p => MathF.Round(p, 5)));
    }

    [Fact]
    public void Weights_held_non_negative_stay_so()
    {
        var rows = Rows();
        var data = Context.Data.LoadFromEnumerable(rows);
        var model = Context.BinaryClassification.Trainers.LbfgsLogisticRegression(l1Regularization: 0.5f, enforceNonNegativity: true)
            .Fit(data).Model.SubModel;
        Assert.All(model.Weights, w => Assert.True(w >= 0));
        // The second feature speaks against the label; the first for it.
        Assert.True(model.Weights[0] > 0);
        Assert.Equal(0, model.Weights[1]);
    }

    [Fact]
    public void Sparse_features_give_the_model_of_dense_ones()
    {
        var rows = Rows();
        var sparse = rows.Select(r =>
        {
            var set = Enumerable.Range(0, 3).Where(i => r.Features[i] != 0).ToArray();
            return new SparseRow { Features = new(3, set.Length, set.Select(i => r.Features[i]).ToArray(), set), Label = r.Label };
        }).ToList();
        Assert.Contains(sparse, r => r.Features.GetValues().Length < 3);
        var trainer = Context.BinaryClassification.Trainers.LbfgsLogisticRegression();
        var expected = trainer.Fit(Context.Data.LoadFromEnumerable(rows)).Model.SubModel;
        var fitted = trainer.Fit(Context.Data.LoadFromEnumerable(sparse));
        Assert.All(expected.Weights.Zip(fitted.Model.SubModel.Weights), p => Assert.Equal(p.First, p.Second, 1e-4f));
        Assert.All(fitted.Transform(Context.Data.LoadFromEnumerable(sparse)).GetColumn<float>("Score").Zip(
            fitted.Transform(Context.Data.LoadFromEnumerable(rows)).GetColumn<float>("Score")), p => Assert.Equal(p.First, p.Second, 1e-4f));
    }

    [Fact]
    public void Rows_that_lack_a_number_are_left_out()
    {
        var rows = Rows();
        var with = rows.Append(new Row { Features = [float.NaN, 1, 1], Label = true }).Append(new Row { Features = [50, 0, 0], Weight = float.NaN });
        var trainer = Context.BinaryClassification.Trainers.LbfgsLogisticRegression(exampleWeightColumnName: "Weight");
        Assert.Equal(trainer.Fit(Context.Data.LoadFromEnumerable(rows)).Model.SubModel.Weights,
            trainer.Fit(Context.Data.LoadFromEnumerable(with)).Model.SubModel.Weights);
        Assert.Throws<InvalidOperationException>(() => trainer.Fit(Context.Data.LoadFromEnumerable(Array.Empty<Row>())));
    }

    [Fact]
    public void The_columns_are_those_of_a_binary_classifier()
    {
        var data = Context.Data.LoadFromEnumerable(Rows());
        var trainer = Context.BinaryClassification.Trainers.LbfgsLogisticRegression();
        Assert.True(trainer.Info.NeedNormalization);
        Assert.Equal("Features", trainer.FeatureColumn.Name);
        var fitted = trainer.Fit(data);
        Assert.Equal(("Features", data.Schema["Features"].Type), (fitted.FeatureColumnName, fitted.FeatureColumnType));
        Assert.Equal((-1.0, 0.0), (fitted.Model.Calibrator.Slope, fitted.Model.Calibrator.Offset));

        var scored = fitted.Transform(data);
        Assert.Equal(["PredictedLabel", "Score", "Probability"], scored.Schema.Select(c => c.Name).TakeLast(3));
        var scores = scored.GetColumn<float>("Score").ToList();
        Assert.Equal(scores.Select(s => s > 0), scored.GetColumn<bool>("PredictedLabel"));
        Assert.All(scores.Zip(scored.GetColumn<float>("Probability")), p => Assert.Equal(1 / (1 + Math.Exp(-p.First)), p.Second, 1e-6));
        Assert.All(Rows().Zip(scores), p => Assert.Equal(
            fitted.Model.SubModel.Bias + p.First.Features.Zip(fitted.Model.SubModel.Weights, (x, w) => x * w).Sum(), p.Second, 1e-4f));
        Assert.True(scored.Schema["Probability"].IsNormalized());
        Assert.Equal(("BinaryClassification", "Score", 1u), Kind(scored.Schema["Score"]));
        Assert.Equal(("BinaryClassification", "PredictedLabel", 1u), Kind(scored.Schema["PredictedLabel"]));
        // The columns of a second model make a set of their own.
        Assert.Equal(2u, Kind(fitted.Transform(scored).Schema["Score"]).Item3);

        static (string, string, uint) Kind(DataViewSchema.Column column)
        {
            ReadOnlyMemory<char> kind = default, value = default;
            uint set = 0;
            column.Annotations.GetValue("ScoreColumnKind", ref kind);
            column.Annotations.GetValue("ScoreValueKind", ref value);
            column.Annotations.GetValue("ScoreColumnSetId", ref set);
            return (kind.ToString(), value.ToString(), set);
        }
    }

    [Fact]
    public void The_shape_is_known_before_there_is_data()
    {
        var shape = Shapes.Of(Context.Data.LoadFromEnumerable(Rows()).Schema);
        var trainers = Context.BinaryClassification.Trainers;
        var output = trainers.LbfgsLogisticRegression().GetOutputSchema(shape);
        Assert.Equal(["Score", "Probability", "PredictedLabel"], output.Select(c => c.Name).TakeLast(3));
        Assert.Equal(BooleanDataViewType.Instance, output.Last().ItemType);
        Assert.Contains("label column 'None'", Assert.Throws<ArgumentOutOfRangeException>(
            () => trainers.LbfgsLogisticRegression("None").GetOutputSchema(shape)).Message);
        Assert.Contains("expected Boolean, got Single", Assert.Throws<ArgumentOutOfRangeException>(
            () => trainers.LbfgsLogisticRegression("Weight").GetOutputSchema(shape)).Message);
        Assert.Contains("expected Vector<Single>, got Single", Assert.Throws<ArgumentOutOfRangeException>(
            () => trainers.LbfgsLogisticRegression("Label", "Weight").GetOutputSchema(shape)).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => trainers.LbfgsLogisticRegression(l2Regularization: -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => trainers.LbfgsLogisticRegression(historySize: 0));
    }

    [Fact]
    public void Features_of_another_size_are_refused()
    {
        var fitted = Context.BinaryClassification.Trainers.LbfgsLogisticRegression().Fit(Context.Data.LoadFromEnumerable(Rows()));
        var other = Context.Data.LoadFromEnumerable<Coin>([new() { Features = [1] }]);
        Assert.Contains("'Features'", Assert.Throws<ArgumentOutOfRangeException>(() => fitted.GetOutputSchema(other.Schema)).Message);
    }

    private sealed class Prediction
    {
        public bool PredictedLabel { get; set; }

        public float Score { get; set; }

        public float Probability { get; set; }
    }

    [Fact]
    public void A_trainer_after_other_stages_is_saved_loaded_and_asked_row_by_row()
    {
        var rows = Rows();
        var data = Context.Data.LoadFromEnumerable(rows);
        var model = Context.Transforms.NormalizeMeanVariance("Features", fixZero: false).AppendCacheCheckpoint(Context)
            .Append(Context.BinaryClassification.Trainers.LbfgsLogisticRegression()).Fit(data);
        Assert.IsType<LinearBinaryModelParameters>(model.LastTransformer.Model.SubModel);
        var expected = model.Transform(data).GetColumn<float>("Score").ToList();

        var stream = new MemoryStream();
        Context.Model.Save(model, data.Schema, stream);
        stream.Position = 0;
        var loaded = new MLContext().Model.Load(stream, out _);
        Assert.Equal(expected, loaded.Transform(data).GetColumn<float>("Score"));
        var last = ((IEnumerable<ITransformer>)loaded).Last();
        Assert.Equal(model.LastTransformer.Model.SubModel.Weights,
            Assert.IsType<BinaryPredictionTransformer<CalibratedModelParametersBase<LinearBinaryModelParameters, PlattCalibrator>>>(last)
                .Model.SubModel.Weights);
        using var engine = Context.Model.CreatePredictionEngine<Row, Prediction>(loaded);
        Assert.Equal(expected, rows.Select(r => engine.Predict(r).Score));
        Assert.Equal(expected[0] > 0, engine.Predict(rows[0]).PredictedLabel);
    }
}
