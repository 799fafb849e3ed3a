using System.Text;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms.Onnx;

/// <summary>
/// The element types and shapes that a model file declares for its inputs and outputs. A session's metadata will not
/// do: it tells inferred sizes too, of which ML.NET knows nothing.
/// </summary>
internal static class OnnxSignature
{
    /// <summary>A declared tensor: the code of its element type, and its dimensions, 0 where open.</summary>
    public readonly record struct Tensor(int ElementType, int[] Dimensions);

    /// <summary>The declared tensors by name; what is no tensor is left out.</summary>
    public static Dictionary<string, Tensor> Read(ReadOnlySpan<byte> model)
    {
        var tensors = new Dictionary<string, Tensor>();
        var fields = new Fields(model);
        while (fields.Next())
            if (fields.Number == 7)
                ReadGraph(fields.Bytes, tensors);
        return tensors;
    }

    private static void ReadGraph(ReadOnlySpan<byte> graph, Dictionary<string, Tensor> tensors)
    {
        var fields = new Fields(graph);
        while (fields.Next())
        {
            if (fields.Number is not (11 or 12))
                continue;
            string name = "";
            Tensor? tensor = null;
            var info = new Fields(fields.Bytes);
            while (info.Next())
            {
                if (info.Number == 1)
                    name = Encoding.UTF8.GetString(info.Bytes);
                else if (info.Number == 2 && Find(info.Bytes, 1, out ReadOnlySpan<byte> tensorType))
                    tensor = ReadTensorType(tensorType);
            }
            if (tensor is { } found)
                tensors[name] = found;
        }
    }

    private static Tensor ReadTensorType(ReadOnlySpan<byte> type)
    {
        int elementType = 0;
        var dimensions = new List<int>();
        var fields = new Fields(type);
        while (fields.Next())
        {
            if (fields.Number == 1)
                elementType = (int)fields.Value;
            if (fields.Number != 2)
                continue;
            var shape = new Fields(fields.Bytes);
            while (shape.Next())
                if (shape.Number == 1)
                    dimensions.Add(ReadDimension(shape.Bytes));
        }
        return new Tensor(elementType, [.. dimensions]);
    }

    private static int ReadDimension(ReadOnlySpan<byte> dimension)
    {
        var fields = new Fields(dimension);
        while (fields.Next())
            if (fields.Number == 1)
                return (long)fields.Value is > 0 and <= int.MaxValue and var size ? (int)size : 0;
        return 0;
    }

    private static bool Find(ReadOnlySpan<byte> message, int number, out ReadOnlySpan<byte> bytes)
    {
        var fields = new Fields(message);
        bytes = default;
        while (fields.Next())
            if (fields.Number == number)
            {
                bytes = fields.Bytes;
                return true;
            }
        return false;
    }

    /// <summary>The fields of one protocol buffer message.</summary>
    private ref struct Fields(ReadOnlySpan<byte> message)
    {
        private ReadOnlySpan<byte> _rest = message;

        public int Number { get; private set; }

        public ulong Value { get; private set; }

        public ReadOnlySpan<byte> Bytes { get; private set; }

        public bool Next()
        {
            if (_rest.IsEmpty)
                return false;
            ulong tag = ReadVarint();
            Number = (int)(tag >> 3);
            int wire = (int)(tag & 7);
            if (wire == 0)
                Value = ReadVarint();
            else
                Bytes = Take(wire switch
                {
                    1 => 8,
                    5 => 4,
                    2 => ReadVarint(),
                    _ => throw Corrupt(),
                });
            return true;
        }

        private ReadOnlySpan<byte> Take(ulong count)
        {
            if (count > (ulong)_rest.Length)
                throw Corrupt();
            ReadOnlySpan<byte> taken = _rest[..(int)count];
            _rest = _rest[(int)count..];
            return taken;
        }

        private ulong ReadVarint()
        {
            ulong value = 0;
            for (int shift = 0; shift < 64; shift += 7)
            {
                byte b = Take(1)[0];
                value |= (ulong)(b & 0x7F) << shift;
                if (b < 0x80)
                    return value;
            }
            throw Corrupt();
        }

        private static Exception Corrupt() => Contracts.ExceptDecode("The ONNX model is corrupt");
    }
}
