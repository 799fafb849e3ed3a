using MLNet.Interpret.Onnx;
using MLNet.Interpret.Onnx.Execution;

namespace MLNet.Interpret.Tool.Files;

/// <summary>The arrays that a network's inputs are given: <c>X.npy</c>, or <c>NAME=X.npy</c> for each of several.</summary>
internal sealed record NamedArrays(string First, IReadOnlyList<long> Shape, Dictionary<string, TensorBuffer> Buffers)
{
    /// <summary>The number of rows.</summary>
    public long Rows => Shape[0];

    /// <summary>All but the first.</summary>
    public Dictionary<string, TensorBuffer> Others => Buffers.Where(b => b.Key != First).ToDictionary();

    public static NamedArrays Read(string[] given, Network network)
    {
        string? first = null;
        IReadOnlyList<long> shape = [];
        Dictionary<string, TensorBuffer> buffers = [];
        foreach (string argument in given)
        {
            int equals = argument.IndexOf('=', StringComparison.Ordinal);
            bool named = equals > 0 && network.Inputs.Any(i => i.Name == argument[..equals]);
            ValueInfo input = network.FindInput(named ? argument[..equals] : null);
            string file = named ? argument[(equals + 1)..] : argument;
            NpyArray array = Npy.Read(file);
            if (array.Shape.Length == 0 || array.Shape[0] == 0)
            {
                throw new InvalidDataException($"'{file}' holds no rows; its first dimension is the batch.");
            }
            ElementType element = input.Type?.Element ?? ElementType.Float;
            buffers[input.Name] = element == ElementType.Int64 ? TensorBuffer.Of(array.ToLongs(file), array.Shape)
                : element == ElementType.Double && array.Values is double[] doubles ? TensorBuffer.Of(doubles, array.Shape)
                : Buffer(array.ToFloats(), element, array.Shape);
            if (first is null)
            {
                (first, shape) = (input.Name, array.Shape);
            }
        }
        return new NamedArrays(first!, shape, buffers);
    }

    /// <summary>Numbers as a tensor of the type that a network takes.</summary>
    public static TensorBuffer Buffer(float[] values, ElementType element, ReadOnlySpan<long> shape) => element switch
    {
        ElementType.Double => TensorBuffer.Of(Array.ConvertAll(values, v => (double)v), shape),
        ElementType.Int32 => TensorBuffer.Of(Array.ConvertAll(values, v => (int)v), shape),
        ElementType.Int64 => TensorBuffer.Of(Array.ConvertAll(values, v => (long)v), shape),
        ElementType.Bool => TensorBuffer.Of(Array.ConvertAll(values, v => v != 0), shape),
        _ => TensorBuffer.Of(values, shape),
    };

    /// <summary>The elements of a tensor of floating-point numbers.</summary>
    public static float[] Floats(TensorBuffer buffer) => buffer.Element == ElementType.Double
        ? Array.ConvertAll(buffer.Span<double>().ToArray(), v => (float)v)
        : buffer.Span<float>().ToArray();
}
