using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;

namespace MLNet.Interpret.Tool.Files;

/// <summary>An array read from a file in NumPy's <c>.npy</c> format.</summary>
/// <param name="Shape">The sizes, outermost first.</param>
/// <param name="Values">The elements in row-major order: <c>float[]</c>, <c>double[]</c> or <c>long[]</c>.</param>
internal sealed record NpyArray(long[] Shape, Array Values)
{
    /// <summary>The elements as 32-bit floats.</summary>
    public float[] ToFloats() => Values switch
    {
        float[] f => f,
        double[] d => Array.ConvertAll(d, v => (float)v),
        long[] l => Array.ConvertAll(l, v => (float)v),
        _ => throw new InvalidOperationException($"Unexpected array {Values.GetType()}."),
    };

    /// <summary>The elements as integers, where all of them are whole.</summary>
    public long[] ToLongs(string file) => Values is long[] l
        ? l
        : Array.ConvertAll(ToFloats(), v => v == MathF.Floor(v)
            ? (long)v
            : throw new InvalidDataException($"{file} holds {v.ToString(CultureInfo.InvariantCulture)}, where whole numbers (class indices) are expected."));
}

/// <summary>NumPy's <c>.npy</c> files: float32, float64 and int64 in C order, little-endian.</summary>
internal static partial class Npy
{
    private static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    /// <summary>Reads an array.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file is none of this format, or of a kind that is not read.</exception>
    public static NpyArray Read(string path)
    {
        if (!File.Exists(path))
        {
            throw new FileNotFoundException($"There is no file '{path}'.", path);
        }
        byte[] bytes = File.ReadAllBytes(path);
        if (bytes.Length < 12 || !bytes.AsSpan(0, 6).SequenceEqual(Magic))
        {
            throw new InvalidDataException($"'{path}' is not a .npy file; write it with numpy.save.");
        }
        int headerStart = bytes[6] == 1 ? 10 : 12;
        long headerLength = bytes[6] == 1
            ? BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(8))
            : BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(8));
        if (headerStart + headerLength > bytes.Length)
        {
            throw new InvalidDataException($"'{path}' ends within its header.");
        }
        string header = Encoding.UTF8.GetString(bytes, headerStart, (int)headerLength);
        string type = Entry(header, TypeEntry(), path);
        if (Entry(header, OrderEntry(), path) == "True")
        {
            throw new InvalidDataException($"'{path}' is in Fortran order; write it with numpy.ascontiguousarray.");
        }
        long[] shape = [.. Entry(header, ShapeEntry(), path)
            .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(s => long.Parse(s, CultureInfo.InvariantCulture))];
        return new NpyArray(shape, Elements(type, shape, bytes.AsSpan(headerStart + (int)headerLength), path));
    }

    /// <summary>Writes an array of 32-bit floats; the file appears whole or not at all.</summary>
    public static void Write(string path, ReadOnlySpan<float> values, params ReadOnlySpan<long> shape)
    {
        string sizes = string.Concat(shape.ToArray().Select(s => $"{s}, "));
        string header = $"{{'descr': '<f4', 'fortran_order': False, 'shape': ({(shape.Length == 1 ? sizes.TrimEnd() : sizes.TrimEnd(',', ' '))}), }}";
        int length = (10 + header.Length + 1 + 63) / 64 * 64;
        header = header.PadRight(length - 11) + "\n";

        string temporary = path + ".part";
        using (FileStream file = File.Create(temporary))
        {
            file.Write(Magic);
            file.Write([1, 0, (byte)header.Length, (byte)(header.Length >> 8)]);
            file.Write(Encoding.ASCII.GetBytes(header));
            file.Write(MemoryMarshal.AsBytes(values));
        }
        File.Move(temporary, path, overwrite: true);
    }

    private static Array Elements(string type, long[] shape, ReadOnlySpan<byte> data, string path)
    {
        long count = shape.Aggregate(1L, (a, b) => a * b);
        int size = type switch
        {
            "<f4" => 4,
            "<f8" or "<i8" => 8,
            _ => throw new InvalidDataException($"'{path}' holds elements of type '{type}'; float32, float64 and int64 are read."),
        };
        if (data.Length != count * size)
        {
            throw new InvalidDataException($"'{path}' holds {data.Length} bytes of elements, where its shape ({string.Join(", ", shape)}) needs {count * size}.");
        }
        return type switch
        {
            "<f4" => MemoryMarshal.Cast<byte, float>(data).ToArray(),
            "<f8" => MemoryMarshal.Cast<byte, double>(data).ToArray(),
            _ => MemoryMarshal.Cast<byte, long>(data).ToArray(),
        };
    }

    private static string Entry(string header, Regex entry, string path) => entry.Match(header) is { Success: true } match
        ? match.Groups[1].Value
        : throw new InvalidDataException($"'{path}' has a header that is not understood: {header.Trim()}");

    [GeneratedRegex(@"'descr':\s*'([^']+)'")]
    private static partial Regex TypeEntry();

    [GeneratedRegex(@"'fortran_order':\s*(True|False)")]
    private static partial Regex OrderEntry();

    [GeneratedRegex(@"'shape':\s*\(([^)]*)\)")]
    private static partial Regex ShapeEntry();
}
