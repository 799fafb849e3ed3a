namespace MLNet.Interpret.Onnx.Backward.Rules.Movement;

/// <summary>Forms that the rules of operators that move elements have in common.</summary>
internal static class Forms
{
    /// <summary>Gives a value the shape of an input that has as many elements.</summary>
    /// <param name="n">The node.</param>
    /// <param name="value">The value.</param>
    /// <param name="from">The value's shape: a size that is known by name only is kept where it stands in both shapes alike.</param>
    /// <param name="input">The input's index.</param>
    public static Value ReshapeToX(this BackwardNode n, Value value, TensorShape from, int input = 0)
    {
        TensorShape to = n.ShapeX(input);
        long[] sizes = new long[to.Rank];
        int unknown = 0;
        bool empty = false;
        for (int i = 0; i < sizes.Length; i++)
        {
            bool kept = !to[i].IsKnown && i < from.Rank && to[i].SurelyEquals(from[i]);
            sizes[i] = kept ? 0 : to[i].Value;
            unknown += !kept && !to[i].IsKnown ? 1 : 0;
            empty |= to[i].Value == 0;
        }
        return unknown > 1 || empty
            ? n.Graph.Node("Reshape", value, n.X(input).ShapeOf()).With("allowzero", 1).Out()
            : value.Reshape(sizes);
    }

    /// <summary>Zeros of an input's shape.</summary>
    public static Value ZerosOfX(this BackwardNode n, int input = 0) => n.ShapeValueX(input).Filled(n.X(input).Element, 0);

    /// <summary>Zeros put around a value, or, where a number is negative, elements cut off, along axes.</summary>
    /// <param name="value">The value.</param>
    /// <param name="rank">The number of its axes: ONNX Runtime's optimiser of transposes moves them past a Pad as if it named all of them.</param>
    /// <param name="begins">For each of the axes that are padded, how many zeros are put before.</param>
    /// <param name="ends">How many are put behind.</param>
    /// <param name="axes">The axes that are padded.</param>
    public static Value PadWithZeros(this Value value, int rank, ReadOnlySpan<long> begins, ReadOnlySpan<long> ends, ReadOnlySpan<long> axes)
    {
        if (!begins.ContainsAnyExcept(0) && !ends.ContainsAnyExcept(0))
        {
            return value;
        }
        long[] pads = new long[2 * rank];
        for (int k = 0; k < axes.Length; k++)
        {
            (pads[axes[k]], pads[rank + axes[k]]) = (begins[k], ends[k]);
        }
        return value.Graph.Add("Pad", value, value.Graph.Longs(pads));
    }

    /// <summary>The elements of a value along an axis that <paramref name="indices"/> of a shape like the result's name.</summary>
    public static Value GatherElements(this Value value, Value indices, long axis) =>
        value.Graph.Node("GatherElements", value, indices).With("axis", axis).Out();

    /// <summary>Puts updates into a value along an axis, one after the other, so that those that meet are reduced in an order that is always the same.</summary>
    public static Value ScatterElements(this Value value, Value indices, Value updates, long axis, string reduction) =>
        value.Graph.Node("ScatterElements", value, indices, updates).With("axis", axis).With("reduction", reduction).Out();
}
