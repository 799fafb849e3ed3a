using MLNet.Interpret.LocalSurrogates;
using MLNet.Interpret.Onnx;
using MLNet.Interpret.Scoring;

namespace MLNet.Interpret.Tests.LocalSurrogates;

/// <summary>A multilayer perceptron on breast cancer, as the reference implementation explained it (Data/lime/README.md).</summary>
public class BreastCancerTests
{
    private static readonly Reference Known = ReferenceFile.Read<Reference>("lime_tabular_breast_cancer.json");

    /// <summary>Expectation: one run's five largest weights agree with the reference's mean as well as a run of the reference does, to 0.2 features of five.</summary>
    [Theory, InlineData(true), InlineData(false)]
    public void The_five_largest_weights_agree_as_runs_of_the_reference_do(bool share)
    {
        double found = Enumerable.Range(0, 8).Average(seed => Agreement(new() { Samples = 1000, Features = 30, ShareSamples = share, Seed = seed }));
        Assert.InRange(found, Known.Agreement - 0.2, 5);
    }

    /// <summary>Expectation: the reference's mean over 20 runs is near to that of endless samples, and so are many samples.</summary>
    [Fact]
    public void With_many_samples_more_than_four_of_five_agree() => Assert.InRange(Agreement(new() { Samples = 50_000, Features = 30, Seed = 1 }), 4.3, 5);

    private static double Agreement(TabularLimeOptions options)
    {
        using NetworkScorer model = new(Perceptron(), "p");
        RowBatch all = Table.Read("breast_cancer_diagnostic.csv").Rows, rows = all.Allocate(Known.Rows.Length);
        for (int i = 0; i < Known.Rows.Length; i++)
        {
            all.CopyRow(Known.Rows[i], rows, i);
        }
        TabularLime lime = new(model, TabularStatistics.Learn(TabularLayout.Of(model), all), options);
        return lime.Explain(rows).Rows.Index().Average(r => Five(r.Item[0].Weights).Intersect(Five(Known.Weights[r.Index])).Count());
    }

    private static IEnumerable<int> Five(double[] weights) => Enumerable.Range(0, weights.Length).OrderByDescending(j => Math.Abs(weights[j])).Take(5);

    private static Network Perceptron() => SmallNetworks.Build(g =>
    {
        Value x = g.Input("x", ElementType.Float, SmallNetworks.Rows(null, 30));
        for (int l = 0; l < Known.Layers.Length; l++)
        {
            double[][] w = Known.Layers[l];
            x = x.MatMul(g.Constant(OnnxTensor.Of([.. w.SelectMany(r => r).Select(v => (float)v)], w.Length, w[0].Length)))
                + g.Constant(OnnxTensor.Of([.. Known.Biases[l].Select(v => (float)v)], w[0].Length));
            x = g.Add(l < Known.Layers.Length - 1 ? "Relu" : "Sigmoid", x);
        }
        g.Output(x, "p", SmallNetworks.Rows(null, 1));
    });

    private sealed record Reference(double[][][] Layers, double[][] Biases, int[] Rows, double Agreement, double[][] Weights);
}
