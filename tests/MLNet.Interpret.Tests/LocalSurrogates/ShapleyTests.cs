using System.Numerics;
using MLNet.Interpret.LocalSurrogates;
using MLNet.Interpret.Scoring;

namespace MLNet.Interpret.Tests.LocalSurrogates;

public class ShapleyTests
{
    private static readonly Table Iris = Table.Read("iris.csv");
    private static readonly Table Wine = Table.Read("wine.csv");

    private static double Curved(float[] x) => Math.Tanh(x[0] - 5) * x[1] + x[2] * x[3] - (x[0] > 6 ? x[2] : 0);

    /// <summary>Expectation: Shapley's formula, summed over all sets.</summary>
    [Fact]
    public void Values_are_those_of_the_definition_where_all_sets_are_tried()
    {
        FunctionScorer model = Models.Of(4, Curved);
        TabularShap shap = new(model, TabularLayout.Of(model), Iris.Rows, new KernelShapOptions { Background = 20, Seed = 3 });
        Assert.True(shap.IsExact);
        ExplanationSet found = shap.Explain(Iris.Rows.Slice(40, 20));
        float[] background = shap.Background.Require("x").Values<float>().ToArray();
        for (int i = 0; i < 20; i++)
        {
            float[] row = Iris.Values[(4 * (40 + i))..(4 * (41 + i))];
            double Value(int set) => Enumerable.Range(0, 20).Average(b => (float)Curved([.. Enumerable.Range(0, 4).Select(j => (set >> j & 1) == 1 ? row[j] : background[4 * b + j])]));
            for (int j = 0; j < 4; j++)
            {
                double phi = 0;
                for (int set = 0; set < 16; set++)
                {
                    if ((set >> j & 1) == 0)
                    {
                        int size = BitOperations.PopCount((uint)set);
                        phi += Factorial(size) * Factorial(3 - size) / Factorial(4) * (Value(set | 1 << j) - Value(set));
                    }
                }
                Assert.Equal(phi, found.Rows[i][0].Weights[j], 1e-5);
            }
            Assert.Equal(Value(0), found.Rows[i][0].Intercept, 1e-5);
            Assert.Equal((float)Curved(row), found.Rows[i][0].LocalPrediction, 1e-5);
        }
    }

    /// <summary>Expectation: closed form; a linear model's values are its weights times the distances from the background's mean, for any sets.</summary>
    [Theory, InlineData(100), InlineData(2074), InlineData(9000)]
    public void A_linear_model_gives_its_own_terms(int coalitions)
    {
        double[] w = [.. Enumerable.Range(0, 13).Select(j => (j - 5) / 10.0)];
        FunctionScorer model = Models.Of(13, x => Enumerable.Range(0, 13).Sum(j => w[j] * x[j]));
        TabularShap shap = new(model, TabularLayout.Of(model), Wine.Rows, new KernelShapOptions { Background = 10, Coalitions = coalitions });
        Assert.Equal(coalitions >= 8190, shap.IsExact);
        float[] background = shap.Background.Require("x").Values<float>().ToArray();
        LocalExplanation found = shap.Explain(Wine.Rows.Slice(7, 1)).Rows[0][0];
        for (int j = 0; j < 13; j++)
        {
            double mean = Enumerable.Range(0, 10).Average(b => background[13 * b + j]);
            Assert.Equal(w[j] * (Wine.Values[7 * 13 + j] - mean), found.Weights[j], 2e-3);
        }
        Assert.Equal(1, found.R2, 1e-6);
    }

    /// <summary>Expectation: sets that are drawn come near to all sets.</summary>
    [Fact]
    public void Drawn_sets_approach_all_sets()
    {
        FunctionScorer model = Models.Of(13, x => Math.Tanh(x[0] - 13) * x[1] + Math.Max(x[6], x[9]) - x[12] / 500);
        TabularLayout layout = TabularLayout.Of(model);
        KernelShapOptions options = new() { Background = 5, Coalitions = 8190 };
        TabularShap all = new(model, layout, Wine.Rows, options), drawn = new(model, layout, Wine.Rows, options with { Coalitions = 3000 });
        Assert.True(all.IsExact);
        Assert.False(drawn.IsExact);
        LocalExplanation exact = all.Explain(Wine.Rows.Slice(3, 1)).Rows[0][0], near = drawn.Explain(Wine.Rows.Slice(3, 1)).Rows[0][0];
        for (int j = 0; j < 13; j++)
        {
            Assert.Equal(exact.Weights[j], near.Weights[j], 0.03);
        }
        Assert.Equal(exact.LocalPrediction, near.LocalPrediction, 1e-6);
    }

    /// <summary>Expectation: the kernel's weights by their formula, one set each.</summary>
    [Fact]
    public void All_sets_have_the_weights_of_the_kernel()
    {
        Coalitions sets = new(6, 62, 0);
        Assert.Equal(62, sets.Count);
        Assert.Equal(62, Enumerable.Range(0, 62).Select(i => string.Concat(sets[i].Select(b => b ? '1' : '0'))).Distinct().Count());
        double Kernel(int s) => 5.0 / (Factorial(6) / Factorial(s) / Factorial(6 - s) * s * (6 - s));
        double total = Enumerable.Range(0, 62).Sum(i => Kernel(sets[i].Count(b => b)));
        for (int i = 0; i < 62; i++)
        {
            Assert.Equal(Kernel(sets[i].Count(b => b)) / total, sets.Weights[i], 1e-12);
        }
    }

    /// <summary>Expectation: one feature takes the whole difference.</summary>
    [Fact]
    public void A_single_feature_has_the_whole_difference()
    {
        FunctionScorer model = Models.Of(1, x => x[0] * x[0]);
        TabularShap shap = new(model, TabularLayout.Of(model), RowBatch.OfNumbers("x", new float[] { 1, 3 }, 1));
        LocalExplanation found = shap.Explain(RowBatch.OfNumbers("x", new float[] { 4 }, 1)).Rows[0][0];
        Assert.Equal(11, found.Weights[0], 1e-6);
        Assert.Equal(5, found.Intercept, 1e-6);
    }

    private static double Factorial(int n) => n < 2 ? 1 : n * Factorial(n - 1);
}
