namespace MLNet.Interpret.Onnx;

/// <summary>Operators whose attributes became inputs, or whose optional parts changed.</summary>
internal static class AttributeRows
{
    private static readonly string[] Reductions =
        ["ReduceL1", "ReduceL2", "ReduceLogSum", "ReduceLogSumExp", "ReduceMax", "ReduceMean", "ReduceMin", "ReduceProd", "ReduceSumSquare"];

    public static void AddTo(RaiseTable table)
    {
        foreach (string reduction in Reductions)
        {
            table.Before(18, reduction, Axes);
        }
        table.Before(13, "ReduceSum", Axes)
            .Before(13, "Squeeze", Axes)
            .Before(13, "Unsqueeze", Axes)
            .Before(13, "Split", n =>
            {
                n.AttributeToInput("split", 1);
                CountOutputs(n);
            })
            .Before(18, "Split", CountOutputs)
            .Before(11, "Clip", Clip)
            .Before(11, "Pad", Pad)
            .Before(10, "Slice", Slice)
            .Before(12, "Dropout", Dropout)
            .Before(10, "TopK", TopK)
            .Before(16, "RoiAlign", RoiAlign);
    }

    private static void Axes(OldNode n)
    {
        n.AttributeToInput("axes", 1);
        n.Keep();
    }

    private static void CountOutputs(OldNode n)
    {
        if (!n.Node.HasInput(1))
        {
            n.Node.Set("num_outputs", n.Node.Outputs.Count);
        }
        n.Keep();
    }

    private static void Clip(OldNode n)
    {
        foreach (var (attribute, index) in new[] { ("min", 1), ("max", 2) })
        {
            if (n.Node.Has(attribute))
            {
                n.SetInput(index, n.Number(n.Node.Float(attribute, 0)));
                n.Node.Remove(attribute);
            }
        }
        n.Keep();
    }

    private static void Pad(OldNode n)
    {
        n.AttributeToInput("pads", 1);
        if (n.Node.Has("value"))
        {
            n.SetInput(2, n.Number(n.Node.Float("value", 0)));
            n.Node.Remove("value");
        }
        n.Keep();
    }

    private static void Slice(OldNode n)
    {
        long[] starts = n.Node.Ints("starts") ?? [];
        n.SetInput(1, n.Graph.Longs(starts));
        n.SetInput(2, n.Graph.Longs(n.Node.Ints("ends") ?? []));
        n.SetInput(3, n.Graph.Longs(n.Node.Ints("axes") ?? [.. Enumerable.Range(0, starts.Length).Select(i => (long)i)]));
        n.Node.Remove("starts").Remove("ends").Remove("axes");
        n.Keep();
    }

    /// <summary>Outside of training a dropout passes its input on, and ONNX Runtime leaves its mask empty.</summary>
    private static void Dropout(OldNode n)
    {
        string? mask = n.Node.HasOutput(1) ? n.Node.Outputs[1] : null;
        Value x = n.X();
        n.Graph.Model.Nodes.Add(new OnnxNode("Identity", [x.Name], [n.Node.Outputs[0]]) { Name = n.Node.Name });
        if (mask is not null)
        {
            n.Replace(n.Graph.Node("Expand", Zero(n), x.ShapeOf()).Out(), 1);
        }
    }

    /// <summary>Since operator set 10 the mask is boolean, before it had the elements of the input.</summary>
    private static Value Zero(OldNode n) =>
        n.Opset < 10 ? n.Number(0) : n.Graph.Constant(OnnxTensor.Raw(ElementType.Bool, [0], []), "false");

    private static void TopK(OldNode n)
    {
        n.SetInput(1, n.Graph.Longs(n.Node.Int("k", 1)));
        n.Node.Remove("k");
        n.Keep();
    }

    private static void RoiAlign(OldNode n)
    {
        // The half pixel that later sets take off by default came with operator set 16.
        n.Node.Set("coordinate_transformation_mode", "output_half_pixel");
        n.Keep();
    }
}
