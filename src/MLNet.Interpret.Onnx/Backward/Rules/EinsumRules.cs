using System.Text;

namespace MLNet.Interpret.Onnx.Backward.Rules;

/// <summary>Sums of products by labelled axes.</summary>
/// <remarks>
/// The gradient of an operand is the sum of products of the arriving gradient and the other operands, by the operand's labels. Where that
/// leaves a label of the operand without an axis (it was summed alone), ones stand in; where the operand has a label twice (a diagonal),
/// the second is a label of its own, tied to the first by an identity matrix.
/// </remarks>
internal static class EinsumRules
{
    public static void AddTo(RuleTable table) => table.Row("Einsum", Einsum);

    private static IReadOnlyList<Value?> Einsum(BackwardNode n)
    {
        Equation equation = Equation.Of(n);
        return [.. Enumerable.Range(0, n.InputCount).Select(k => n.Needs(k) ? Operand(n, equation, k) : (Value?)null)];
    }

    private static Value Operand(BackwardNode n, Equation equation, int k)
    {
        List<Value> values = [n.DY()];
        List<string> labels = [equation.Output];
        HashSet<char> full = [.. equation.Output];
        for (int i = 0; i < n.InputCount; i++)
        {
            if (i != k)
            {
                values.Add(n.X(i));
                labels.Add(equation.Inputs[i]);
                full.UnionWith(equation.Inputs[i].Where((_, axis) => !IsOne(n, i, axis)));
            }
        }

        string own = equation.Inputs[k];
        StringBuilder target = new();
        List<long> summed = [];
        Queue<char> spare = new(equation.Spare);
        for (int axis = 0; axis < own.Length; axis++)
        {
            char label = own[axis];
            if (IsOne(n, k, axis))
            {
                summed.Add(axis);
            }
            else if (own.IndexOf(label, StringComparison.Ordinal) < axis)
            {
                char second = spare.Dequeue();
                values.Add(Identity(n, k, axis));
                labels.Add($"{label}{second}");
                target.Append(second);
            }
            else
            {
                if (full.Add(label))
                {
                    values.Add(n.X(k).SizeOf(axis).Filled(n.DY().Element, 1));
                    labels.Add($"{label}");
                }
                target.Append(label);
            }
        }
        Value gradient = n.Graph.Node("Einsum", [.. values]).With("equation", $"{string.Join(',', labels)}->{target}").Out();
        return summed.Count == 0 ? gradient : gradient.Unsqueeze([.. summed]);
    }

    private static bool IsOne(BackwardNode n, int input, int axis) => n.ShapeX(input)[axis] is { Value: 1 };

    private static Value Identity(BackwardNode n, int input, int axis)
    {
        if (n.ShapeX(input)[axis] is not { IsKnown: true, Value: var size })
        {
            throw n.Unsupported($"the size of axis {axis} of '{n.Node.Inputs[input]}', of which a diagonal is taken, is not known");
        }
        double[] identity = new double[size * size];
        for (long i = 0; i < size; i++)
        {
            identity[i * size + i] = 1;
        }
        return n.Graph.Constant(OnnxTensor.Of(n.DY().Element, identity, size, size), "identity");
    }

    /// <summary>An equation with one letter an axis: the output is written out, and what an ellipsis stands for has letters too.</summary>
    private sealed record Equation(string[] Inputs, string Output, IEnumerable<char> Spare)
    {
        public static Equation Of(BackwardNode n)
        {
            string text = n.Node.Text("equation", "").Replace(" ", "", StringComparison.Ordinal);
            string[] sides = text.Split("->");
            string[] terms = sides[0].Split(',');
            if (terms.Length != n.InputCount)
            {
                throw n.Unsupported($"its equation '{text}' has {terms.Length} terms for {n.InputCount} inputs");
            }
            string unused = new([.. Enumerable.Range('a', 26).Concat(Enumerable.Range('A', 26)).Select(c => (char)c).Where(c => !text.Contains(c))]);
            int widest = terms.Select((t, i) => t.Contains("...") ? n.ShapeX(i).Rank - (t.Length - 3) : 0).Max();
            string ellipsis = unused[..widest];

            string[] inputs = [.. terms.Select((t, i) => t.Replace("...", t.Contains("...") ? ellipsis[(widest - n.ShapeX(i).Rank + t.Length - 3)..] : "", StringComparison.Ordinal))];
            string output = sides.Length > 1
                ? sides[1].Replace("...", ellipsis, StringComparison.Ordinal)
                : ellipsis + new string([.. sides[0].Where(char.IsLetter).GroupBy(c => c).Where(g => g.Count() == 1).Select(g => g.Key).Order()]);
            return new Equation(inputs, output, unused[widest..]);
        }
    }
}
