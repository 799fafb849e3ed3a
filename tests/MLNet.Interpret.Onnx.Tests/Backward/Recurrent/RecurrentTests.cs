using MLNet.Interpret.Onnx.Tests.Backward.Checking;

namespace MLNet.Interpret.Onnx.Tests.Backward.Recurrent;

/// <summary>
/// Gradients of recurrent nodes against central differences, in float64, of a slow plain re-implementation, which is itself compared with what
/// ONNX Runtime computes. To second order: differences of those differences.
/// </summary>
public class RecurrentTests
{
    private static readonly Dictionary<string, RecurrentSetting> _settings = RecurrentSetting.All.ToDictionary(s => s.Name);

    public static TheoryData<string> Settings => [.. _settings.Keys];

    [Theory, MemberData(nameof(Settings))]
    public void First_and_second_order(string name)
    {
        RecurrentSetting setting = _settings[name];
        CaseGraph graph = new(setting.ToCase(), ElementType.Float, symbolicBatch: true);
        string[] outputs = [.. graph.Model.Outputs.Select(o => o.Name)], variables = [.. graph.Variables];
        var first = graph.Differentiate(outputs, "d");
        var second = graph.Differentiate([.. first.Values], "dd");
        using CaseRunner runner = new(graph.Model, ElementType.Float);
        string[] asked = [.. outputs, .. first.Values, .. second.Values];
        var found = runner.Run(graph.Points, asked);

        PlainRecurrence plain = new(setting);
        Dictionary<string, double[]> at = graph.Points.Where(p => p.Value.Exact is null).ToDictionary(p => p.Key, p => p.Value.Values);
        double[][] y = plain.Run(at);
        foreach (string output in outputs)
        {
            Near(y[output[1] - '0'], found[output].Values, 2e-6, $"{name}: {output}");
        }

        // Along the second seeds, the gradient changes by the product of the Hessian with them.
        // Where functions have kinks, the steps are small enough to meet none.
        (double near, double far) = setting.IsSmooth ? (1e-4, 1e-3) : (1e-5, 2e-5);
        Dictionary<string, double[]> slopes = Slopes(plain, at, outputs, variables, near);
        var steps = new[] { 1, -1, 2, -2 }.Select(s => Slopes(plain, Along(at, variables, s * far), outputs, variables, near)).ToArray();
        foreach (string variable in variables)
        {
            Near(slopes[variable], found[first[variable]].Values, 1e-5, $"{name}: the gradient of {variable}");
            double[] change = [.. slopes[variable].Select((_, i) => (8 * (steps[0][variable][i] - steps[1][variable][i]) - (steps[2][variable][i] - steps[3][variable][i])) / (12 * far))];
            Near(change, found[second[variable]].Values, setting.IsSmooth ? 1e-5 : 2e-5, $"{name}: the second gradient of {variable}");
        }
    }

    private static Dictionary<string, double[]> Along(Dictionary<string, double[]> at, string[] variables, double by)
    {
        Dictionary<string, double[]> moved = new(at);
        foreach (string variable in variables)
        {
            double[] direction = at[$"dd_seed_d_of_{variable}"];
            moved[variable] = [.. at[variable].Select((v, i) => v + by * direction[i])];
        }
        return moved;
    }

    private static Dictionary<string, double[]> Slopes(PlainRecurrence plain, Dictionary<string, double[]> at, string[] outputs, string[] variables, double step)
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
                    double[][] y = plain.Run(points);
                    return outputs.Sum(o => y[o[1] - '0'].Zip(points[$"d_seed_{o}"], (a, b) => a * b).Sum());
                }

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
