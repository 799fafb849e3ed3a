using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNet.Interpret.Tests.Pipeline;

/// <summary>A row of the tables that stages are tested on.</summary>
public sealed class Sample
{
    public int Id { get; set; }

    public float A { get; set; }

    public float B { get; set; }

    public float C { get; set; }

    [VectorType(3)]
    public float[] Features { get; set; } = [];

    public string Name { get; set; } = "";

    public bool Label { get; set; }

    public uint Class { get; set; }

    [VectorType(3)]
    public float[] Baseline { get; set; } = [];

    /// <summary>Rows that are the same every time.</summary>
    public static IEnumerable<Sample> Rows(int count)
    {
        for (int i = 0; i < count; i++)
        {
            float a = MathF.Sin(i), b = MathF.Cos(i * 2.5f), c = MathF.Sin(i * 0.3f) * 2;
            yield return new Sample
            {
                Id = i, A = a, B = b, C = c, Features = [a, b, c], Name = $"row {i}", Label = a + b > 0, Class = (uint)i % 2, Baseline = [c, a, b],
            };
        }
    }

    /// <summary>A table of rows.</summary>
    public static IDataView Table(MLContext ml, int count) => ml.Data.LoadFromEnumerable(Rows(count));
}
