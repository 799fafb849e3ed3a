namespace MLNet.Interpret.Onnx.Backward.Rules;

/// <summary>Products of elements up to each, exact where elements are zero.</summary>
internal static class RunningProducts
{
    /// <summary>Along an axis, the product of all elements before each, itself included or not, in log2(count) steps of doubling reach.</summary>
    /// <param name="x">The elements.</param>
    /// <param name="axis">The axis; the last is -1.</param>
    /// <param name="count">Its size.</param>
    /// <param name="exclusive">Whether an element is no factor of its own product, which is 1 where there is none.</param>
    /// <param name="reverse">Whether the elements after each are meant.</param>
    public static Value Of(Value x, long axis, long count, bool exclusive, bool reverse)
    {
        Value product = exclusive ? Shift(x, 1) : x;
        for (long reach = 1; reach < (exclusive ? count - 1 : count); reach *= 2)
        {
            product *= Shift(product, reach);
        }
        return product;

        // Moves elements along the axis, with ones in the place of those moved away.
        Value Shift(Value value, long by)
        {
            Value ones = value.Slice([0], [Math.Min(by, count)], [axis]).ShapeOf().Filled(value.Element, 1);
            Value rest = reverse ? value.Slice([by], [count], [axis]) : value.Slice([0], [count - by], [axis]);
            return value.Graph.Concat(reverse ? [rest, ones] : [ones, rest], axis);
        }
    }
}
