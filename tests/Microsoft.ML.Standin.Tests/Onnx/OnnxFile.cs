using System.Runtime.InteropServices;
using System.Text;

namespace Microsoft.ML.Standin.Tests.Onnx;

/// <summary>Writes small networks in ONNX's protocol buffers, field by field.</summary>
internal static class OnnxFile
{
    public const int Single = 1, Int32 = 6, Int64 = 7, Double = 11;

    public static byte[] Model(params byte[][] graph) =>
        [.. Number(1, 8), .. Field(8, [.. Text(1, ""), .. Number(2, 13)]), .. Field(7, [.. Text(2, "graph"), .. graph.SelectMany(g => g)])];

    public static byte[] Node(string op, string[] inputs, string[] outputs) => Field(1,
        [.. inputs.SelectMany(i => Text(1, i)), .. outputs.SelectMany(o => Text(2, o)), .. Text(4, op)]);

    public static byte[] Constant<T>(string name, int type, T[] values, params int[] shape)
        where T : unmanaged => Field(5,
        [.. shape.SelectMany(d => Number(1, (ulong)d)), .. Number(2, (ulong)type), .. Text(8, name), .. Field(9, MemoryMarshal.AsBytes<T>(values).ToArray())]);

    /// <summary>An input; a dimension is a number or the name of one that is left open.</summary>
    public static byte[] Input(string name, int type, params object[] shape) => Value(11, name, type, shape);

    public static byte[] Output(string name, int type, params object[] shape) => Value(12, name, type, shape);

    private static byte[] Value(int field, string name, int type, object[] shape)
    {
        byte[] dimensions = [.. shape.SelectMany(d => Field(1, d is int size ? Number(1, (ulong)size) : Text(2, (string)d)))];
        return Field(field, [.. Text(1, name), .. Field(2, Field(1, [.. Number(1, (ulong)type), .. Field(2, dimensions)]))]);
    }

    private static byte[] Text(int field, string text) => Field(field, Encoding.UTF8.GetBytes(text));

    private static byte[] Field(int field, byte[] bytes) => [.. Varint((ulong)field << 3 | 2), .. Varint((ulong)bytes.Length), .. bytes];

    private static byte[] Number(int field, ulong value) => [.. Varint((ulong)field << 3), .. Varint(value)];

    private static IEnumerable<byte> Varint(ulong value)
    {
        for (; value >= 0x80; value >>= 7)
            yield return (byte)(value | 0x80);
        yield return (byte)value;
    }
}
