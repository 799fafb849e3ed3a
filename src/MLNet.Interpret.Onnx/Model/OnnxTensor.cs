using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using Google.Protobuf;
using MLNet.Interpret.Onnx.Format;

namespace MLNet.Interpret.Onnx;

/// <summary>A constant tensor of a model.</summary>
public sealed class OnnxTensor
{
    internal OnnxTensor(TensorProto proto) => Proto = proto;

    internal TensorProto Proto { get; }

    /// <summary>The tensor's message under a name; large contents are shared with this one.</summary>
    internal TensorProto Named(string name) => Proto.Name == name ? Proto : new TensorProto(Proto) { Name = name };

    /// <summary>The type of the elements.</summary>
    public ElementType Element => (ElementType)Proto.DataType;

    /// <summary>The shape, all of whose sizes are known.</summary>
    public TensorShape Shape => new([.. Proto.Dims]);

    /// <summary>The number of elements.</summary>
    public long Count
    {
        get
        {
            long count = 1;
            foreach (long d in Proto.Dims)
            {
                count *= d;
            }
            return count;
        }
    }

    /// <summary>The number of elements that there are contents for; null for types whose contents are not read.</summary>
    internal double? HeldCount => ElementTypes.SizeOf(Element) is var size and > 0 && Proto.RawData.Length > 0
        ? Proto.RawData.Length / (double)size
        : Element switch
        {
            ElementType.Float => Proto.FloatData.Count,
            ElementType.Double => Proto.DoubleData.Count,
            ElementType.Int64 => Proto.Int64Data.Count,
            ElementType.Int32 or ElementType.Float16 or ElementType.BFloat16 or ElementType.Bool => Proto.Int32Data.Count,
            _ => null,
        };

    /// <summary>A tensor of 32-bit floats, row-major; no sizes make a scalar.</summary>
    public static OnnxTensor Of(ReadOnlySpan<float> values, params ReadOnlySpan<long> dims) =>
        Raw(ElementType.Float, MemoryMarshal.AsBytes(values), dims);

    /// <summary>A tensor of 64-bit floats, row-major; no sizes make a scalar.</summary>
    public static OnnxTensor Of(ReadOnlySpan<double> values, params ReadOnlySpan<long> dims) =>
        Raw(ElementType.Double, MemoryMarshal.AsBytes(values), dims);

    /// <summary>A tensor of 64-bit integers, row-major; no sizes make a scalar.</summary>
    public static OnnxTensor Of(ReadOnlySpan<long> values, params ReadOnlySpan<long> dims) =>
        Raw(ElementType.Int64, MemoryMarshal.AsBytes(values), dims);

    /// <summary>A tensor of one type of floating point from values of another.</summary>
    /// <exception cref="NotSupportedException"><paramref name="type"/> is no floating-point type.</exception>
    public static OnnxTensor Of(ElementType type, ReadOnlySpan<double> values, params ReadOnlySpan<long> dims)
    {
        switch (type)
        {
            case ElementType.Double:
                return Of(values, dims);
            case ElementType.Float:
                float[] floats = new float[values.Length];
                for (int i = 0; i < floats.Length; i++)
                {
                    floats[i] = (float)values[i];
                }
                return Of(floats, dims);
            case ElementType.Float16:
                Half[] halves = new Half[values.Length];
                for (int i = 0; i < halves.Length; i++)
                {
                    halves[i] = (Half)values[i];
                }
                return Raw(type, MemoryMarshal.AsBytes<Half>(halves), dims);
            case ElementType.BFloat16:
                ushort[] upper = new ushort[values.Length];
                for (int i = 0; i < upper.Length; i++)
                {
                    upper[i] = ToBFloat16((float)values[i]);
                }
                return Raw(type, MemoryMarshal.AsBytes<ushort>(upper), dims);
            default:
                throw new NotSupportedException($"A constant of type {type} cannot be made from floating-point values.");
        }
    }

    /// <summary>The upper half of a float's bits, rounded to the nearest, ties to even; NaN stays NaN.</summary>
    private static ushort ToBFloat16(float value)
    {
        uint bits = BitConverter.SingleToUInt32Bits(value);
        return float.IsNaN(value) ? (ushort)((bits >> 16) | 0x40) : (ushort)((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16);
    }

    internal static OnnxTensor Raw(ElementType type, ReadOnlySpan<byte> bytes, ReadOnlySpan<long> dims)
    {
        TensorProto proto = new() { DataType = (int)type, RawData = ByteString.CopyFrom(bytes) };
        foreach (long d in dims)
        {
            proto.Dims.Add(d);
        }
        return new OnnxTensor(proto);
    }

    /// <summary>The values of a tensor of 32-bit floats, or of 16-bit ones, which 32 bits hold exactly.</summary>
    public float[] ToFloats()
    {
        if (Element is ElementType.Float16 or ElementType.BFloat16)
        {
            return Element == ElementType.Float16
                ? Array.ConvertAll(Halves(), h => (float)BitConverter.UInt16BitsToHalf(h))
                : Array.ConvertAll(Halves(), h => BitConverter.UInt32BitsToSingle((uint)h << 16));
        }
        ReadOnlyMemory<byte> raw = Expect(ElementType.Float);
        return raw.IsEmpty ? [.. Proto.FloatData] : MemoryMarshal.Cast<byte, float>(raw.Span).ToArray();
    }

    /// <summary>The values of a tensor of 64-bit floats.</summary>
    public double[] ToDoubles() => Expect(ElementType.Double) is var raw && raw.IsEmpty
        ? [.. Proto.DoubleData]
        : MemoryMarshal.Cast<byte, double>(raw.Span).ToArray();

    /// <summary>The values of a tensor of 32- or 64-bit integers.</summary>
    public long[] ToLongs()
    {
        if (Element == ElementType.Int32)
        {
            ReadOnlyMemory<byte> raw32 = Expect(ElementType.Int32);
            return raw32.IsEmpty
                ? [.. Proto.Int32Data.Select(v => (long)v)]
                : Array.ConvertAll(MemoryMarshal.Cast<byte, int>(raw32.Span).ToArray(), v => (long)v);
        }
        ReadOnlyMemory<byte> raw = Expect(ElementType.Int64);
        return raw.IsEmpty ? [.. Proto.Int64Data] : MemoryMarshal.Cast<byte, long>(raw.Span).ToArray();
    }

    /// <summary>The value of a tensor that holds one number (or a boolean, as 0 or 1) of a common type; otherwise null.</summary>
    public double? ToNumber() => Count != 1 ? null : Element switch
    {
        ElementType.Float => ToFloats()[0],
        ElementType.Double => ToDoubles()[0],
        ElementType.Int32 or ElementType.Int64 => ToLongs()[0],
        ElementType.Bool => Expect(ElementType.Bool) is { IsEmpty: false } raw ? raw.Span[0] : Proto.Int32Data[0],
        _ => null,
    };

    /// <summary>The same elements in another shape.</summary>
    internal OnnxTensor Reshaped(ReadOnlySpan<long> dims)
    {
        TensorProto proto = new(Proto);
        proto.Dims.Clear();
        proto.Dims.AddRange(dims.ToArray());
        return new OnnxTensor(proto);
    }

    /// <summary>Whether both hold the same elements in the same shape.</summary>
    internal bool SameAs(OnnxTensor other) => ReferenceEquals(Proto, other.Proto)
        || Element == other.Element && Shape.SurelyEquals(other.Shape) && Proto.RawData.Span.SequenceEqual(other.Proto.RawData.Span)
        && (Proto.RawData.Length > 0 || Named("").Equals(other.Named("")));

    /// <summary>The first of a number of equal parts of an axis, where all of them hold the same.</summary>
    internal bool TryPart(int axis, long parts, [NotNullWhen(true)] out OnnxTensor? part)
    {
        part = null;
        long[] sizes = Shape.Sizes;
        int size = ElementTypes.SizeOf(Element), count = (int)parts;
        ReadOnlySpan<byte> all = Proto.RawData.Span;
        if (size == 0 || count == 0 || all.Length != Count * size)
        {
            return false;
        }
        int block = (int)(Shape.Product(axis, sizes.Length) / parts) * size;
        byte[] first = new byte[all.Length / count];
        for (int i = 0; i < first.Length / block; i++)
        {
            ReadOnlySpan<byte> row = all.Slice(i * count * block, count * block);
            for (int k = 1; k < count; k++)
            {
                if (!row.Slice(k * block, block).SequenceEqual(row[..block]))
                {
                    return false;
                }
            }
            row[..block].CopyTo(first.AsSpan(i * block));
        }
        sizes[axis] /= parts;
        part = Raw(Element, first, sizes);
        return true;
    }

    /// <summary>The first of a number of equal parts of an axis, and by how much each is more than the one before; null where that is not the same for all.</summary>
    internal (OnnxTensor First, OnnxTensor Step)? Progression(int axis, long parts)
    {
        long[] sizes = Shape.Sizes, all = ToLongs();
        int block = (int)(Shape.Product(axis, sizes.Length) / parts), count = (int)parts;
        long[] first = new long[all.Length / count], step = new long[first.Length];
        for (int i = 0; i < first.Length; i++)
        {
            int start = i / block * block * count + i % block;
            first[i] = all[start];
            step[i] = all[start + block] - all[start];
            for (int k = 1; k < count; k++)
            {
                if (all[start + k * block] != first[i] + k * step[i])
                {
                    return null;
                }
            }
        }
        sizes[axis] /= parts;
        return (Of(first, sizes), Of(step, sizes));
    }

    private ushort[] Halves()
    {
        ReadOnlyMemory<byte> raw = Expect(Element);
        return raw.IsEmpty ? [.. Proto.Int32Data.Select(v => (ushort)v)] : MemoryMarshal.Cast<byte, ushort>(raw.Span).ToArray();
    }

    private ReadOnlyMemory<byte> Expect(ElementType type)
    {
        if (Element != type)
        {
            throw new InvalidOperationException($"The constant '{Proto.Name}' holds {Element}, where {type} is expected.");
        }
        if (Proto.DataLocation == TensorProto.Types.DataLocation.External)
        {
            throw new InvalidOperationException($"The constant '{Proto.Name}' lies in another file that was not read.");
        }
        if (!BitConverter.IsLittleEndian)
        {
            throw new PlatformNotSupportedException("ONNX files are little-endian, and so must this machine be.");
        }
        return Proto.RawData.Memory;
    }
}
