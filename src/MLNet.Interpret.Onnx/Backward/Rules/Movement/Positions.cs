namespace MLNet.Interpret.Onnx.Backward.Rules.Movement;

/// <summary>Where in an input an operator finds the elements that it picks.</summary>
/// <remarks>
/// An operator that only picks elements does the same to their positions as to themselves. Applied to the positions 0, 1, 2, ... in the
/// input's shape, it therefore tells where each element of its output comes from, whatever its attributes and run-time inputs are.
/// </remarks>
internal static class Positions
{
    /// <summary>The row-major positions of an input's elements, in the input's shape.</summary>
    public static Value Of(BackwardNode n, int input = 0)
    {
        GraphBuilder g = n.Graph;
        Value count = n.ShapeX(input) is { IsStatic: true } shape
            ? g.LongScalar(shape.ElementCount)
            : g.Node("Size", n.X(input)).Out(ElementType.Int64);
        return g.Add("Range", g.LongScalar(0), count, g.LongScalar(1)).Reshape(n.ShapeValueX(input));
    }

    /// <summary>Sends the gradient of every picked element back to where it was picked; what was picked twice gets the sum.</summary>
    /// <param name="n">The node.</param>
    /// <param name="pick">The operator, applied to the positions in place of its input.</param>
    public static Value SendBack(BackwardNode n, Func<Value, Value> pick) =>
        Scatter(n, n.ShapeValueX().Filled(n.X().Element, 0), pick(Of(n)), n.DY(), "add");

    /// <summary>Reduces updates into a value of an input's shape, at row-major positions of the updates' shape.</summary>
    public static Value Scatter(BackwardNode n, Value into, Value positions, Value updates, string reduction) =>
        into.Reshape(-1).ScatterElements(positions.Reshape(-1), updates.Reshape(-1), 0, reduction).Reshape(n.ShapeValueX());
}
