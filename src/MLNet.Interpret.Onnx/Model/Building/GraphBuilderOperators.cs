namespace MLNet.Interpret.Onnx;

/// <summary>The operators that graphs are mostly built of, as methods.</summary>
/// <remarks>Forms are those of operator set 18 and later.</remarks>
public static class GraphBuilderOperators
{
    /// <summary>Element by element, the one or the other value.</summary>
    public static Value Where(this GraphBuilder g, Value condition, Value then, Value otherwise) =>
        g.Node("Where", condition, then, otherwise).Out(then.Element);

    /// <summary>Where elements are equal, as booleans.</summary>
    public static Value EqualTo(this Value a, Value b) => a.Graph.Node("Equal", a, b).Out(ElementType.Bool);

    /// <summary>Where elements are greater or equal, as booleans.</summary>
    public static Value AtLeast(this Value a, Value b) => a.Graph.Node("GreaterOrEqual", a, b).Out(ElementType.Bool);

    /// <summary>Where elements are smaller or equal, as booleans.</summary>
    public static Value AtMost(this Value a, Value b) => a.Graph.Node("LessOrEqual", a, b).Out(ElementType.Bool);

    /// <summary>Where both are true.</summary>
    public static Value And(this Value a, Value b) => a.Graph.Node("And", a, b).Out(ElementType.Bool);

    /// <summary>Where it is false.</summary>
    public static Value Not(this Value a) => a.Graph.Node("Not", a).Out(ElementType.Bool);

    /// <summary>The same elements as another type.</summary>
    public static Value Cast(this Value a, ElementType to) => a.Element == to ? a : a.Graph.Node("Cast", a).With("to", (long)to).Out(to);

    /// <summary>The shape of a value, as a list of integers.</summary>
    public static Value ShapeOf(this Value a) => a.Graph.Node("Shape", a).Out(ElementType.Int64);

    /// <summary>The same elements in another shape.</summary>
    public static Value Reshape(this Value a, Value shape) => a.Graph.Node("Reshape", a, shape).Out();

    /// <summary>The same elements in another shape; 0 keeps a size, -1 is worked out.</summary>
    public static Value Reshape(this Value a, params ReadOnlySpan<long> shape) => a.Reshape(a.Graph.Longs(shape));

    /// <summary>Repeats along dimensions of size one.</summary>
    public static Value Expand(this Value a, Value shape) => a.Graph.Node("Expand", a, shape).Out();

    /// <summary>Permutes the dimensions.</summary>
    public static Value Transpose(this Value a, params ReadOnlySpan<long> permutation) =>
        a.Graph.Node("Transpose", a).With("perm", permutation).Out();

    /// <summary>Adds dimensions of size one.</summary>
    public static Value Unsqueeze(this Value a, params ReadOnlySpan<long> axes) => a.Graph.Node("Unsqueeze", a, a.Graph.Longs(axes)).Out();

    /// <summary>Takes dimensions of size one away.</summary>
    public static Value Squeeze(this Value a, params ReadOnlySpan<long> axes) => a.Graph.Node("Squeeze", a, a.Graph.Longs(axes)).Out();

    /// <summary>The parts of a value along an axis, of these sizes.</summary>
    internal static Value[] Split(this Value a, long[] sizes, long axis)
    {
        NodeInProgress split = a.Graph.Node("Split", a, a.Graph.Longs(sizes)).With("axis", axis);
        return Array.ConvertAll(sizes, _ => split.Out());
    }

    /// <summary>The sum over axes.</summary>
    public static Value ReduceSum(this Value a, ReadOnlySpan<long> axes, bool keepDims = true) =>
        a.Graph.Node("ReduceSum", a, a.Graph.Longs(axes)).With("keepdims", keepDims ? 1 : 0).Out();

    /// <summary>The matrix product, batched and broadcast.</summary>
    public static Value MatMul(this Value a, Value b) => a.Graph.Node("MatMul", a, b).Out();

    /// <summary>A part of a value along axes.</summary>
    public static Value Slice(this Value a, Value starts, Value ends, Value axes, Value? steps = null) =>
        (steps is { } s ? a.Graph.Node("Slice", a, starts, ends, axes, s) : a.Graph.Node("Slice", a, starts, ends, axes)).Out();

    /// <summary>A part of a value along axes.</summary>
    public static Value Slice(this Value a, ReadOnlySpan<long> starts, ReadOnlySpan<long> ends, ReadOnlySpan<long> axes) =>
        a.Slice(a.Graph.Longs(starts), a.Graph.Longs(ends), a.Graph.Longs(axes));

    /// <summary>Puts values one after the other along an axis.</summary>
    public static Value Concat(this GraphBuilder g, ReadOnlySpan<Value> values, long axis) =>
        values.Length == 1 ? values[0] : g.Node("Concat", values).With("axis", axis).Out();

    /// <summary>Zeros of a value's shape.</summary>
    public static Value ZerosLike(this Value a) => a.ShapeOf().Filled(a.Element, 0);

    /// <summary>A tensor of this shape, every element of which is one number.</summary>
    public static Value Filled(this Value shape, ElementType element, double number) =>
        shape.Graph.Node("ConstantOfShape", shape).With("value", OnnxTensor.Of(element, [number], 1)).Out(element);

    /// <summary>The sum of several values of one shape.</summary>
    public static Value Sum(this GraphBuilder g, IReadOnlyList<Value> values) => values.Count switch
    {
        1 => values[0],
        2 => values[0] + values[1],
        _ => g.Add("Sum", [.. values]),
    };
}
