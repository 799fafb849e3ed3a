namespace MLNet.Interpret.Onnx.Backward.Rules.Recurrent;

/// <summary>One direction of an RNN: h = f(x W + h' R + b), h' the state before.</summary>
internal static class SimpleRecurrence
{
    public static Value?[] Backward(Recurrence r)
    {
        GateFunction f = GateFunction.Of(r.Node, r.Directions, "Tanh")[r.Direction];
        Gate gate = f.FromOutput(r.Hidden) ?? f.Apply(r.Sum(1));
        Value slope = gate.Slope(r.Hidden.ShapeOf().Filled(r.Hidden.Element, 1));
        Value? arriving = r.Arriving(0, 1);

        IReadOnlyList<Value> found = r.Back([r.AtLast(1)], arriving is { } dy ? [slope, dy] : [slope], (g, states, at) =>
        {
            Value da = (at.Count > 1 ? states[0] + at[1] : states[0]) * at[0];
            return [da.MatMul(g.From(r.R)), da];
        });
        Value da = found[1];
        return r.Gradients(da, da, () => r.Outer(da, r.Before), found[0]);
    }
}
