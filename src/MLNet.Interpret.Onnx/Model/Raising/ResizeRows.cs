namespace MLNet.Interpret.Onnx;

/// <summary>Upsample and Resize, whose inputs and coordinates changed from set to set.</summary>
internal static class ResizeRows
{
    public static void AddTo(RaiseTable table) =>
        table.Before(9, "Upsample", n =>
            {
                float[] scales = n.Node.Floats("scales") ?? throw n.Unsupported("it has no scales");
                n.Node.Remove("scales");
                n.SetInput(1, n.Graph.Constant(OnnxTensor.Of(scales, scales.Length), "scales"));
                FromScales(n);
            })
            .Before(10, "Upsample", FromScales)
            .Before(11, "Resize", FromScales)
            .Before(13, "Resize", WithSizes);

    /// <summary>
    /// Before operator set 11: coordinates are divided by the scales, and the nearest element is the one before where an axis grows and
    /// the one after where it shrinks.
    /// </summary>
    private static void FromScales(OldNode n)
    {
        Value x = n.X();
        string mode = n.Node.Text("mode", "nearest");
        if (mode != "nearest")
        {
            n.Replace(Resize(n, x, n.X(1), "linear", "floor"));
            return;
        }
        float[]? scales = Scales(n);
        if (scales is null || Array.TrueForAll(scales, s => s >= 1))
        {
            if (scales is null && n.Node.OpType == "Resize")
            {
                throw n.Unsupported("its scales are worked out at run time, and whether axes grow or shrink decides how it rounds");
            }
            n.Replace(Resize(n, x, n.X(1), mode, "floor"));
            return;
        }
        Value scaled = x;
        if (Array.Exists(scales, s => s > 1))
        {
            scaled = Resize(n, x, Constant([.. scales.Select(s => Math.Max(s, 1))]), mode, "floor");
        }
        n.Replace(Resize(n, scaled, Constant([.. scales.Select(s => Math.Min(s, 1))]), mode, "ceil"));

        Value Constant(float[] values) => n.Graph.Constant(OnnxTensor.Of(values, values.Length), "scales");
    }

    private static Value Resize(OldNode n, Value x, Value scales, string mode, string rounding) =>
        n.Graph.Node("Resize", x, default, scales).With("mode", mode)
            .With("coordinate_transformation_mode", "asymmetric").With("nearest_mode", rounding).Out();

    private static float[]? Scales(OldNode n) => n.Constant(1)?.ToFloats();

    private static void WithSizes(OldNode n)
    {
        // Up to operator set 12, inputs that are not meant are given as empty tensors.
        for (int i = 1; i < n.Node.Inputs.Count; i++)
        {
            if (n.Constant(i) is { Count: 0 })
            {
                n.Node.Inputs[i] = "";
            }
        }
        if (n.Node.HasInput(3))
        {
            // Scales were required, and sizes had the last word.
            n.Node.Inputs[2] = "";
        }
        if (n.Node.Text("coordinate_transformation_mode", "half_pixel") == "tf_half_pixel_for_nn")
        {
            // floor((i + 1/2) / s) is (i + 1/2) / s - 1/2 rounded to the nearest with ties up.
            if (n.Node.Text("mode", "nearest") != "nearest" || n.Node.Text("nearest_mode", "round_prefer_floor") != "floor")
            {
                throw n.Unsupported("its coordinate_transformation_mode 'tf_half_pixel_for_nn' was taken out of later sets");
            }
            n.Node.Set("coordinate_transformation_mode", "half_pixel").Set("nearest_mode", "round_prefer_ceil");
        }
        n.Keep();
    }
}
