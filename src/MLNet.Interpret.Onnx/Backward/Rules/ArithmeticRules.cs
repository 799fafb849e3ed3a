using MLNet.Interpret.Onnx.Backward.Rules.Composite;

namespace MLNet.Interpret.Onnx.Backward.Rules;

/// <summary>Arithmetic on elements, with broadcasting.</summary>
internal static class ArithmeticRules
{
    public static void AddTo(RuleTable table) => table
        .Broadcasting("Add", n => [n.DY(), n.DY()])
        .Broadcasting("Sub", n => [n.DY(), n.Needs(1) ? -n.DY() : null])
        .Broadcasting("Mul", n => SelfGated.Gradients(n) ?? [n.Needs(0) ? n.DY() * n.X(1) : null, n.Needs(1) ? n.DY() * n.X(0) : null])
        .Broadcasting("Div", Div)
        .Broadcasting("Mod", n => [n.DY(), n.Needs(1) ? n.DY() * ((n.Y() - n.X(0)) / n.X(1)).Apply("Round") : null])
        .Broadcasting("Pow", Pow)
        .Broadcasting("Sum", n => ForAll(n, n.DY()))
        .Broadcasting("Mean", n => ForAll(n, n.DY() / n.InputCount))
        .Broadcasting("Max", n => Extreme(n, sign: 1))
        .Broadcasting("Min", n => Extreme(n, sign: -1))
        .Elementwise("Neg", n => -n.DY())
        .Elementwise("Abs", n => n.DY() * n.X().Sign())
        .Elementwise("Reciprocal", n => n.DY() * (n.Y() * -n.Y()))
        .Elementwise("Sqrt", n => n.DY() * OfRoot(n, 0.5 / n.Y()))
        .Elementwise("Exp", n => n.DY() * n.Y())
        .Elementwise("Log", n => n.DY() / n.X())
        .Row("CumSum", CumSum)
        .Defined("CumProd", (n, g, x) => [CumProd(n, x(0))]);

    private static IReadOnlyList<Value?> ForAll(BackwardNode n, Value gradient) => [.. Enumerable.Repeat<Value?>(gradient, n.InputCount)];

    private static IReadOnlyList<Value?> Div(BackwardNode n)
    {
        Value quotient = n.DY() / n.X(1);
        return [quotient, n.Needs(1) ? -(quotient * n.Y()) : null];
    }

    private static IReadOnlyList<Value?> Pow(BackwardNode n) =>
        [n.Needs(0) ? n.DY() * SlopeOfPower(n) : null, n.Needs(1) ? n.DY() * SlopeOfExponent(n) : null];

    private static Value SlopeOfPower(BackwardNode n)
    {
        Value x = n.X(0);
        if (n.ConstantX(1)?.ToNumber() is { } exponent)
        {
            return exponent switch
            {
                0 => x.Like(0),
                0.5 => OfRoot(n, 0.5 / n.Y()),
                1 => x.Like(1),
                2 => x + x,
                3 => x * x * 3,
                -1 => n.Y() * -n.Y(),
                > 0 and < 1 => OfRoot(n, x.Pow(x.Like(exponent - 1)) * exponent),
                _ => x.Pow(x.Like(exponent - 1)) * exponent,
            };
        }
        // With the exponent zero the slope is zero, also at zero, where 0 * 0^-1 would be NaN.
        Value e = n.X(1).Cast(x.Element);
        Value isZero = e.EqualTo(e.Like(0));
        return e * x.Pow(n.Graph.Where(isZero, e.Like(0), e - 1));
    }

    /// <summary>
    /// The slope of a root, which is infinite at zero. Deviations, norms and distances are roots of squares, so what stands before them is flat there:
    /// it is taken to be zero, as PyTorch has it of those.
    /// </summary>
    private static Value OfRoot(BackwardNode n, Value slope) => n.Graph.Where(n.Y().EqualTo(slope.Like(0)), slope.Like(0), slope);

    private static Value SlopeOfExponent(BackwardNode n)
    {
        // At zero the power is flat in its exponent, though the logarithm is infinite.
        Value x = n.X(0);
        return n.Y() * n.Graph.Where(x.EqualTo(x.Like(0)), x.Like(1), x).Log();
    }

    /// <summary>Inputs that tie share the gradient evenly, as in PyTorch.</summary>
    private static IReadOnlyList<Value?> Extreme(BackwardNode n, int sign)
    {
        Value dy = n.DY();
        if (n.InputCount == 1)
        {
            return [dy];
        }
        if (n.InputCount == 2)
        {
            Value lead = (n.X(0) - n.X(1)).Sign() * (0.5 * sign);
            return [n.Needs(0) ? dy * (lead + 0.5) : null, n.Needs(1) ? dy * (0.5 - lead) : null];
        }
        Value[] chosen = [.. Enumerable.Range(0, n.InputCount).Select(i => n.X(i).EqualTo(n.Y()).Cast(dy.Element))];
        Value share = dy / n.Graph.Sum(chosen);
        return [.. chosen.Select((c, i) => n.Needs(i) ? share * c : (Value?)null)];
    }

    private static IReadOnlyList<Value?> CumSum(BackwardNode n) =>
        [n.Graph.Node("CumSum", n.DY(), n.X(1)).With("exclusive", n.Node.Int("exclusive", 0)).With("reverse", 1 - n.Node.Int("reverse", 0)).Out()];

    private static Value CumProd(BackwardNode n, Value x)
    {
        int axis = n.ShapeX().Axis(n.LongsX(1)![0]);
        return n.ShapeX()[axis] is { IsKnown: true, Value: var count }
            ? RunningProducts.Of(x, axis, count, n.Node.Int("exclusive", 0) != 0, n.Node.Int("reverse", 0) != 0)
            : throw n.Unsupported($"the size of the axis {axis} that it runs along is not known; fix it with Network.WithInputShape");
    }
}
