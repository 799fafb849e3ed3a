using Microsoft.ML.Data;

namespace Microsoft.ML.Standin.Tests.Evaluation;

/// <summary>Expectations are worked out by hand from the definitions in ML.NET's documentation.</summary>
public class BinaryEvaluationTests
{
    private static readonly MLContext Context = new(1);

    private sealed class Scored
    {
        public bool Label { get; set; }

        public float Score { get; set; }

        public float Probability { get; set; }

        public bool PredictedLabel { get; set; }
    }

    private sealed class Example
    {
        [VectorType(2)]
        public float[] Features { get; set; } = [];

        public bool Label { get; set; }

        public string Group { get; set; } = "";
    }

    private static IDataView Data(params (bool Label, float Score, float Probability)[] rows) => Context.Data.LoadFromEnumerable(
        rows.Select(r => new Scored { Label = r.Label, Score = r.Score, Probability = r.Probability, PredictedLabel = r.Score > 0 }));

    // By score: +3, +1, -1 (tied with a positive), -1, 0 (predicted negative), then a negative at -4.
    private static readonly (bool, float, float)[] Rows =
        [(true, 3, 0.5f), (false, 1, 0.25f), (true, -1, 0.125f), (false, -1, 0.5f), (true, 0, 0.5f), (false, -4, 0.75f)];

    [Fact]
    public void Counts_and_what_follows_from_them()
    {
        // Predicted positive: +3 (right), +1 (wrong). Right negatives: -1, -4; missed: -1, 0.
        var metrics = Context.BinaryClassification.Evaluate(Data(Rows));
        Assert.Equal([[1, 2], [1, 2]], metrics.ConfusionMatrix.Counts);
        Assert.Equal(2, metrics.ConfusionMatrix.NumberOfClasses);
        Assert.Equal(2, metrics.ConfusionMatrix.GetCountForClassPair(1, 0));
        Assert.Equal(1, metrics.ConfusionMatrix.GetCountForClassPair(0, 1));
        Assert.Equal(3 / 6.0, metrics.Accuracy, 1e-12);
        Assert.Equal((1 / 2.0, 1 / 3.0), (metrics.PositivePrecision, metrics.PositiveRecall));
        Assert.Equal((2 / 4.0, 2 / 3.0), (metrics.NegativePrecision, metrics.NegativeRecall));
        Assert.Equal(2 * (1 / 6.0) / (5 / 6.0), metrics.F1Score, 1e-12);
    }

    [Fact]
    public void Areas_under_the_curves()
    {
        // Pairs: +3 beats three negatives, 0 beats two, -1 beats one and ties one: 6.5 of 9.
        var metrics = Context.BinaryClassification.EvaluateNonCalibrated(Data(Rows));
        Assert.Equal(6.5 / 9, metrics.AreaUnderRocCurve, 1e-12);
        // In order of scores: right (1/1), wrong (1/2), right (2/3), right (the first of the ties, 3/4), wrong, wrong.
        Assert.Equal((1 + (1 / 2.0 + 2 / 3.0) / 2 + (2 / 3.0 + 3 / 4.0) / 2) / 3, metrics.AreaUnderPrecisionRecallCurve, 1e-12);
    }

    [Fact]
    public void Log_loss_is_in_bits()
    {
        // Bits of the true classes: 1, log2(4/3), 3, 1, 1, 2; half the rows are positive, so the entropy is one bit.
        var metrics = Context.BinaryClassification.Evaluate(Data(Rows));
        var expected = (8 + Math.Log2(4 / 3.0)) / 6;
        Assert.Equal(expected, metrics.LogLoss, 1e-12);
        Assert.Equal(1, metrics.Entropy, 1e-12);
        Assert.Equal(1 - expected, metrics.LogLossReduction, 1e-12);
    }

    [Fact]
    public void Rows_without_a_score_do_not_count()
    {
        var metrics = Context.BinaryClassification.Evaluate(Data([.. Rows, (true, float.NaN, 0.5f)]));
        Assert.Equal([[1, 2], [1, 2]], metrics.ConfusionMatrix.Counts);
    }

    [Fact]
    public void A_missing_column_or_class_is_refused()
    {
        Assert.Contains("None", Assert.Throws<ArgumentOutOfRangeException>(
            () => Context.BinaryClassification.Evaluate(Data(Rows), scoreColumnName: "None")).Message);
        Assert.Contains("negative class", Assert.Throws<ArgumentOutOfRangeException>(
            () => Context.BinaryClassification.Evaluate(Data((true, 1, 1)))).Message);
        Assert.Contains("positive class", Assert.Throws<ArgumentOutOfRangeException>(
            () => Context.BinaryClassification.Evaluate(Data((false, 1, 1)))).Message);
    }

    private static Example[] Examples()
    {
        var random = new Random(5);
        return [.. Enumerable.Range(0, 200).Select(i =>
        {
            float[] x = [random.NextSingle() - 0.5f, random.NextSingle()];
            return new Example { Features = x, Label = x[0] + 0.2f * (random.NextSingle() - 0.5f) > 0, Group = $"{i % 20}" };
        })];
    }

    [Fact]
    public void Each_fold_is_scored_by_a_pipeline_fitted_on_the_others()
    {
        var data = Context.Data.LoadFromEnumerable(Examples());
        var fits = new List<long>();
        var pipeline = Context.Transforms.NormalizeMinMax("Scaled", "Features").WithOnFitDelegate(_ => fits.Add(1))
            .Append(Context.BinaryClassification.Trainers.LbfgsLogisticRegression(featureColumnName: "Scaled", l1Regularization: 0));
        var results = Context.BinaryClassification.CrossValidate(data, pipeline, numberOfFolds: 4, seed: 7);
        Assert.Equal([0, 1, 2, 3], results.Select(r => r.Fold));
        Assert.Equal(4, fits.Count);
        Assert.Equal(200, results.Sum(r => r.ScoredHoldOutSet.GetColumn<float>("Score").Count()));
        foreach (var result in results)
        {
            Assert.True(result.Metrics.AreaUnderRocCurve > 0.95);
            Assert.Equal(Context.BinaryClassification.Evaluate(result.ScoredHoldOutSet).LogLoss, result.Metrics.LogLoss);
            Assert.Equal(result.ScoredHoldOutSet.GetColumn<float>("Score"),
                result.Model.Transform(result.ScoredHoldOutSet).GetColumn<float>("Score"));
        }
        var again = Context.BinaryClassification.CrossValidateNonCalibrated(data, pipeline, numberOfFolds: 4, seed: 7);
        Assert.Equal(results.Select(r => r.Metrics.Accuracy), again.Select(r => r.Metrics.Accuracy));
    }

    [Fact]
    public void Rows_of_a_group_stay_together()
    {
        var data = Context.Data.LoadFromEnumerable(Examples());
        var results = Context.BinaryClassification.CrossValidate(
            data, Context.BinaryClassification.Trainers.LbfgsLogisticRegression(), numberOfFolds: 2, samplingKeyColumnName: "Group");
        var groups = results.Select(r => r.ScoredHoldOutSet.GetColumn<string>("Group").Distinct().ToList()).ToList();
        Assert.Empty(groups[0].Intersect(groups[1]));
        Assert.Equal(20, groups.Sum(g => g.Count));
    }
}
