namespace MLNet.Interpret.Onnx.Tests.Backward.Checking;

/// <summary>
/// Compares the gradients that the rules emit with central differences, in float64, of a slow plain re-implementation, which is itself compared
/// with what ONNX Runtime computes. To second order: differences of those differences.
/// </summary>
internal sealed class PlainCheck(GradientCase row, Func<IReadOnlyDictionary<string, double[]>, double[][]> plain)
{
    /// <summary>The steps of the differences: of the first, and of the differences of them.</summary>
    public (double Near, double Far) Steps { get; init; } = (1e-4, 1e-3);

    /// <summary>What second gradients may be off by, in units of the largest.</summary>
    public double SecondTolerance { get; init; } = 1e-5;

    public void Run()
    {
        CaseGraph graph = new(row, ElementType.Float, symbolicBatch: true);
        string[] outputs = [.. graph.Model.Outputs.Select(o => o.Name)], variables = [.. graph.Variables];
        var first = graph.Differentiate(outputs, "d");
        var second = graph.Differentiate([.. first.Values], "dd");
        using CaseRunner runner = new(graph.Model, ElementType.Float);
        string[] asked = [.. outputs, .. first.Values, .. second.Values];
        var found = runner.Run(graph.Points, asked);

        Dictionary<string, double[]> at = graph.Points.Where(p => p.Value.Exact is null).ToDictionary(p => p.Key, p => p.Value.Values);
        double[][] y = plain(at);
        foreach (string output in outputs)
        {
            Near(y[output[1] - '0'], found[output].Values, 2e-6, $"{row}: {output}");
        }

        // Along the second seeds, the gradient changes by the product of the Hessian with them.
        Dictionary<string, double[]> slopes = Slopes(at, outputs, variables);
        var steps = new[] { 1, -1, 2, -2 }.Select(s => Slopes(Along(at, first.Keys, s * Steps.Far), outputs, variables)).ToArray();
        foreach (string variable in variables)
        {
            double[] none = new double[slopes[variable].Length];
            Near(slopes[variable], Found(first, none), 1e-5, $"{row}: the gradient of {variable}");
            double[] change = [.. slopes[variable].Select((_, i) => (8 * (steps[0][variable][i] - steps[1][variable][i]) - (steps[2][variable][i] - steps[3][variable][i])) / (12 * Steps.Far))];
            Near(change, Found(second, none), SecondTolerance, $"{row}: the second gradient of {variable}");

            // No way from what is differentiated to a value is a gradient of zeros.
            double[] Found(Dictionary<string, string> gradients, double[] zeros) => gradients.TryGetValue(variable, out string? gradient) ? found[gradient].Values : zeros;
        }
    }

    private static Dictionary<string, double[]> Along(Dictionary<string, double[]> at, IEnumerable<string> variables, double by)
    {
        Dictionary<string, double[]> moved = new(at);
        foreach (string variable in variables)
        {
            double[] direction = at[$"dd_seed_d_of_{variable}"];
            moved[variable] = [.. at[variable].Select((v, i) => v + by * direction[i])];
        }
        return moved;
    }

    private Dictionary<string, double[]> Slopes(Dictionary<string, double[]> at, string[] outputs, string[] variables)
    {
        Dictionary<string, double[]> points = new(at), slopes = [];
        foreach (string variable in variables)
        {
            double[] values = (double[])at[variable].Clone(), slope = new double[values.Length];
            points[variable] = values;
            for (int i = 0; i < values.Length; i++)
            {
                double Off(double by)
                {
                    values[i] = at[variable][i] + by;
                    double[][] y = plain(points);
                    return outputs.Sum(o => y[o[1] - '0'].Zip(points[$"d_seed_{o}"], (a, b) => a * b).Sum());
                }

                double step = Steps.Near;
                slope[i] = (8 * (Off(step) - Off(-step)) - (Off(2 * step) - Off(-2 * step))) / (12 * step);
                values[i] = at[variable][i];
            }
            points[variable] = at[variable];
            slopes[variable] = slope;
        }
        return slopes;
    }

    private static void Near(double[] expected, double[] found, double tolerance, string what)
    {
        Assert.Equal(expected.Length, found.Length);
        double scale = Math.Max(expected.Select(Math.Abs).Max(), 0.01);
        double error = expected.Zip(found, (a, b) => Math.Abs(a - b)).Max();
        Assert.True(error <= tolerance * scale, $"{what} is off by {error / scale:g3} of the largest, {scale:g3}.");
    }
}
