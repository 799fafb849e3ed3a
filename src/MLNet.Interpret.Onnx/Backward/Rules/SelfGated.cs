namespace MLNet.Interpret.Onnx.Backward.Rules;

/// <summary>Values times a gate that they open themselves, x g(x): what exporters write SiLU and HardSwish as.</summary>
/// <remarks>The product and its gate go back in one, with about two thirds of the passes over memory that each by its own rule would take.</remarks>
internal static class SelfGated
{
    /// <summary>The gradients of a product, if it is one of a value with its gate; else null.</summary>
    public static IReadOnlyList<Value?>? Gradients(BackwardNode product)
    {
        for (int gate = 0; gate < 2; gate++)
        {
            if (product.Source(gate) is { } source && source.Inputs[0] == product.Node.Inputs[1 - gate] && Slope(source, product, gate) is { } slope)
            {
                Value dx = product.DY() * slope;
                return gate == 0 ? [null, dx] : [dx, null];
            }
        }
        return null;
    }

    /// <summary>The slope of x s, where s is Sigmoid(alpha x).</summary>
    public static Value SlopeOfSwish(Value s, Value y, float alpha = 1)
    {
        Value ofGate = y * s.Ramp(-1, 1);
        return s + (alpha == 1 ? ofGate : ofGate * alpha);
    }

    /// <summary>The slope of x h, where h is a HardSigmoid of x: h, and alpha x more between its bounds.</summary>
    public static Value SlopeOfHardSwish(Value h, Value x, float alpha) => h + x * h.SlopeOfRamp(alpha);

    private static Value? Slope(OnnxNode source, BackwardNode product, int gate)
    {
        Value g = product.X(gate);
        return source.OpType switch
        {
            "Sigmoid" => SlopeOfSwish(g, product.Y()),
            "HardSigmoid" when !Ramps.IsStep(source.Float("alpha", 0.2f)) => SlopeOfHardSwish(g, product.X(1 - gate), source.Float("alpha", 0.2f)),
            _ => null,
        };
    }
}
