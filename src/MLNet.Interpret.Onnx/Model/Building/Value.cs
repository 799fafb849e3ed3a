namespace MLNet.Interpret.Onnx;

/// <summary>A value in a graph that is being built. Arithmetic on values adds nodes to the graph.</summary>
/// <param name="Graph">The builder that the value belongs to.</param>
/// <param name="Name">The value's name in the graph.</param>
/// <param name="Element">The type of its elements.</param>
public readonly record struct Value(GraphBuilder Graph, string Name, ElementType Element)
{
    /// <summary>Adds a node <c>Add</c>, broadcasting.</summary>
    public static Value operator +(Value a, Value b) => a.Graph.Add("Add", a, b);

    /// <summary>Adds a node <c>Sub</c>, broadcasting.</summary>
    public static Value operator -(Value a, Value b) => a.Graph.Add("Sub", a, b);

    /// <summary>Adds a node <c>Mul</c>, broadcasting.</summary>
    public static Value operator *(Value a, Value b) => a.Graph.Add("Mul", a, b);

    /// <summary>Adds a node <c>Div</c>, broadcasting.</summary>
    public static Value operator /(Value a, Value b) => a.Graph.Add("Div", a, b);

    /// <summary>Adds a node <c>Neg</c>.</summary>
    public static Value operator -(Value a) => a.Graph.Add("Neg", a);

    /// <summary>Adds a number to every element.</summary>
    public static Value operator +(Value a, double b) => a + a.Like(b);

    /// <summary>Adds a number to every element.</summary>
    public static Value operator +(double a, Value b) => b.Like(a) + b;

    /// <summary>Takes a number from every element.</summary>
    public static Value operator -(Value a, double b) => a - a.Like(b);

    /// <summary>Takes every element from a number.</summary>
    public static Value operator -(double a, Value b) => b.Like(a) - b;

    /// <summary>Multiplies every element by a number.</summary>
    public static Value operator *(Value a, double b) => a * a.Like(b);

    /// <summary>Multiplies every element by a number.</summary>
    public static Value operator *(double a, Value b) => b.Like(a) * b;

    /// <summary>Divides every element by a number.</summary>
    public static Value operator /(Value a, double b) => a / a.Like(b);

    /// <summary>Divides a number by every element.</summary>
    public static Value operator /(double a, Value b) => b.Like(a) / b;

    /// <summary>Where elements are greater, as booleans.</summary>
    public static Value operator >(Value a, Value b) => a.Graph.Add("Greater", a, b) with { Element = ElementType.Bool };

    /// <summary>Where elements are smaller, as booleans.</summary>
    public static Value operator <(Value a, Value b) => a.Graph.Add("Less", a, b) with { Element = ElementType.Bool };

    /// <summary>Where elements are greater than a number, as booleans.</summary>
    public static Value operator >(Value a, double b) => a > a.Like(b);

    /// <summary>Where elements are smaller than a number, as booleans.</summary>
    public static Value operator <(Value a, double b) => a < a.Like(b);

    /// <summary>A scalar constant of this value's element type.</summary>
    public Value Like(double number) => Graph.Scalar(Element, number);
}
