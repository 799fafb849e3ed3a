using Microsoft.ML.OnnxRuntime;

namespace MLNet.Interpret.Onnx.Execution;

/// <summary>A tensor in memory of the caller's, row-major: what a run is given and what it fills, without copies.</summary>
public abstract class TensorBuffer
{
    private protected TensorBuffer(ElementType element, long[] shape, int length)
    {
        Element = element;
        Shape = shape;
        long count = 1;
        foreach (long d in shape)
        {
            count = d >= 0 ? checked(count * d) : throw new ArgumentException($"A shape cannot have a size of {d}.", nameof(shape));
        }
        if (count != length)
        {
            throw new ArgumentException($"A tensor of shape [{string.Join(", ", shape)}] has {count} elements, but {length} are given.", nameof(shape));
        }
    }

    /// <summary>The type of the elements.</summary>
    public ElementType Element { get; }

    /// <summary>The sizes, outermost first; none for a scalar.</summary>
    public IReadOnlyList<long> Shape { get; }

    /// <summary>The number of elements.</summary>
    public abstract int Count { get; }

    /// <summary>The number of rows: the first size.</summary>
    public long Rows => Shape.Count > 0 ? Shape[0] : throw new InvalidOperationException("A scalar has no rows.");

    /// <summary>The number of elements of a row.</summary>
    public int RowSize
    {
        get
        {
            long size = 1;
            for (int i = 1; i < Shape.Count; i++)
            {
                size *= Shape[i];
            }
            return checked((int)size);
        }
    }

    /// <summary>A tensor of 32-bit floats.</summary>
    public static TensorBuffer<float> Of(Memory<float> values, params ReadOnlySpan<long> shape) => new(ElementType.Float, values, shape.ToArray());

    /// <summary>A tensor of 64-bit floats.</summary>
    public static TensorBuffer<double> Of(Memory<double> values, params ReadOnlySpan<long> shape) => new(ElementType.Double, values, shape.ToArray());

    /// <summary>A tensor of 64-bit integers.</summary>
    public static TensorBuffer<long> Of(Memory<long> values, params ReadOnlySpan<long> shape) => new(ElementType.Int64, values, shape.ToArray());

    /// <summary>A tensor of 32-bit integers.</summary>
    public static TensorBuffer<int> Of(Memory<int> values, params ReadOnlySpan<long> shape) => new(ElementType.Int32, values, shape.ToArray());

    /// <summary>A tensor of booleans.</summary>
    public static TensorBuffer<bool> Of(Memory<bool> values, params ReadOnlySpan<long> shape) => new(ElementType.Bool, values, shape.ToArray());

    /// <summary>A tensor of bytes.</summary>
    public static TensorBuffer<byte> Of(Memory<byte> values, params ReadOnlySpan<long> shape) => new(ElementType.UInt8, values, shape.ToArray());

    /// <summary>A tensor of zeros.</summary>
    /// <exception cref="NotSupportedException">Tensors of that type are not run.</exception>
    public static TensorBuffer Allocate(ElementType element, params ReadOnlySpan<long> shape)
    {
        long count = 1;
        foreach (long d in shape)
        {
            count = checked(count * d);
        }
        return element switch
        {
            ElementType.Float => Of(new float[count], shape),
            ElementType.Double => Of(new double[count], shape),
            ElementType.Int64 => Of(new long[count], shape),
            ElementType.Int32 => Of(new int[count], shape),
            ElementType.Bool => Of(new bool[count], shape),
            ElementType.UInt8 => Of(new byte[count], shape),
            _ => throw new NotSupportedException($"Tensors of {element} are not passed to or from a network; add a Cast to or from Float to the network."),
        };
    }

    /// <summary>The elements, which must be of this type.</summary>
    /// <exception cref="InvalidOperationException">They are of another.</exception>
    public Span<T> Span<T>() where T : unmanaged => this is TensorBuffer<T> typed
        ? typed.Values.Span
        : throw new InvalidOperationException($"The tensor holds {Element}, not {typeof(T).Name}.");

    /// <summary>Some of the rows, as a tensor over the same memory.</summary>
    public abstract TensorBuffer RowRange(long start, long count);

    /// <summary>The same memory as a tensor of another shape.</summary>
    public abstract TensorBuffer Reshaped(params ReadOnlySpan<long> shape);

    /// <summary>The elements as ONNX Runtime takes them: pinned, not copied, until it is disposed.</summary>
    public abstract OrtValue ToOrtValue();

    internal abstract void CopyFrom(OrtValue value);

    internal abstract void CopyFrom(TensorBuffer other);

    /// <inheritdoc/>
    public override string ToString() => $"{Element}[{string.Join(", ", Shape)}]";
}

/// <summary>A tensor of one element type.</summary>
/// <typeparam name="T">The elements' type.</typeparam>
public sealed class TensorBuffer<T> : TensorBuffer where T : unmanaged
{
    internal TensorBuffer(ElementType element, Memory<T> values, long[] shape) : base(element, shape, values.Length) => Values = values;

    /// <summary>The elements, row-major.</summary>
    public Memory<T> Values { get; }

    /// <inheritdoc/>
    public override int Count => Values.Length;

    /// <inheritdoc/>
    public override TensorBuffer RowRange(long start, long count)
    {
        long[] shape = [.. Shape];
        shape[0] = count;
        return new TensorBuffer<T>(Element, Values.Slice(checked((int)(start * RowSize)), checked((int)(count * RowSize))), shape);
    }

    /// <inheritdoc/>
    public override TensorBuffer Reshaped(params ReadOnlySpan<long> shape) => new TensorBuffer<T>(Element, Values, shape.ToArray());

    /// <inheritdoc/>
    public override OrtValue ToOrtValue() => OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, Values, [.. Shape]);

    internal override void CopyFrom(TensorBuffer other) => other.Span<T>().CopyTo(Values.Span);

    internal override void CopyFrom(OrtValue value) => value.GetTensorDataAsSpan<T>().CopyTo(Values.Span);
}
