namespace MLNet.Interpret.Onnx.Backward.Rules;

/// <summary>Activation functions.</summary>
/// <remarks>
/// Slopes are worked out from the output where they can be: it is there anyway, and the operation before it can then still be fused with the activation.
/// At a kink the slope is that of PyTorch: of Relu 0, of LeakyRelu, PRelu and Elu that of the negative side, of Clip 0.
/// </remarks>
internal static class ActivationRules
{
    private const double SqrtHalf = 0.70710678118654752;

    // ln(1 / sqrt(2 pi))
    private const double LogNormalPeak = -0.91893853320467274;

    // sqrt(2 / pi) and the cubic coefficient of the approximation by Hendrycks and Gimpel, "Gaussian Error Linear Units" (2016).
    private const double GeluScale = 0.79788456080286536;
    private const double GeluCubic = 0.044715;

    public static void AddTo(RuleTable table) => table
        .Elementwise("Relu", n => n.DY() * n.Y().Above(0))
        .Elementwise("LeakyRelu", LeakyRelu)
        .Broadcasting("PRelu", PRelu)
        .Elementwise("ThresholdedRelu", n => n.DY() * n.X().Above(n.Node.Float("alpha", 1)))
        .Elementwise("Elu", n => Exponential(n, n.Node.Float("alpha", 1), 1))
        .Elementwise("Selu", n => Exponential(n, n.Node.Float("alpha", 1.67326319217681884765625f), n.Node.Float("gamma", 1.05070102214813232421875f)))
        .Elementwise("Celu", n => n.DY() * n.Y().Ramp(1.0 / n.Node.Float("alpha", 1), 1))
        .Elementwise("Softplus", n => n.DY() * n.X().Apply("Sigmoid"))
        .Elementwise("Softsign", Softsign)
        .Elementwise("Sigmoid", n => n.DY() * (n.Y() * n.Y().Ramp(-1, 1)))
        .Row("HardSigmoid", HardSigmoid)
        .Elementwise("HardSwish", n => n.DY() * SelfGated.SlopeOfHardSwish(n.X().Ramp(1.0 / 6, 0.5), n.X(), 1f / 6))
        .Elementwise("Tanh", n => n.DY() * (n.Y() * n.Y()).Ramp(-1, 1))
        .Elementwise("Gelu", n => n.DY() * (n.Node.Text("approximate", "none") == "tanh" ? GeluTanhSlope(n.X()) : GeluSlope(n.X())))
        .Elementwise("Mish", Mish)
        .Elementwise("Swish", Swish)
        .Elementwise("Shrink", n => n.DY() * n.X().Abs().Above(n.Node.Float("lambd", 0.5f)))
        .Row("Clip", Clip);

    private static Value LeakyRelu(BackwardNode n)
    {
        float alpha = n.Node.Float("alpha", 0.01f);
        return n.DY() * (alpha is >= 0 and <= 1
            ? n.Y().Above(0).Ramp(1.0 - alpha, alpha)
            : n.X().Above(0) * (1.0 - alpha) + alpha);
    }

    private static IReadOnlyList<Value?> PRelu(BackwardNode n) =>
    [
        n.Needs(0) ? n.DY() * n.Graph.Where(n.X() > 0, n.X().Like(1), n.X(1)) : null,
        n.Needs(1) ? n.DY() * n.X().Min(0) : null,
    ];

    /// <summary>gamma x above zero, gamma alpha (exp(x) - 1) below, whose slope there is y + gamma alpha.</summary>
    private static Value Exponential(BackwardNode n, float alpha, float gamma)
    {
        double atZero = (double)alpha * gamma;
        return n.DY() * (atZero == 1 && gamma == 1
            ? n.Y().Ramp(1, 1)
            : n.Graph.Where(n.X() > 0, n.DY().Like(gamma), n.Y() + atZero));
    }

    private static Value Softsign(BackwardNode n)
    {
        Value one = n.X().Abs() + 1;
        return n.DY() / (one * one);
    }

    private static IReadOnlyList<Value?> HardSigmoid(BackwardNode n)
    {
        float alpha = n.Node.Float("alpha", 0.2f);
        if (Ramps.IsStep(alpha))
        {
            return [null];
        }
        return [n.DY() * n.Y().SlopeOfRamp(alpha)];
    }

    /// <summary>The normal distribution function plus x times its density.</summary>
    private static Value GeluSlope(Value x) =>
        ((x * SqrtHalf).Apply("Erf") + 1) * 0.5 + x * (x * x * -0.5 + LogNormalPeak).Exp();

    private static Value GeluTanhSlope(Value x)
    {
        Value square = x * x;
        Value t = (x * (square * (GeluScale * GeluCubic) + GeluScale)).Apply("Tanh");
        return ((1 - t) * x * (square * (3 * GeluScale * GeluCubic) + GeluScale) + 1) * ((t + 1) * 0.5);
    }

    private static Value Mish(BackwardNode n)
    {
        Value x = n.X();
        Value t = x.Apply("Softplus").Apply("Tanh");
        return n.DY() * (t + (1 - t * t) * x * x.Apply("Sigmoid"));
    }

    private static Value Swish(BackwardNode n)
    {
        float alpha = n.Node.Float("alpha", 1);
        return n.DY() * SelfGated.SlopeOfSwish((n.X() * alpha).Apply("Sigmoid"), n.Y(), alpha);
    }

    private static IReadOnlyList<Value?> Clip(BackwardNode n)
    {
        Value dy = n.DY();
        Value? aboveLow = HasBound(n, 1) ? Beyond(n, 1, (y, low) => y.Above(low), (y, low) => y - low) : null;
        Value? belowHigh = HasBound(n, 2) ? Beyond(n, 2, (y, high) => y.Below(high), (y, high) => high - y) : null;
        Value dx = aboveLow is { } above ? dy * above : dy;
        return
        [
            belowHigh is { } below ? dx * below : dx,
            // Where the bounds are the wrong way round, the upper one is what comes out.
            n.Needs(1) ? n.Unbroadcast((belowHigh is { } inside ? dy * inside : dy) * (1 - aboveLow!.Value), n.ShapeY(), 1) : null,
            n.Needs(2) ? n.Unbroadcast(dy * (1 - belowHigh!.Value), n.ShapeY(), 2) : null,
        ];
    }

    private static Value Beyond(BackwardNode n, int bound, Func<Value, double, Value> known, Func<Value, Value, Value> distance) =>
        !n.Needs(bound) && n.ConstantX(bound)?.ToNumber() is { } number ? known(n.Y(), number) : distance(n.Y(), n.X(bound)).Above(0);

    // Exporters write the largest float for no bound at all.
    private static bool HasBound(BackwardNode n, int input) =>
        n.Node.HasInput(input) && !(n.ConstantX(input)?.ToNumber() is { } bound && Math.Abs(bound) >= float.MaxValue);
}
