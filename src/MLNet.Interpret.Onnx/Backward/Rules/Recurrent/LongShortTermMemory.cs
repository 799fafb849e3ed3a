namespace MLNet.Interpret.Onnx.Backward.Rules.Recurrent;

/// <summary>One direction of an LSTM: C = f C' + i g, h = o H(C), with the cell C' and the hidden state h' before.</summary>
/// <remarks>i = F(x W + h' R + P C' + b), and f so too, or 1 - i where they are coupled; g = G(x W + h' R + b); o = F(x W + h' R + P C + b).</remarks>
internal static class LongShortTermMemory
{
    public static Value?[] Backward(Recurrence r)
    {
        GateFunction[] functions = GateFunction.Of(r.Node, r.Directions, "Sigmoid", "Tanh", "Tanh");
        GateFunction f = functions[3 * r.Direction], g = functions[3 * r.Direction + 1], h = functions[3 * r.Direction + 2] with { Bound = null };
        bool coupled = r.Node.Node.Int("input_forget", 0) != 0;
        Value[]? peepholes = r.Node.Node.HasInput(7) ? r.Parts(r.Part(7), 1, 1, 1) : null;
        Value[] sums = r.Parts(r.Sum(4), 1, 1, 1, 1);
        Gate candidate = g.Apply(sums[3]);

        Value cells = Cells(r, f, sums, candidate.Value, peepholes, coupled);
        Value before = r.Shifted(cells, 6);
        Gate input = f.Apply(Peep(sums[0], before, 0)), output = f.Apply(Peep(sums[1], cells, 1));
        Gate? forget = coupled ? null : f.Apply(Peep(sums[2], before, 2));
        Gate shown = h.Apply(cells);

        // How much of a state's gradient arrives at what goes into the output gate, and how much of a cell's at what goes into the others.
        Value toOutput = output.Slope(shown.Value);
        Value toCell = shown.Slope(output.Value);
        toCell = peepholes is null ? toCell : toCell + toOutput * peepholes[1];
        Value toInput = input.Slope(coupled ? candidate.Value - before : candidate.Value);
        Value? toForget = forget?.Slope(before);
        Value toCandidate = candidate.Slope(input.Value);
        Value toBefore = forget?.Value ?? 1 - input.Value;
        if (peepholes is not null)
        {
            toBefore += toInput * peepholes[0];
            toBefore = toForget is { } slope ? toBefore + slope * peepholes[2] : toBefore;
        }
        Value toGates = r.Graph.Concat([toInput, toOutput, toForget ?? toInput * 0, toCandidate], -1);

        Value? arriving = r.Arriving(0, 1), arrivingCells = r.Arriving(null, 2);
        List<Value> over = [toGates, toCell, toBefore];
        int atHidden = Add(arriving), atCells = Add(arrivingCells);
        IReadOnlyList<Value> found = r.Back([r.AtLast(1), r.AtLast(2)], over, (inner, states, at) =>
        {
            Value d = atHidden < 0 ? states[0] : states[0] + at[atHidden];
            Value e = states[1] + d * at[1];
            e = atCells < 0 ? e : e + at[atCells];
            Value da = inner.Concat([e, d, e, e], -1) * at[0];
            return [da.MatMul(inner.From(r.R)), e * at[2], da];
        });

        Value ofGates = found[2];
        Value?[] gradients = r.Gradients(ofGates, ofGates, () => r.Outer(ofGates, r.Before), found[0]);
        gradients[6] = r.Node.Needs(6) ? found[1] : null;
        if (r.Node.Needs(7))
        {
            Value[] parts = r.Parts(ofGates, 1, 1, 1, 1);
            gradients[7] = Recurrence.SumOfSteps(r.Graph.Concat([parts[0] * before, parts[1] * cells, parts[2] * before], -1));
        }
        return gradients;

        Value Peep(Value sum, Value cell, int which) => peepholes is null ? sum : sum + cell * peepholes[which];

        int Add(Value? value)
        {
            if (value is not { } one)
            {
                return -1;
            }
            over.Add(one);
            return over.Count - 1;
        }
    }

    /// <summary>The cells of all steps, of which the node gives the last only: one after the other, but without products of matrices.</summary>
    private static Value Cells(Recurrence r, GateFunction f, Value[] sums, Value candidate, Value[]? peepholes, bool coupled)
    {
        Value[] initial = [r.Initial(6)];
        if (peepholes is null)
        {
            Value input = f.Apply(sums[0]).Value;
            Value forget = coupled ? 1 - input : f.Apply(sums[2]).Value;
            return r.Forth(initial, [forget, input * candidate], (g, states, at) =>
            {
                Value cell = at[0] * states[0] + at[1];
                return [cell, cell];
            })[1];
        }
        return r.Forth(initial, [sums[0], sums[2], candidate], (g, states, at) =>
        {
            Value input = f.Apply(at[0] + states[0] * g.From(peepholes[0])).Value;
            Value forget = coupled ? 1 - input : f.Apply(at[1] + states[0] * g.From(peepholes[2])).Value;
            Value cell = forget * states[0] + input * at[2];
            return [cell, cell];
        })[1];
    }
}
