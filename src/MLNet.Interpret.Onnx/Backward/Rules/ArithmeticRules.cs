namespace MLNet.Interpret.Onnx.Backward.Rules;

/// <summary>Arithmetic on elements, with broadcasting.</summary>
internal static class ArithmeticRules
{
    public static void AddTo(RuleTable table) => table
        .Broadcasting("Add", n => [n.DY(), n.DY()])
        .Broadcasting("Sub", n => [n.DY(), n.Needs(1) ? -n.DY() : null])
        .Broadcasting("Mul", n => [n.Needs(0) ? n.DY() * n.X(1) : null, n.Needs(1) ? n.DY() * n.X(0) : null])
        .Broadcasting("Div", Div)
        .Broadcasting("Sum", n => [.. Enumerable.Repeat<Value?>(n.DY(), n.InputCount)])
        .Elementwise("Neg", n => -n.DY());

    private static IReadOnlyList<Value?> Div(BackwardNode n)
    {
        Value quotient = n.DY() / n.X(1);
        return [quotient, n.Needs(1) ? -(quotient * n.Y()) : null];
    }
}
