namespace MLNet.Interpret.Onnx.Backward.Rules;

/// <summary>Circular and hyperbolic functions and their inverses, and the error function.</summary>
internal static class TrigonometricRules
{
    // ln(2 / sqrt(pi)): a factor of the exponential is a term of its exponent.
    private const double LogErfSlope = 0.12078223763524522;

    public static void AddTo(RuleTable table) => table
        .Elementwise("Sin", n => n.DY() * n.X().Apply("Cos"))
        .Elementwise("Cos", n => -(n.DY() * n.X().Apply("Sin")))
        .Elementwise("Tan", n => n.DY() * (n.Y() * n.Y() + 1))
        .Elementwise("Asin", n => n.DY() / (1 - n.X() * n.X()).Sqrt())
        .Elementwise("Acos", n => -(n.DY() / (1 - n.X() * n.X()).Sqrt()))
        .Elementwise("Atan", n => n.DY() / (n.X() * n.X() + 1))
        .Elementwise("Sinh", n => n.DY() * n.X().Apply("Cosh"))
        .Elementwise("Cosh", n => n.DY() * n.X().Apply("Sinh"))
        .Elementwise("Asinh", n => n.DY() / (n.X() * n.X() + 1).Sqrt())
        .Elementwise("Acosh", n => n.DY() / (n.X() * n.X() - 1).Sqrt())
        .Elementwise("Atanh", n => n.DY() / (1 - n.X() * n.X()))
        .Elementwise("Erf", n => n.DY() * (LogErfSlope - n.X() * n.X()).Exp());
}
