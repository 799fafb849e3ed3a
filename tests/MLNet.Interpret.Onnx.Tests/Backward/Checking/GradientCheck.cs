using Microsoft.ML.OnnxRuntime;

namespace MLNet.Interpret.Onnx.Tests.Backward.Checking;

/// <summary>Compares the gradients that the rules emit with differences of the graph's own values.</summary>
/// <remarks>
/// The function that is differentiated is sum(seed * output), a sum taken in float64. Differences are of the fourth order,
/// (8 (f(x + h) - f(x - h)) - (f(x + 2h) - f(x - 2h))) / 12h. Errors are relative to the largest gradient.
/// </remarks>
internal static class GradientCheck
{
    // In float32 the rounding of an output, 6e-8 of its size, is divided by the step of the differences.
    private const double FloatTolerance = 1e-4;
    private const double DoubleTolerance = 1e-7;

    public static void FirstOrder(GradientCase row)
    {
        ElementType element = ElementOf(row);
        CaseGraph graph = new(row, element, symbolicBatch: false);
        string[] outputs = [.. graph.Model.Outputs.Select(o => o.Name)];
        string[] variables = [.. graph.Variables];
        OnnxModel forward = graph.WithConstantsAsInputs();
        var gradients = graph.Differentiate(outputs, "d");
        Assert.Equal(variables, gradients.Keys);

        var found = Evaluate(graph, element, gradients);
        var expected = Differences(row, element, graph, forward, outputs, "d", variables);
        Compare($"{row} ({element})", element, expected, found);
        if (element == ElementType.Double)
        {
            Compare($"{row} (Float against Double)", ElementType.Float, found, Analytic(row, ElementType.Float, symbolicBatch: false));
        }
        if (row.Inputs.Any(i => i.IsBatched))
        {
            Compare($"{row} ({element}, symbolic batch)", element, expected, Analytic(row, element, symbolicBatch: true));
        }
    }

    public static void SecondOrderOf(GradientCase row)
    {
        ElementType element = ElementOf(row);
        CaseGraph graph = new(row, element, symbolicBatch: false);
        string[] inputs = [.. graph.Variables];
        var first = graph.Differentiate([.. graph.Model.Outputs.Select(o => o.Name)], "d");
        string[] firstOutputs = [.. first.Values];
        string[] variables = [.. graph.Variables];
        OnnxModel forward = graph.WithConstantsAsInputs();
        var second = graph.Differentiate(firstOutputs, "dd");

        var found = Evaluate(graph, element, second);
        var expected = Differences(row, element, graph, forward, firstOutputs, "dd", variables);
        foreach (string variable in variables)
        {
            // No way from the first gradient to a value is a gradient of zeros.
            found.TryAdd(variable, expected[variable] with { Values = new double[expected[variable].Values.Length] });
        }
        double largest = inputs.Max(i => Largest(expected[i].Values));
        double noise = 100 * Tolerance(element) * variables.Max(i => Largest(expected[i].Values));
        Assert.True(row.SecondOrder == SecondOrder.Zero ? largest <= noise : largest > noise,
            $"{row}: the row says that the second derivative is {row.SecondOrder}, but the largest one is {largest}.");
        Compare($"second order of {row} ({element})", element, expected, found);
    }

    private static double Tolerance(ElementType element) => element == ElementType.Double ? DoubleTolerance : FloatTolerance;

    private static double Largest(double[] values) => values.Select(Math.Abs).DefaultIfEmpty().Max();

    /// <summary>Float64 where ONNX Runtime can run the operator itself in it.</summary>
    private static ElementType ElementOf(GradientCase row)
    {
        if (row.FloatOnly)
        {
            return ElementType.Float;
        }
        try
        {
            using CaseRunner runner = new(new CaseGraph(row, ElementType.Double, symbolicBatch: false).Model, ElementType.Double);
            return ElementType.Double;
        }
        catch (OnnxRuntimeException e) when (e.Message.Contains("NotImplemented", StringComparison.Ordinal) || e.Message.Contains("Type 'tensor(double)'", StringComparison.Ordinal))
        {
            return ElementType.Float;
        }
    }

    private static Dictionary<string, CaseTensor> Analytic(GradientCase row, ElementType element, bool symbolicBatch)
    {
        CaseGraph graph = new(row, element, symbolicBatch);
        return Evaluate(graph, element, graph.Differentiate([.. graph.Model.Outputs.Select(o => o.Name)], "d"));
    }

    private static Dictionary<string, CaseTensor> Evaluate(CaseGraph graph, ElementType element, Dictionary<string, string> gradients)
    {
        using CaseRunner runner = new(graph.Model, element);
        var results = runner.Run(graph.Points, gradients.Values);
        return gradients.ToDictionary(g => g.Key, g => results[g.Value]);
    }

    private static Dictionary<string, CaseTensor> Differences(
        GradientCase row, ElementType element, CaseGraph graph, OnnxModel forward, string[] outputs, string prefix, string[] variables)
    {
        using CaseRunner runner = new(forward, element);
        double h = row.Step ?? (element == ElementType.Double ? 1.0 / 1024 : 1.0 / 16);
        Dictionary<string, CaseTensor> points = new(graph.Points);

        double Function()
        {
            double sum = 0;
            foreach (var (name, output) in runner.Run(points, outputs))
            {
                double[] seed = points[$"{prefix}_seed_{name}"].Values;
                for (int i = 0; i < seed.Length; i++)
                {
                    sum += seed[i] * output.Values[i];
                }
            }
            return sum;
        }

        Dictionary<string, CaseTensor> differences = [];
        foreach (string variable in variables)
        {
            CaseTensor at = graph.Points[variable];
            double[] values = (double[])at.Values.Clone();
            double[] slope = new double[values.Length];
            points[variable] = at with { Values = values };
            for (int i = 0; i < values.Length; i++)
            {
                double Off(double by)
                {
                    values[i] = at.Values[i] + by;
                    return Function();
                }

                slope[i] = (8 * (Off(h) - Off(-h)) - (Off(2 * h) - Off(-2 * h))) / (12 * h);
                values[i] = at.Values[i];
            }
            differences[variable] = at with { Values = slope };
        }
        return differences;
    }

    private static void Compare(string what, ElementType element, Dictionary<string, CaseTensor> expected, Dictionary<string, CaseTensor> found)
    {
        double overall = expected.Values.Max(t => Largest(t.Values));
        foreach (var (variable, want) in expected)
        {
            CaseTensor got = found[variable];
            Assert.True(want.Shape.SequenceEqual(got.Shape),
                $"{what}: the gradient of {variable} has the shape [{string.Join(", ", got.Shape)}], not [{string.Join(", ", want.Shape)}].");
            double scale = Math.Max(Largest(want.Values), 0.01 * overall);
            double error = want.Values.Zip(got.Values, (a, b) => Math.Abs(a - b)).DefaultIfEmpty().Max();
            // Written so that NaN fails.
            Assert.True(error <= Tolerance(element) * scale,
                $"{what}: the gradient of {variable} is off by {error / scale:g3} of the largest."
                + $"{Environment.NewLine}  expected {Text(want.Values)}{Environment.NewLine}  got      {Text(got.Values)}");
        }
    }

    private static string Text(double[] values) =>
        string.Join(' ', values.Take(24).Select(v => v.ToString("g6"))) + (values.Length > 24 ? " ..." : "");
}
