using MLNet.Interpret.Onnx;
using MLNet.Interpret.Onnx.Execution;
using MLNet.Interpret.Saliency;

namespace MLNet.Interpret.Tests.Saliency;

/// <summary>Expectations are closed forms: with f = Σ x², IG from b is x² - b² by element; with f = Σ x³ it is x³ + x² b + ... ends.</summary>
public class SaliencyExplainerTests
{
    private static readonly float[] _x = [1, -2, 0.5f, 3, 0.25f, -1];

    [Fact]
    public void Gradient_and_gradient_times_input_of_a_square()
    {
        SaliencyResult gradient = Explain(SmallNetworks.Powers(), new() { Target = 0 }, _x);
        Assert.Equal([.. _x.Select(v => 2 * v)], Floats(gradient));
        Assert.Null(gradient.CompletenessGap);
        Assert.Equal([5.25f, -6.875f], gradient.Scores.Span<float>()[..2].ToArray());

        SaliencyResult times = Explain(SmallNetworks.Powers(), new() { Target = 0, Method = new GradientTimesInput() }, _x);
        Assert.Equal([.. _x.Select(v => 2 * v * v)], Floats(times));
        Assert.Null(times.CompletenessGap);
    }

    [Theory]
    [InlineData(Quadrature.Midpoint, 1, 1.0)]
    [InlineData(Quadrature.Midpoint, 7, 1.0)]
    [InlineData(Quadrature.GaussLegendre, 1, 1.0)]
    [InlineData(Quadrature.GaussLegendre, 301, 1.0)]
    [InlineData(Quadrature.Trapezoid, 2, 0.5)]
    [InlineData(Quadrature.Trapezoid, 10, 0.9)]
    public void Integrated_gradients_of_a_square_are_exact_up_to_the_weights_sum(Quadrature quadrature, int steps, double sumOfWeights)
    {
        // The gradient is linear along the path, which all three integrate exactly but for the sum of their weights.
        float[] baseline = [0.5f, 1, -1];
        SaliencyResult result = Explain(SmallNetworks.Powers(), new()
        {
            Target = 0,
            Baseline = baseline,
            Method = new IntegratedGradients(steps, quadrature),
        }, _x);
        double[] expected = [.. _x.Select((v, i) => sumOfWeights * (v * v - baseline[i % 3] * baseline[i % 3]))];
        Near(expected, Floats(result), 2e-6);
        for (int row = 0; row < 2; row++)
        {
            double difference = Enumerable.Range(row * 3, 3).Sum(i => _x[i] * _x[i] - baseline[i % 3] * baseline[i % 3]);
            Assert.Equal((sumOfWeights - 1) * difference, result.CompletenessGap![row], 1e-5);
        }
    }

    [Fact]
    public void Gauss_and_Legendre_integrate_a_cubic_exactly_with_two_points_and_the_midpoint_rule_does_not()
    {
        // f = Σ x³: the gradient is quadratic along the path. From 0, two points give x³; one midpoint gives 3/4 x³, a gap of -1/4 x³.
        SaliencyResult exact = Explain(SmallNetworks.Powers(), new() { Target = 1, Method = new IntegratedGradients(2) }, _x);
        Near([.. _x.Select(v => (double)v * v * v)], Floats(exact), 1e-5);
        Assert.All(exact.CompletenessGap!, g => Assert.Equal(0, g, 1e-5));

        SaliencyResult coarse = Explain(SmallNetworks.Powers(), new() { Target = 1, Method = new IntegratedGradients(1, Quadrature.Midpoint) }, _x);
        Near([.. _x.Select(v => 0.75 * v * v * v)], Floats(coarse), 1e-5);
        Near([-0.25 * (1 - 8 + 0.125), -0.25 * (27 + 0.015625 - 1)], [.. coarse.CompletenessGap!], 1e-5);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 3)]
    [InlineData(1, 64)]
    [InlineData(5, 1)]
    [InlineData(5, 4)]
    [InlineData(5, 11)]
    [InlineData(5, 512)]
    public void Rows_and_steps_share_batches_of_any_size(int rows, int batchSize)
    {
        // The expectation is a plain loop in double precision over the closed form of the gradient: W[c] (1 - tanh²).
        float[] x = [.. Enumerable.Range(0, rows * 3).Select(i => MathF.Sin(i * 1.7f) * 2)];
        double[] w = [0.5, -1, 2, 1, 1, -0.5];
        SaliencyResult result = Explain(SmallNetworks.Smooth(), new() { BatchSize = batchSize, Baseline = 0.3f, Method = new IntegratedGradients(20, Quadrature.Midpoint) }, x);
        for (int i = 0; i < x.Length; i++)
        {
            int target = (int)result.Target[i / 3];
            double sum = 0;
            for (int step = 0; step < 20; step++)
            {
                double at = Math.Tanh(0.3 + (step + 0.5) / 20 * (x[i] - 0.3));
                sum += w[i % 3 * 2 + target] * (1 - at * at) / 20;
            }
            Assert.Equal(sum * (x[i] - 0.3), result.Attribution.Span<float>()[i], 1e-6);
        }
        for (int row = 0; row < rows; row++)
        {
            ReadOnlySpan<float> scores = result.Scores.Span<float>().Slice(row * 2, 2);
            Assert.Equal(scores[0] >= scores[1] ? 0 : 1, result.Target[row]);
            Assert.Equal(0, result.CompletenessGap![row], 1e-3);
        }
    }

    [Fact]
    public void The_class_of_a_row_is_that_of_the_row_not_of_points_on_its_path()
    {
        // At (2, 0, 0) the cubes win, 8 to 4; near zero the squares do. From 0, IG of the cubes is x³.
        SaliencyResult result = Explain(SmallNetworks.Powers(), new() { Method = new IntegratedGradients(10) }, [2, 0, 0, 0.5f, 0, 0]);
        Assert.Equal([1, 0], result.Target);
        Near([8, 0, 0, 0.25, 0, 0], Floats(result), 1e-5);
    }

    [Fact]
    public void Targets_and_baselines_are_given_by_row()
    {
        using SaliencyExplainer explainer = new(SmallNetworks.Powers(), new() { Baseline = Baseline.PerRow, Method = new IntegratedGradients(8) });
        Assert.True(explainer.TakesBaselines);
        SaliencyResult result = explainer.Explain(
            TensorBuffer.Of(_x, 2, 3), new long[] { 0, 1 }, TensorBuffer.Of(new float[] { 1, 1, 1, 0, 0, 0 }, 2, 3));
        Near([0, 3, -0.75, 27, 0.015625, -1], Floats(result), 1e-4);
        Assert.Equal([0, 1], result.Target);
        Assert.Contains("Each row needs a baseline", Assert.Throws<ArgumentException>(() => explainer.Explain(TensorBuffer.Of(_x, 2, 3))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Other_inputs_go_with_their_rows()
    {
        // f = Σ w x²: IG from 0 is w x².
        float[] w = [1, 2, 3, -1, -2, -3];
        using SaliencyExplainer explainer = new(SmallNetworks.Product(), new() { InputName = "x", BatchSize = 3, Method = new IntegratedGradients(5) });
        SaliencyResult result = explainer.Explain(TensorBuffer.Of(_x, 2, 3), others: new Dictionary<string, TensorBuffer> { ["w"] = TensorBuffer.Of(w, 2, 3) });
        Near([.. _x.Select((v, i) => (double)w[i] * v * v)], Floats(result), 1e-5);
        Assert.Equal("w", Assert.Single(explainer.OtherInputs).Name);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(9)]
    public void A_network_that_fixes_its_batch_explains_any_number_of_rows(int rows)
    {
        float[] x = [.. Enumerable.Range(0, rows * 3).Select(i => MathF.Cos(i))];
        SaliencyResult result = Explain(SmallNetworks.Powers(batch: 4), new() { Target = 0, Method = new IntegratedGradients(10) }, x);
        Near([.. x.Select(v => (double)v * v)], Floats(result), 1e-6);
        SaliencyResult gradient = Explain(SmallNetworks.Powers(batch: 4), new() { Target = 0 }, x);
        Near([.. x.Select(v => 2.0 * v)], Floats(gradient), 1e-6);
    }

    [Fact]
    public void Double_networks_are_explained_in_double()
    {
        using SaliencyExplainer explainer = new(SmallNetworks.Powers(element: ElementType.Double), new() { Target = 0, Method = new IntegratedGradients(3) });
        double[] x = [0.1, 0.2, 0.3];
        SaliencyResult result = explainer.Explain(TensorBuffer.Of(x, 1, 3));
        Assert.Equal(x.Select(v => v * v), result.Attribution.Span<double>().ToArray(), (a, b) => Math.Abs(a - b) < 1e-15);
    }

    [Fact]
    public void No_rows_give_no_explanations()
    {
        SaliencyResult result = Explain(SmallNetworks.Powers(), new() { Method = new IntegratedGradients() }, []);
        Assert.Equal([0, 3], result.Attribution.Shape);
        Assert.Empty(result.Target);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_exported_graph_gives_the_same(bool targetInput)
    {
        using SaliencyExplainer explainer = new(SmallNetworks.Smooth(), new() { Baseline = -1f, BatchSize = 16, Method = new IntegratedGradients(30) });
        float[] x = [.. _x, .. _x];
        SaliencyResult expected = explainer.Explain(TensorBuffer.Of(x, 4, 3));
        using NetworkSession stock = new(explainer.ToOnnx(targetInput));
        Dictionary<string, TensorBuffer> inputs = new() { ["x"] = TensorBuffer.Of(x, 4, 3) };
        if (targetInput)
        {
            inputs["target"] = TensorBuffer.Of(new long[] { -1, -1, -1, -1 }, 4);
        }
        var found = stock.Run(inputs);
        Assert.Equal(Floats(expected), found["attribution"].Span<float>().ToArray());
        Assert.Equal(expected.Target, found["explained_target"].Span<long>().ToArray());
        Assert.Equal(expected.CompletenessGap!, found["completeness_gap"].Span<float>().ToArray());
        Assert.Equal("Float[batch, 3]", stock.Outputs.Single(o => o.Name == "attribution").Type!.ToString());
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(100_000, 1)]
    [InlineData(400_000, 4)]
    [InlineData(1 << 30, 128)]
    public void The_bound_on_memory_is_a_bound_on_points_whatever_their_number_is(long bound, int points)
    {
        // One row of 10,000 floats, its tanh and what follows: 40,000 bytes a value, of which two or three are alive at the same time; twice that in double.
        Network net = SmallNetworks.Build(g => g.Output(g.Input("x", ElementType.Float, new TensorShape(-1, 10_000)).Apply("Tanh").ReduceSum([1]), "y"));
        using SaliencyExplainer one = new(net, new() { MemoryBound = bound, InDouble = false });
        using SaliencyExplainer many = new(net, new() { MemoryBound = bound, InDouble = false, Method = new IntegratedGradients(1000) });
        Assert.InRange(one.BatchSize, points / 2.0, points * 2);
        Assert.Equal(one.BatchSize, many.BatchSize);
        Assert.True(bound < 100_000 || one.BatchSize * 40_000L <= bound);
    }

    [Fact]
    public void Wrong_settings_and_rows_are_refused_before_any_work()
    {
        Network net = SmallNetworks.Powers();
        Refused("no input 'y'", () => new SaliencyExplainer(net, new() { InputName = "y" }).Dispose());
        Refused("no layer or value 'nowhere'", () => new SaliencyExplainer(net, new() { OutputName = "nowhere" }).Dispose());
        Refused("There is no class 2: 'scores' has 2 scores a row", () => new SaliencyExplainer(net, new() { Target = 2 }).Dispose());
        Refused("at least one row", () => new SaliencyExplainer(net, new() { BatchSize = 0 }).Dispose());
        Refused("number of bytes above zero, not 0", () => new SaliencyExplainer(net, new() { MemoryBound = 0 }).Dispose());
        Refused("GaussLegendre must be at least 1, not 0", () => new SaliencyExplainer(net, new() { Method = new IntegratedGradients(0) }).Dispose());
        Refused("Trapezoid must be at least 2, not 1", () => new SaliencyExplainer(net, new() { Method = new IntegratedGradients(1, Quadrature.Trapezoid) }).Dispose());
        Refused("The baseline has 2 elements, but rows of the input 'x'", () => new SaliencyExplainer(net, new() { Baseline = new float[2], Method = new IntegratedGradients() }).Dispose());
        Refused("NaN or an infinity", () => new SaliencyExplainer(net, new() { Baseline = float.NaN, Method = new IntegratedGradients() }).Dispose());
        Refused("'x' is Float[2, 2]", () => Explain(net, new(), [1, 2, 3, 4], size: 2));
        Refused("'x' has NaN in row 1, element 2", () => Explain(net, new(), [1, 2, 3, 4, 5, float.NaN]));
        Network free = SmallNetworks.Build(g => g.Output(g.Add("Tanh", g.Input("x", ElementType.Float, new TensorShape(-1, -1))), "y"));
        Assert.Contains("whose rows have no known size", Assert.Throws<NotSupportedException>(() => new SaliencyExplainer(free)).Message, StringComparison.Ordinal);
        using SaliencyExplainer explainer = new(net);
        Refused("There is no class 5 (row 1)", () => explainer.Explain(TensorBuffer.Of(_x, 2, 3), new long[] { 0, 5 }));
        Refused("2 rows, but 1 targets", () => explainer.Explain(TensorBuffer.Of(_x, 2, 3), new long[] { 0 }));
        explainer.Dispose();
        Assert.Throws<ObjectDisposedException>(() => explainer.Explain(TensorBuffer.Of(_x, 2, 3)));
    }

    private static void Refused(string part, Action call) =>
        Assert.Contains(part, Assert.ThrowsAny<ArgumentException>(call).Message, StringComparison.Ordinal);

    private static SaliencyResult Explain(Network network, SaliencyOptions options, float[] x, int size = 3)
    {
        using SaliencyExplainer explainer = new(network, options);
        return explainer.Explain(TensorBuffer.Of(x, x.Length / size, size));
    }

    private static float[] Floats(SaliencyResult result) => result.Attribution.Span<float>().ToArray();

    private static void Near(double[] expected, float[] actual, double tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i], actual[i], tolerance);
        }
    }
}
