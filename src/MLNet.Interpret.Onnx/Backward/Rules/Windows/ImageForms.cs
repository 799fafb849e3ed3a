using MLNet.Interpret.Onnx.Backward.Rules.Movement;

namespace MLNet.Interpret.Onnx.Backward.Rules.Windows;

/// <summary>Forms of images that the rules of convolutions and pooling have in common.</summary>
internal static class ImageForms
{
    /// <summary>Whether ONNX Runtime resizes values of this type.</summary>
    public static bool CanRepeat(this Value value) => value.Element == ElementType.Float;

    /// <summary>Gives each window's value to all of its taps, those beyond the end included; channels become images of their own.</summary>
    public static Value Repeat(this Value value, WindowGeometry w) => value.Repeat(w.Small, w.Kernel);

    /// <summary>Repeats each element of images of some size a number of times along each axis; channels become images of their own.</summary>
    public static Value Repeat(this Value value, long[] sizes, long[] times)
    {
        // As images of one channel they are not taken into ONNX Runtime's blocked layout, out of which they would have to come again when they are larger.
        GraphBuilder g = value.Graph;
        Value scales = g.Constant(OnnxTensor.Of(Array.ConvertAll<long, float>([1, 1, .. times], t => t), times.Length + 2), "scales");
        return g.Node("Resize", value.Reshape([-1, 1, .. sizes]), default, scales)
            .With("mode", "nearest").With("coordinate_transformation_mode", "asymmetric").With("nearest_mode", "floor").Out();
    }

    /// <summary>Cuts off what windows cover beyond the end, or puts zeros where they do not reach.</summary>
    public static Value Fit(this Value value, WindowGeometry w, BackwardNode n) =>
        n.ReshapeToX(value.PadWithZeros(w.Rank + 2, new long[w.Rank], w.Each(i => -w.End(i)), w.Axes), new TensorShape(-1));

    /// <summary>Each element followed by zeros along every axis, as many as make up a stride; channels become images of their own.</summary>
    public static Value Spaced(this Value value, WindowGeometry w)
    {
        double[] first = [1];
        for (int axis = 0; axis < w.Rank; axis++)
        {
            long stride = w.Strides[axis];
            double[] along = [.. Enumerable.Range(0, (int)(w.Small[axis] * stride)).Select(i => i % stride == 0 ? 1.0 : 0.0)];
            first = [.. first.SelectMany(outer => along.Select(inner => outer * inner))];
        }
        Value mask = value.Graph.Constant(OnnxTensor.Of(value.Element, first, [1, 1, .. w.Spaced().Small]), "first");
        return value.Repeat(w.Small, w.Strides) * mask;
    }

    /// <summary>Cuts off where padding is negative, and leaves the padding that remains.</summary>
    public static Value Crop(this Value value, WindowGeometry w, long[] begin, long[] end)
    {
        List<long> starts = [], ends = [], axes = [];
        for (int i = 0; i < w.Rank; i++)
        {
            if (begin[i] < 0 || end[i] < 0)
            {
                starts.Add(Math.Max(0, -begin[i]));
                ends.Add(end[i] < 0 ? end[i] : long.MaxValue);
                axes.Add(i + 2);
                begin[i] = Math.Max(0, begin[i]);
                end[i] = Math.Max(0, end[i]);
            }
        }
        return axes.Count == 0 ? value : value.Slice([.. starts], [.. ends], [.. axes]);
    }
}
