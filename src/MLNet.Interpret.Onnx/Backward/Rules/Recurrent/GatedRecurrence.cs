namespace MLNet.Interpret.Onnx.Backward.Rules.Recurrent;

/// <summary>One direction of a GRU: h = (1 - z) n + z h', h' the state before, z and r gates of it.</summary>
/// <remarks>n = g(x W + r (h' R + b)) where the node is linear before the reset, else g(x W + (r h') R + b).</remarks>
internal static class GatedRecurrence
{
    public static Value?[] Backward(Recurrence r)
    {
        GateFunction[] functions = GateFunction.Of(r.Node, r.Directions, "Sigmoid", "Tanh");
        GateFunction f = functions[2 * r.Direction], g = functions[2 * r.Direction + 1];
        return r.Node.Node.Int("linear_before_reset", 0) != 0 ? ResetAfter(r, f, g) : ResetBefore(r, f, g);
    }

    private static Value?[] ResetAfter(Recurrence r, GateFunction f, GateFunction g)
    {
        Value fromX = r.Projected, fromHidden = Recurrence.Product(r.Before, r.R);
        if (r.Bias is { } bias)
        {
            Value[] biases = r.Parts(bias, 3, 3);
            (fromX, fromHidden) = (fromX + biases[0], fromHidden + biases[1]);
        }
        Value[] x = r.Parts(fromX, 2, 1), hidden = r.Parts(fromHidden, 2, 1);
        Gate gates = f.Apply(x[0] + hidden[0]);
        Value[] zr = r.Parts(gates.Value, 1, 1);
        Value z = zr[0], reset = zr[1], q = hidden[1];
        Gate candidate = g.Apply(x[1] + reset * q);

        // How much of a state's gradient arrives at what goes into each gate.
        Value toCandidate = candidate.Slope(1 - z);
        Value toGates = gates.Slope(r.Graph.Concat([r.Before - candidate.Value, toCandidate * q], -1));
        Value toHidden = r.Graph.Concat([toGates, toCandidate * reset], -1);

        Value? arriving = r.Arriving(0, 1);
        IReadOnlyList<Value> found = r.Back([r.AtLast(1)], [toHidden, z, .. List(arriving)], (inner, states, at) =>
        {
            Value d = at.Count > 2 ? states[0] + at[2] : states[0];
            Value da = inner.Concat([d, d, d], -1) * at[0];
            return [da.MatMul(inner.From(r.R)) + d * at[1], da, d];
        });
        Value ofHidden = found[1];
        Value ofX = r.Graph.Concat([r.Parts(ofHidden, 2, 1)[0], found[2] * toCandidate], -1);
        return r.Gradients(ofX, ofHidden, () => r.Outer(ofHidden, r.Before), found[0]);
    }

    private static Value?[] ResetBefore(Recurrence r, GateFunction f, GateFunction g)
    {
        Value[] weights = [r.R.Slice([0], [2 * r.Size], [0]), r.R.Slice([2 * r.Size], [3 * r.Size], [0])];
        Value fromX = r.Projected;
        if (r.Bias is { } bias)
        {
            Value[] biases = r.Parts(bias, 3, 3);
            fromX += biases[0] + biases[1];
        }
        Value[] x = r.Parts(fromX, 2, 1);
        Gate gates = f.Apply(x[0] + Recurrence.Product(r.Before, weights[0]));
        Value[] zr = r.Parts(gates.Value, 1, 1);
        Value z = zr[0], reset = zr[1], kept = reset * r.Before;
        Gate candidate = g.Apply(x[1] + Recurrence.Product(kept, weights[1]));

        Value toCandidate = candidate.Slope(1 - z);
        Value toGates = gates.Slope(r.Graph.Concat([r.Before - candidate.Value, r.Before], -1));
        Value? arriving = r.Arriving(0, 1);
        IReadOnlyList<Value> found = r.Back([r.AtLast(1)], [toCandidate, toGates, z, reset, .. List(arriving)], (inner, states, at) =>
        {
            Value d = at.Count > 4 ? states[0] + at[4] : states[0];
            Value dn = d * at[0];
            Value e = dn.MatMul(inner.From(weights[1]));
            Value dzr = inner.Concat([d, e], -1) * at[1];
            return [dzr.MatMul(inner.From(weights[0])) + d * at[2] + e * at[3], dzr, dn];
        });
        Value ofGates = found[1], ofCandidate = found[2];
        Value all = r.Graph.Concat([ofGates, ofCandidate], -1);
        return r.Gradients(all, all, () => r.Graph.Concat([r.Outer(ofGates, r.Before), r.Outer(ofCandidate, kept)], 0), found[0]);
    }

    private static Value[] List(Value? value) => value is { } one ? [one] : [];
}
