using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.Interpret.Evaluation;
using MLNet.Interpret.SurrogateTrees;

namespace MLNet.Interpret.Tests.SurrogateTrees;

/// <summary>Expectations: by hand, or from scikit-learn's metrics on the same few rows where that is said.</summary>
public class FidelityTests
{
    private sealed class Row
    {
        [VectorType(3)]
        public float[] SScore { get; set; } = [];

        [VectorType(3)]
        public float[] SModelScore { get; set; } = [];

        public int SLeaf { get; set; }

        public string SPath { get; set; } = "";

        public bool SAgrees { get; set; }

        public string Label { get; set; } = "";
    }

    private sealed class Flower
    {
        [VectorType(4)]
        public float[] Features { get; set; } = [];

        public int Label { get; set; }
    }

    private static readonly MLContext Context = new(1);

    // Model's and surrogate's class of each row.
    private static readonly (int Model, int Surrogate)[] Pairs = [(0, 0), (0, 0), (0, 1), (1, 1), (1, 1), (1, 2), (2, 2), (2, 2), (2, 2), (2, 0)];

    private static FidelityMetrics Evaluate() => Context.Interpret.EvaluateFidelity(Transformed(), "S", "Label");

    private static IDataView Transformed() => Context.Data.LoadFromEnumerable(Pairs.Select((p, i) => new Row
    {
        SScore = [.. Enumerable.Range(0, 3).Select(c => c == p.Surrogate ? 0.8f : 0.1f)],
        SModelScore = [.. Enumerable.Range(0, 3).Select(c => c == p.Model ? 0.6f + 0.02f * i : 0.2f - 0.01f * i)],
        SLeaf = p.Surrogate,
        SPath = $"leaf {p.Surrogate}",
        SAgrees = p.Model == p.Surrogate,
        Label = i < 8 ? $"{p.Model}" : "?",
    }));

    [Fact]
    public void Counts_agreement_as_scikit_learn_does()
    {
        FidelityMetrics metrics = Evaluate();
        Assert.Equal(0.7, metrics.Agreement, 1e-12);
        // sklearn.metrics.cohen_kappa_score and f1_score(average="macro").
        Assert.Equal(0.5454545454545454, metrics.Kappa, 1e-12);
        Assert.Equal(0.6944444444444443, metrics.MacroF1, 1e-12);
        // statsmodels' proportion_confint(7, 10, method="wilson") is (0.39677, 0.89221).
        Assert.StartsWith("10 rows: agreement 0.700 (0.397 to 0.892), kappa 0.545, macro F1 0.694, R2 of scores ", metrics.ToString(), StringComparison.Ordinal);
        Assert.Equal([[2, 1, 0], [0, 2, 1], [1, 0, 3]], metrics.ConfusionMatrix.Select(r => r.ToArray()));
        // Wilson's interval of 7 in 10 is a textbook example.
        Assert.Equal(0.3968, metrics.AgreementInterval.Low, 1e-4);
        Assert.Equal(0.8922, metrics.AgreementInterval.High, 1e-4);
    }

    [Fact]
    public void Compares_with_the_true_labels_by_name()
    {
        FidelityMetrics metrics = Evaluate();
        // The model is right where the label is its class: the first eight; the surrogate on six of those.
        Assert.Equal(0.8, metrics.ModelPerformance);
        Assert.Equal(0.6, metrics.SurrogatePerformance);
    }

    [Fact]
    public void Looks_at_leaves_and_at_confidence()
    {
        FidelityMetrics metrics = Evaluate();
        Assert.Equal(["leaf 0", "leaf 1", "leaf 2"], metrics.Leaves.Select(l => l.Name));
        Assert.Equal([2 / 3.0, 2 / 3.0, 3 / 4.0], metrics.Leaves.Select(l => l.Agreement));
        Assert.Equal("leaf 0", metrics.WorstLeaf.Name);
        Assert.Equal(10, metrics.ConfidenceDeciles.Count);
        Assert.Equal("confidence 0.64 to 0.64", metrics.WorstDecile!.Name);
        Assert.Equal(0, metrics.WorstDecile.Agreement);
        // Row 0: 0.8 against 0.6 and twice 0.1 against 0.2.
        Assert.Equal(Enumerable.Range(0, 10).Average(i => Pairs[i].Model == Pairs[i].Surrogate
            ? (Math.Abs(0.2 - 0.02 * i) + 2 * Math.Abs(0.1 - 0.01 * i)) / 3
            : (0.5 + 0.02 * i + 0.6 + 0.01 * i + Math.Abs(0.1 - 0.01 * i)) / 3), metrics.MeanAbsoluteError, 1e-6);
    }

    private static IDataView Flowers()
    {
        ReferenceNetwork iris = ReferenceNetwork.Read("iris");
        return Context.Data.LoadFromEnumerable(Enumerable.Range(0, iris.Table.Count)
            .Select(i => new Flower { Features = iris.Table.Values.AsSpan(4 * i, 4).ToArray(), Label = iris.Table.Classes[i] }));
    }

    private static SurrogateTreeEstimator Cart(int leaves) =>
        Context.Interpret.SurrogateTree(ReferenceNetwork.Read("iris").Network(), "Features", "S", new CartInducer { MaximumLeaves = leaves });

    [Fact]
    public void Measures_a_stage_and_its_size()
    {
        IDataView data = Flowers();
        SurrogateTreeTransformer stage = Cart(3).Fit(data);
        FidelityMetrics metrics = Context.Interpret.EvaluateFidelity(stage.Transform(data), "S", "Label", stage.Surrogate);
        Assert.Equal(new SurrogateSize(1, 3, 2, metrics.Size!.MeanPathLength, 2), metrics.Size);
        // Fifty of the hundred and fifty rows leave at the first test.
        Assert.Equal(5 / 3.0, metrics.Size.MeanPathLength, 0.02);
        Assert.InRange(metrics.RSquared, 0.9, 0.999);
        Assert.InRange(metrics.ModelPerformance!.Value, 0.95, 1);
    }

    [Fact]
    public void Is_cross_validated_and_drawn_over_size()
    {
        IDataView data = Flowers();
        CrossValidatedFidelity folds = Context.Interpret.CrossValidateFidelity(data, Cart(3), 5);
        Assert.Equal(150, folds.Folds.Sum(f => f.Rows));
        (double mean, double low, double high) = folds.Mean(f => f.Agreement);
        Assert.InRange(mean, 0.85, 1);
        // Student's t of four degrees of freedom at 97.5 % is 2.776.
        double deviation = Math.Sqrt(folds.Folds.Sum(f => Math.Pow(f.Agreement - mean, 2)) / 4);
        Assert.Equal(mean - 2.7764451 * deviation / Math.Sqrt(5), low, 1e-6);
        Assert.Equal(high - mean, mean - low, 1e-9);

        IReadOnlyList<FidelityAtSize> curve = Context.Interpret.FidelityCurve(data, data, [1, 2, 3, 6], Cart);
        Assert.Equal([1, 2, 3, 6], curve.Select(p => p.Fidelity.Size!.Leaves));
        // On the rows that it is trained on, a larger tree explains more.
        Assert.Equal(curve.Select(p => p.Fidelity.RSquared).Order(), curve.Select(p => p.Fidelity.RSquared));
        Assert.Equal(0, curve[0].Fidelity.RSquared, 1e-5);
    }

    [Fact]
    public void A_cross_validated_curve_has_the_same_folds_at_each_size()
    {
        IDataView data = Flowers();
        IReadOnlyList<CrossValidatedFidelityAtSize> curve = Context.Interpret.CrossValidateFidelityCurve(data, [2, 3], Cart, 4, seed: 3);
        Assert.Equal([2, 3], curve.Select(p => p.MaximumLeaves));
        CrossValidatedFidelity three = Context.Interpret.CrossValidateFidelity(data, Cart(3), 4, seed: 3);
        Assert.Equal(three.Folds.Select(f => (f.Rows, f.Agreement)), curve[1].Fidelity.Folds.Select(f => (f.Rows, f.Agreement)));
        Assert.Equal(curve[0].Fidelity.Folds.Select(f => f.Rows), curve[1].Fidelity.Folds.Select(f => f.Rows));
        // Three classes do not fit into two leaves.
        Assert.Equal(3, curve.ChooseSize());
    }

    [Fact]
    public void The_rows_furthest_apart_are_those_of_other_classes_first()
    {
        // Rows 2, 5 and 9 are said to be of other classes, the later the further apart; of the others the model says 0.6, 0.62 and so on where the surrogate says 0.8.
        IReadOnlyList<Disagreement> ranked = Context.Interpret.RankDisagreements(Transformed(), 20, "S");
        Assert.Equal([9, 5, 2, 0, 1, 3, 4, 6, 7, 8], ranked.Select(d => d.Row));
        Assert.Equal([false, false, false, true, true, true, true, true, true, true], ranked.Select(d => d.Agrees));
        // Row 0: 0.8 against 0.6 and twice 0.1 against 0.2.
        Assert.Equal(0.4 / 3, ranked[3].Difference, 1e-6);
        Assert.Equal([9, 5], Context.Interpret.RankDisagreements(Transformed(), 2, "S").Select(d => d.Row));
        Assert.Throws<ArgumentOutOfRangeException>(() => Context.Interpret.RankDisagreements(Transformed(), 0, "S"));
    }

    [Fact]
    public void A_stage_asks_its_model_about_any_rows()
    {
        IDataView data = Flowers();
        SurrogateTreeTransformer stage = Cart(3).Fit(data);
        Examples learnt = stage.Training!.Examples, asked = stage.Ask(Context.Data.TakeRows(data, 40));
        Assert.Equal(40, asked.Count);
        Assert.Equal(learnt.Rows[..asked.Rows.Length], asked.Rows);
        Assert.Equal(learnt.Targets[..asked.Targets.Length], asked.Targets);
        Assert.Equal(Context.Interpret.EvaluateFidelity(stage.Transform(data), "S").Agreement, stage.Surrogate.Fidelity(stage.Ask(data)), 1e-12);
    }

    [Fact]
    public void Says_what_is_missing() => Assert.Contains("'SurrogateScore'",
        Assert.Throws<ArgumentOutOfRangeException>(() => Context.Interpret.EvaluateFidelity(Flowers())).Message);
}
