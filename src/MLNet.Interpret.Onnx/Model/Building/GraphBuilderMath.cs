namespace MLNet.Interpret.Onnx;

/// <summary>Functions of elements, and reductions of them, as methods on values.</summary>
public static class GraphBuilderMath
{
    /// <summary>A function of each element, such as <c>Sin</c>, named by its operator.</summary>
    public static Value Apply(this Value a, string opType) => a.Graph.Add(opType, a);

    /// <summary>The exponential.</summary>
    public static Value Exp(this Value a) => a.Apply("Exp");

    /// <summary>The natural logarithm.</summary>
    public static Value Log(this Value a) => a.Apply("Log");

    /// <summary>The square root.</summary>
    public static Value Sqrt(this Value a) => a.Apply("Sqrt");

    /// <summary>The absolute value.</summary>
    public static Value Abs(this Value a) => a.Apply("Abs");

    /// <summary>-1, 0 or 1.</summary>
    public static Value Sign(this Value a) => a.Apply("Sign");

    /// <summary>A power, broadcasting.</summary>
    public static Value Pow(this Value a, Value exponent) => a.Graph.Add("Pow", a, exponent);

    /// <summary>The smaller of each element and a number.</summary>
    public static Value Min(this Value a, double number) => a.Graph.Add("Min", a, a.Like(number));

    /// <summary>The greater of each element and a number.</summary>
    public static Value Max(this Value a, double number) => a.Graph.Add("Max", a, a.Like(number));

    /// <summary>The mean over axes, which are kept as axes of size one.</summary>
    public static Value ReduceMean(this Value a, ReadOnlySpan<long> axes) => a.Graph.Add("ReduceMean", a, a.Graph.Longs(axes));

    /// <summary>The number of elements, as a number of another value's type.</summary>
    public static Value SizeAs(this Value a, ElementType type) => a.Graph.Node("Size", a).Out(ElementType.Int64).Cast(type);

    /// <summary>0, 1, 2 and so on, as many as a value has along an axis.</summary>
    internal static Value CountAlong(this Value a, int axis) =>
        a.Graph.Add("Range", a.Graph.LongScalar(0), a.SizeOf(axis).Squeeze(0), a.Graph.LongScalar(1));

    /// <summary>The size of one dimension, as a list of one integer.</summary>
    public static Value SizeOf(this Value a, int axis) =>
        a.Graph.Node("Shape", a).With("start", axis).With("end", axis + 1).Out(ElementType.Int64);
}
