namespace MLNet.Interpret.Onnx.Backward.Rules.Control;

/// <summary>How a loop hands values on: which inputs of its body are which.</summary>
/// <param name="Body">The body.</param>
/// <param name="FirstState">The first input of the node that is handed from turn to turn.</param>
/// <param name="States">How many are.</param>
/// <param name="BodyState">The first of them among the body's inputs.</param>
/// <param name="BodyLeft">The first of them among the body's outputs.</param>
internal sealed record Turns(Body Body, int FirstState, int States, int BodyState, int BodyLeft)
{
    /// <summary>The attribute that holds the body.</summary>
    public const string Attribute = "body";

    /// <summary>The number of inputs of the node of which every turn takes a slice; they come after those handed on.</summary>
    public int Slices => Body.Inputs.Count - BodyState - States;

    /// <summary>The number of values that are put together of what the turns give.</summary>
    public int Stacked => Body.Outputs.Count - BodyLeft - States;

    public static Turns OfScan(BackwardNode n)
    {
        int slices = (int)n.Node.Int("num_scan_inputs", 0), states = n.InputCount - slices;
        TensorType[] types = [.. Enumerable.Range(0, n.InputCount).Select(i => i < states ? TypeOf(n, i) : Slice(n, i, Axis(n, i - states)))];
        return new(new Body(n, Attribute, types), 0, states, 0, 0);
    }

    public static Turns OfLoop(BackwardNode n)
    {
        int states = n.InputCount - 2;
        TensorType[] types = [
            new(ElementType.Int64, new TensorShape()), new(ElementType.Bool, new TensorShape()), .. Enumerable.Range(2, states).Select(i => TypeOf(n, i)),
        ];
        Turns turns = new(new Body(n, Attribute, types), 2, states, 2, 1);
        for (int i = 0; i < states; i++)
        {
            string left = turns.Body.Outputs[1 + i];
            if (turns.Body.Types.TryGet(left, out TensorType? after) && after.Shape is { } to && types[2 + i].Shape is { } from && !Fits(from, to))
            {
                throw n.Unsupported($"'{left}' is {to} after a turn and was {from} before; a value that changes its size from turn to turn cannot be kept for the way back");
            }
        }
        return turns;
    }

    private static bool Fits(TensorShape from, TensorShape to) =>
        from.Rank == to.Rank && from.Zip(to).All(d => !d.First.IsKnown || !d.Second.IsKnown || d.First == d.Second);

    /// <summary>The axis along which an input is sliced.</summary>
    public static long Axis(BackwardNode n, int slice) => n.Node.Ints("scan_input_axes") is { } axes ? axes[slice] : 0;

    private static TensorType TypeOf(BackwardNode n, int input) => n.Types[n.Node.Inputs[input]];

    private static TensorType Slice(BackwardNode n, int input, long axis)
    {
        TensorType all = TypeOf(n, input);
        return all with { Shape = all.Shape is { } shape ? new TensorShape(shape.Where((_, i) => i != shape.Axis(axis))) : null };
    }
}
