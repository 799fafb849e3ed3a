using Microsoft.ML.OnnxRuntime;
using MLNet.Interpret.Onnx;
using MLNet.Interpret.Onnx.Tests.Backward.Checking;

namespace MLNet.Interpret.Conformance.Operators;

/// <summary>Compares gradients of sum(seed * output) with differences of the fourth order.</summary>
/// <remarks>
/// Differences over twice the step tell how far they can be trusted. Where the slopes on both sides differ, there is a kink, and the gradient must
/// lie between them. At least a quarter of the places must be free of both.
/// </remarks>
internal sealed class Differences(OnnxModel model, ElementType element, IReadOnlyDictionary<string, CaseTensor> points, string[] outputs, string prefix)
{
    // Larger inputs are checked at this many places.
    private const int Places = 64;

    private readonly Dictionary<string, double> _largest = [];

    private double Step => element == ElementType.Double ? 1.0 / 8192 : 1.0 / 32;

    private double Tolerance => element == ElementType.Double ? 1e-6 : 1e-3;

    private double Rounding => element == ElementType.Double ? 4e-15 : 1e-6;

    /// <summary>The largest slope of a variable that was found by differences.</summary>
    public double Largest(string variable) => _largest[variable];

    /// <summary>Whether there was nothing to compare with: all places that were tried are at kinks or too steep.</summary>
    public bool IsUnclear { get; private set; }

    /// <summary>What does not agree, or null.</summary>
    public string? Compare(string[] variables, Dictionary<string, CaseTensor> gradients)
    {
        using CaseRunner runner = new(model, element);
        Dictionary<string, CaseTensor> at = new(points);
        Random random = new(7);
        List<(string Variable, int Place, double Slope, double Before, double After, double Doubt)> slopes = [];
        foreach (string variable in variables)
        {
            CaseTensor point = points[variable];
            double[] values = (double[])point.Values.Clone();
            at[variable] = point with { Values = values };
            int[] places = [.. Enumerable.Range(0, values.Length)];
            if (places.Length > Places)
            {
                random.Shuffle(places);
                places = places[..Places];
            }
            _largest[variable] = 0;
            foreach (int i in places)
            {
                double Off(double by)
                {
                    values[i] = point.Values[i] + by;
                    return Sum(out _);
                }

                double h = Step;
                values[i] = point.Values[i];
                double here = Sum(out double size), a1 = Off(h), a2 = Off(2 * h), b1 = Off(-h), b2 = Off(-2 * h);
                values[i] = point.Values[i];
                double slope = (8 * (a1 - b1) - (a2 - b2)) / (12 * h);
                double doubt = Math.Abs((a1 - b1) / (2 * h) - (a2 - b2) / (4 * h)) + Rounding * size / h;
                slopes.Add((variable, i, slope, (3 * here - 4 * b1 + b2) / (2 * h), (-3 * here + 4 * a1 - a2) / (2 * h), doubt));
                _largest[variable] = double.IsFinite(slope) ? Math.Max(_largest[variable], Math.Abs(slope)) : _largest[variable];
            }
            at[variable] = point;
        }

        double overall = _largest.Values.Append(0).Max();
        int unclear = 0;
        foreach (var (variable, place, slope, before, after, doubt) in slopes)
        {
            double found = gradients[variable].Values[place], scale = Math.Max(_largest[variable], 0.01 * overall), margin = Tolerance * scale + doubt;
            if (!double.IsFinite(slope) || doubt > 0.1 * scale && doubt > 1e-6)
            {
                unclear++;
            }
            else if (!(Math.Abs(found - slope) <= margin))
            {
                if (!(found >= Math.Min(before, after) - margin && found <= Math.Max(before, after) + margin))
                {
                    return $"of {variable}[{place}] it is {found:g6}, where differences give {slope:g6} ({before:g6} before, {after:g6} after)";
                }
                unclear++;
            }
        }
        bool isFlat = slopes.TrueForAll(s => Math.Abs(s.Slope) <= s.Doubt && Math.Abs(gradients[s.Variable].Values[s.Place]) <= s.Doubt);
        IsUnclear = slopes.Count > 0 && unclear == slopes.Count && !isFlat;
        return unclear * 4 > slopes.Count * 3 && !isFlat ? $"{unclear} of {slopes.Count} places are at kinks or too steep" : null;

        // NaN where the outputs have another shape, as those of Unique can have, or cannot be worked out at all.
        double Sum(out double size)
        {
            double sum = 0;
            size = 0;
            Dictionary<string, CaseTensor> found;
            try
            {
                found = runner.Run(at, outputs);
            }
            catch (OnnxRuntimeException)
            {
                return double.NaN;
            }
            foreach (var (name, output) in found)
            {
                double[] seed = at[$"{prefix}_seed_{name}"].Values;
                if (seed.Length != output.Values.Length)
                {
                    return double.NaN;
                }
                for (int i = 0; i < seed.Length; i++)
                {
                    sum += seed[i] * output.Values[i];
                    size += seed[i] * output.Values[i] * (seed[i] * output.Values[i]);
                }
            }
            size = Math.Sqrt(size);
            return sum;
        }
    }
}
