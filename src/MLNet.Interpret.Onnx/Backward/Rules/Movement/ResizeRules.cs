namespace MLNet.Interpret.Onnx.Backward.Rules.Movement;

/// <summary>Resize: linear in its input, and along each axis for itself.</summary>
/// <remarks>
/// Along an axis it multiplies by a matrix of interpolation weights, and the gradient by that matrix transposed. The matrix is what the
/// operator itself makes of an identity matrix, so that every mode, coordinate transformation and rounding is exactly the runtime's.
/// </remarks>
internal static class ResizeRules
{
    public static void AddTo(RuleTable table) => table.Row("Resize", n => [Resize(n)]);

    private static Value Resize(BackwardNode n)
    {
        if (n.Node.Text("keep_aspect_ratio_policy", "stretch") is var policy and not "stretch")
        {
            throw n.Unsupported($"its keep_aspect_ratio_policy is '{policy}', where only 'stretch' is covered; give the sizes that it leads to");
        }
        TensorShape x = n.ShapeX();
        long[] axes = n.Node.Ints("axes") is { } given ? [.. given.Select(a => (long)x.Axis(a))] : [.. Enumerable.Range(0, x.Rank)];
        Value dy = n.DY();
        List<int> repeated = [];
        List<long> copies = [];
        for (int k = 0; k < axes.Length; k++)
        {
            int axis = (int)axes[k];
            if (IsUntouched(n, k, axis))
            {
                continue;
            }
            if (Copies(n, k, axis) is { } count)
            {
                repeated.Add(axis);
                copies.Add(count);
            }
            else
            {
                dy = Multiply(dy, Weights(n, k, axis, axes.Length), axis, x.Rank);
            }
        }
        return repeated.Count == 0 ? dy : SumCopies(n, dy, repeated, copies);
    }

    private static float? Scale(BackwardNode n, int k) => n.ConstantX(2)?.ToFloats() is { Length: > 0 } scales ? scales[k] : null;

    private static bool HasScales(BackwardNode n) => n.Node.HasInput(2) && !n.Node.HasInput(3);

    private static bool IsUntouched(BackwardNode n, int k, int axis)
    {
        if (n.Node.Text("coordinate_transformation_mode", "half_pixel") == "tf_crop_and_resize")
        {
            return false;
        }
        if (HasScales(n) && Scale(n, k) is { } scale)
        {
            return scale == 1;
        }
        return n.ShapeX()[axis].SurelyEquals(n.ShapeY()[axis])
            || n.Node.Text("mode", "nearest") != "nearest" && n.ShapeX().Rank >= 4 && axis == 0;
    }

    /// <summary>How often each element is repeated along an axis, where the operator does only that.</summary>
    private static long? Copies(BackwardNode n, int k, int axis)
    {
        string rounding = n.Node.Text("nearest_mode", "round_prefer_floor");
        bool inBlocks = n.Node.Text("mode", "nearest") == "nearest" && n.Node.Text("coordinate_transformation_mode", "half_pixel") switch
        {
            "asymmetric" => rounding == "floor",
            "half_pixel" or "pytorch_half_pixel" or "half_pixel_symmetric" => rounding is "round_prefer_floor" or "round_prefer_ceil",
            _ => false,
        };
        Dim from = n.ShapeX()[axis], to = n.ShapeY()[axis];
        if (!inBlocks || !from.IsKnown || !to.IsKnown || from.Value == 0 || to.Value % from.Value != 0)
        {
            return null;
        }
        long count = to.Value / from.Value;
        return HasScales(n) && Scale(n, k) != count ? null : count;
    }

    private static Value SumCopies(BackwardNode n, Value dy, List<int> repeated, List<long> copies)
    {
        TensorShape x = n.ShapeX();
        List<long> sizes = [], summed = [];
        for (int i = 0; i < x.Rank; i++)
        {
            int at = repeated.IndexOf(i);
            // Sizes that are not known stand first, as the batch, or alone.
            sizes.Add(x[i].IsKnown ? x[i].Value : summed.Count == 0 ? 0 : -1);
            if (at >= 0)
            {
                summed.Add(sizes.Count);
                sizes.Add(copies[at]);
            }
        }
        if (sizes.FindAll(s => s < 0).Count > 1)
        {
            throw n.Unsupported($"more than one size of {x} after the first is not known; fix them");
        }
        return dy.Reshape([.. sizes]).ReduceSum([.. summed], keepDims: false);
    }

    /// <summary>What the operator makes of an identity matrix along its second axis: a row for each input position, a column for each output position.</summary>
    private static Value Weights(BackwardNode n, int k, int axis, int axes)
    {
        GraphBuilder g = n.Graph;
        Value size = n.ShapeX()[axis] is { IsKnown: true } known ? g.Longs(known.Value) : n.X().SizeOf(axis);
        Value identity = g.Node("EyeLike", g.Concat([size, size], 0).Filled(n.X().Element, 0)).Out();
        Value one = g.Constant(OnnxTensor.Of([1f], 1), "one"), zero = g.Constant(OnnxTensor.Of([0f], 1), "zero");
        Value roi = default;
        if (n.Node.HasInput(1) && n.Node.Text("coordinate_transformation_mode", "half_pixel") == "tf_crop_and_resize")
        {
            Value given = n.X(1).Cast(ElementType.Float);
            roi = g.Concat([zero, given.Slice([k], [k + 1], [0]), one, given.Slice([axes + k], [axes + k + 1], [0])], 0);
        }
        Value scales = HasScales(n) ? g.Concat([one, n.X(2).Slice([k], [k + 1], [0])], 0) : default;
        Value sizes = HasScales(n) ? default : g.Concat(
            [size, n.ShapeY()[axis] is { IsKnown: true } result ? g.Longs(result.Value) : n.X(3).Slice([k], [k + 1], [0])], 0);
        NodeInProgress resize = HasScales(n) ? g.Node("Resize", identity, roi, scales) : g.Node("Resize", identity, roi, default, sizes);
        OnnxNode attributes = new("Resize", [], []);
        attributes.SetAll(n.Node).Remove("axes").Set("extrapolation_value", 0f);
        return resize.WithAll(attributes).Out();
    }

    private static Value Multiply(Value dy, Value weights, int axis, int rank)
    {
        if (axis == rank - 1)
        {
            return dy.MatMul(weights.Transpose(1, 0));
        }
        if (axis == rank - 2)
        {
            return weights.MatMul(dy);
        }
        long[] swapped = new long[rank];
        for (int i = 0; i < rank; i++)
        {
            swapped[i] = i;
        }
        (swapped[axis], swapped[rank - 1]) = (rank - 1, axis);
        return dy.Transpose(swapped).MatMul(weights.Transpose(1, 0)).Transpose(swapped);
    }
}
