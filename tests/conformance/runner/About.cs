using System.Runtime.InteropServices;
using System.Text.Json;
using MLNet.Interpret.Onnx.Execution;

namespace MLNet.Interpret.Conformance;

/// <summary>What is known of a network that was made: what PyTorch made of it, and where.</summary>
internal sealed record About
{
    public static JsonSerializerOptions Json { get; } = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    public string Folder { get; init; } = "";
    public required string Name { get; init; }
    public required string Family { get; init; }
    public required long Parameters { get; init; }
    public required IReadOnlyList<Numbers> Inputs { get; init; }
    public required Numbers Target { get; init; }
    public Numbers? Scores { get; init; }
    public required Numbers Gradient64 { get; init; }
    public required Numbers Gradient32 { get; init; }
    public double? Margin { get; init; }
    public string? Refused { get; init; }
    public double? Tolerance { get; init; }
    public bool InNode { get; init; }
    public required IReadOnlyList<Exported> Files { get; init; }

    public static About Load(string folder) =>
        JsonSerializer.Deserialize<About>(File.ReadAllBytes(Path.Combine(folder, "about.json")), Json)! with { Folder = folder };

    public double[] Read(Numbers numbers)
    {
        byte[] bytes = File.ReadAllBytes(Path.Combine(Folder, numbers.Name + ".bin"));
        return numbers.Type switch
        {
            "float32" => [.. MemoryMarshal.Cast<byte, float>(bytes).ToArray().Select(v => (double)v)],
            "float64" => MemoryMarshal.Cast<byte, double>(bytes).ToArray(),
            "int64" => [.. MemoryMarshal.Cast<byte, long>(bytes).ToArray().Select(v => (double)v)],
            _ => throw new NotSupportedException($"'{numbers.Name}' is of type {numbers.Type}."),
        };
    }

    /// <summary>The inputs as a graph takes them, repeated to a number of rows; repeated rows of floats are a little off.</summary>
    public Dictionary<string, TensorBuffer> Rows(IReadOnlyList<Onnx.ValueInfo> of, int count)
    {
        Dictionary<string, TensorBuffer> rows = [];
        foreach (Numbers input in Inputs)
        {
            double[] values = Read(input);
            int size = values.Length / (int)input.Shape[0];
            TensorBuffer buffer = TensorBuffer.Allocate(of.First(i => i.Name == input.Name).Type!.Element, [count, .. input.Shape.Skip(1)]);
            for (int i = 0; i < count * size; i++)
            {
                double value = values[i % values.Length];
                Set(buffer, i, i < values.Length || input.Type == "int64" ? value : value * (1 + 0.05 * Math.Sin(i)));
            }
            rows[input.Name] = buffer;
        }
        return rows;
    }

    private static void Set(TensorBuffer buffer, int i, double value)
    {
        switch (buffer)
        {
            case TensorBuffer<float> floats: floats.Values.Span[i] = (float)value; break;
            case TensorBuffer<double> doubles: doubles.Values.Span[i] = value; break;
            case TensorBuffer<long> longs: longs.Values.Span[i] = (long)value; break;
            case TensorBuffer<bool> flags: flags.Values.Span[i] = value != 0; break;
            default: throw new NotSupportedException($"Inputs of {buffer.Element} are not made.");
        }
    }
}

/// <summary>Numbers in a file.</summary>
internal sealed record Numbers(string Name, string Type, IReadOnlyList<long> Shape);

/// <summary>A file of a network.</summary>
internal sealed record Exported(int Opset, int Nodes, string? Explained);
