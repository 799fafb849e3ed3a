namespace MLNet.Interpret.Onnx.Tests.Model.Raising;

/// <summary>One small model for every form of an operator that later operator sets changed.</summary>
public static class OldModels
{
    public static IReadOnlyList<(string Name, Func<OldModel> Model)> All { get; } = [.. Attributes(), .. Softmaxes(), .. Resizes(), .. Others(), .. Bodies()];

    private static IEnumerable<(string, Func<OldModel>)> Attributes()
    {
        yield return ("Clip-6 both", () => X(7).Node("Clip", "x", "y", n => n.Set("min", -0.5f).Set("max", 1f)).Output("y"));
        yield return ("Clip-6 min", () => X(10).Node("Clip", "x", "y", n => n.Set("min", 0.25f)).Output("y"));
        yield return ("Clip-6 without bounds", () => X(8).Node("Clip", "x", "y").Output("y"));
        yield return ("Clip-11", () => X(11).Constant("low", OnnxTensor.Of([-1f])).Node("Clip", "x low", "y").Output("y"));
        yield return ("Pad-2 constant", () => X(7).Node("Pad", "x", "y", n => n.Set("pads", [0, 1, 0, 2, 0, 0, 1, 0]).Set("value", 3f)).Output("y"));
        yield return ("Pad-2 reflect", () => X(10).Node("Pad", "x", "y", n => n.Set("pads", [0, 0, 1, 1, 0, 0, 1, 1]).Set("mode", "reflect")).Output("y"));
        yield return ("Pad-2 of doubles", () => new OldModel(9).Input("x", null, [2, 3], ElementType.Double).Node("Pad", "x", "y", n => n.Set("pads", [0, 1, 1, 0]).Set("value", 0.5f)).Output("y"));
        yield return ("Slice-1 with axes", () => X(7).Node("Slice", "x", "y", n => n.Set("starts", [1, -2]).Set("ends", [3, 1000]).Set("axes", [1, 3])).Output("y"));
        yield return ("Slice-1 without axes", () => X(9).Node("Slice", "x", "y", n => n.Set("starts", [0, 1]).Set("ends", [1, 3])).Output("y"));
        yield return ("Squeeze-1", () => new OldModel(7).Input("x", 1, 3, 1, 2).Node("Squeeze", "x", "y", n => n.Set("axes", [0, 2])).Output("y"));
        yield return ("Squeeze-11 of all", () => new OldModel(12).Input("x", 1, 3, 1, 2).Node("Squeeze", "x", "y").Output("y"));
        yield return ("Unsqueeze-1", () => X(8).Node("Unsqueeze", "x", "y", n => n.Set("axes", [0, 5])).Output("y"));
        yield return ("Unsqueeze-11 negative", () => X(12).Node("Unsqueeze", "x", "y", n => n.Set("axes", [-1])).Output("y"));
        yield return ("Split-2 sizes", () => X(7).Node("Split", "x", "a b", n => n.Set("axis", 3).Set("split", [1, 4])).Output("a", "b"));
        yield return ("Split-2 even", () => X(11).Node("Split", "x", "a b", n => n.Set("axis", 2)).Output("a", "b"));
        yield return ("Split-13 even", () => X(13).Node("Split", "x", "a b", n => n.Set("axis", 2)).Output("a", "b"));
        yield return ("Split-13 sizes", () => X(17).Constant("s", OnnxTensor.Of([3L, 2L], 2)).Node("Split", "x s", "a b", n => n.Set("axis", -1)).Output("a", "b"));
        foreach (string reduction in new[] { "L1", "L2", "LogSumExp", "Max", "Mean", "Min", "Prod", "SumSquare", "Sum" })
        {
            yield return ($"Reduce{reduction}-1 axes", () => X(7).Node($"Reduce{reduction}", "x", "y", n => n.Set("axes", [1, 3]).Set("keepdims", 0)).Output("y"));
            yield return ($"Reduce{reduction}-11 negative", () => X(12).Node($"Reduce{reduction}", "x", "y", n => n.Set("axes", [-2])).Output("y"));
            yield return ($"Reduce{reduction}-13 all", () => X(13).Node($"Reduce{reduction}", "x", "y").Output("y"));
        }
        yield return ("ReduceLogSum-11", () => X(11).Node("Abs", "x", "a").Node("ReduceLogSum", "a", "y", n => n.Set("axes", [2])).Output("y"));
        yield return ("ReduceMean-17 axes", () => X(17).Node("ReduceMean", "x", "y", n => n.Set("axes", [2, 3])).Output("y"));
        yield return ("ReduceSum-13 input", () => X(14).Constant("axes", OnnxTensor.Of([1L], 1)).Node("ReduceSum", "x axes", "y").Output("y"));
        yield return ("Dropout-7", () => X(7).Node("Dropout", "x", "y", n => n.Set("ratio", 0.3f)).Output("y"));
        yield return ("Dropout-7 mask", () => X(8).Node("Dropout", "x", "y mask").Output("y", "mask"));
        yield return ("Dropout-10 mask", () => X(10).Node("Dropout", "x", "y mask").Output("y", "mask"));
        yield return ("Dropout-12", () => X(12).Node("Dropout", "x", "y").Output("y"));
        yield return ("TopK-1", () => X(7).Node("TopK", "x", "v i", n => n.Set("k", 2).Set("axis", 3)).Output("v", "i"));
        yield return ("TopK-10", () => X(10).Constant("k", OnnxTensor.Of([3L], 1)).Node("TopK", "x k", "v i").Output("v", "i"));
        yield return ("Gemm-7", () => new OldModel(7).Input("a", 2, 3).Input("b", 4, 3).Input("c", 4).Node("Gemm", "a b c", "y", n => n.Set("transB", 1).Set("alpha", 0.5f)).Output("y"));
        yield return ("Cast-6", () => X(7).Node("Cast", "x", "y", n => n.Set("to", (long)ElementType.Int64)).Output("y"));
    }

    private static IEnumerable<(string, Func<OldModel>)> Softmaxes()
    {
        foreach (string op in new[] { "Softmax", "LogSoftmax", "Hardmax" })
        {
            yield return ($"{op}-1 of rows", () => new OldModel(7).Input("x", 3, 5).Node(op, "x", "y").Output("y"));
            yield return ($"{op}-1 default", () => X(9).Node(op, "x", "y").Output("y"));
            yield return ($"{op}-11 axis 2", () => X(11).Node(op, "x", "y", n => n.Set("axis", 2)).Output("y"));
            yield return ($"{op}-11 axis 0", () => X(12).Node(op, "x", "y", n => n.Set("axis", 0)).Output("y"));
            yield return ($"{op}-11 last", () => X(12).Node(op, "x", "y", n => n.Set("axis", -1)).Output("y"));
            yield return ($"{op}-13", () => X(13).Node(op, "x", "y", n => n.Set("axis", 1)).Output("y"));
        }
        yield return ("Softmax-11 open batch", () => new OldModel(11).Input("x", new TensorShape([new Dim(-1, "n"), 3, 4]), [2, 3, 4]).Node("Softmax", "x", "y").Output("y"));
    }

    private static IEnumerable<(string, Func<OldModel>)> Resizes()
    {
        foreach (string mode in new[] { "nearest", "linear" })
        {
            yield return ($"Upsample-7 {mode}", () => X(7).Node("Upsample", "x", "y", Upsample(mode, 1, 1, 2, 3)).Output("y"));
            yield return ($"Upsample-7 {mode}, uneven", () => X(8).Node("Upsample", "x", "y", Upsample(mode, 1, 1, 1.5f, 2.3f)).Output("y"));
            yield return ($"Upsample-9 {mode}", () => X(9).Constant("s", Scales(1, 1, 2, 2)).Node("Upsample", "x s", "y", n => n.Set("mode", mode)).Output("y"));
            yield return ($"Resize-10 {mode}, growing", () => X(10).Constant("s", Scales(1, 1, 2, 1.7f)).Node("Resize", "x s", "y", n => n.Set("mode", mode)).Output("y"));
            yield return ($"Resize-10 {mode}, shrinking", () => X(10).Constant("s", Scales(1, 1, 0.5f, 0.6f)).Node("Resize", "x s", "y", n => n.Set("mode", mode)).Output("y"));
            yield return ($"Resize-10 {mode}, both", () => X(10).Constant("s", Scales(1, 1, 0.6f, 2.5f)).Node("Resize", "x s", "y", n => n.Set("mode", mode)).Output("y"));
            foreach (string coordinates in new[] { "half_pixel", "pytorch_half_pixel", "align_corners", "asymmetric" })
            {
                yield return ($"Resize-11 {mode} {coordinates}", () => X(11).Constant("roi", Scales()).Constant("s", Scales(1, 1, 2, 1.5f))
                    .Node("Resize", "x roi s", "y", n => n.Set("mode", mode).Set("coordinate_transformation_mode", coordinates)).Output("y"));
            }
            yield return ($"Resize-11 {mode} to sizes", () => X(12).Constant("roi", Scales()).Constant("s", Scales()).Constant("to", OnnxTensor.Of([2L, 3, 7, 3], 4))
                .Node("Resize", "x roi s to", "y", n => n.Set("mode", mode)).Output("y"));
            yield return ($"Resize-13 {mode} to sizes", () => X(13).Constant("to", OnnxTensor.Of([2L, 3, 7, 3], 4)).Node("Resize", "x - - to", "y", n => n.Set("mode", mode)).Output("y"));
        }
        yield return ("Resize-10 with scales from shapes", () => X(10).Constant("axes", OnnxTensor.Of([2L, 3], 2)).Constant("ones", Scales(1, 1)).Constant("to", Scales(6, 3))
            .Node("Shape", "x", "shape").Node("Gather", "shape axes", "hw").Node("Cast", "hw", "from", n => n.Set("to", (long)ElementType.Float))
            .Node("Div", "to from", "ratio").Node("Concat", "ones ratio", "s", n => n.Set("axis", 0)).Node("Resize", "x s", "y").Output("y"));
        yield return ("Resize-11 cubic", () => X(11).Constant("roi", Scales()).Constant("s", Scales(1, 1, 2, 2)).Node("Resize", "x roi s", "y", n => n.Set("mode", "cubic")).Output("y"));
        yield return ("Resize-11 half pixel of old", () => X(11).Constant("roi", Scales()).Constant("s", Scales(1, 1, 0.4f, 1.6f))
            .Node("Resize", "x roi s", "y", n => n.Set("coordinate_transformation_mode", "tf_half_pixel_for_nn").Set("nearest_mode", "floor")).Output("y"));
        yield return ("Resize-11 crop", () => X(11).Constant("roi", Scales(0, 0, 0.2f, 0.1f, 1, 1, 0.8f, 0.9f)).Constant("s", Scales(1, 1, 2, 2))
            .Node("Resize", "x roi s", "y", n => n.Set("mode", "linear").Set("coordinate_transformation_mode", "tf_crop_and_resize")).Output("y"));
    }

    private static IEnumerable<(string, Func<OldModel>)> Others()
    {
        foreach (int opset in new[] { 7, 9, 14 })
        {
            yield return ($"BatchNormalization of {opset}", () => Normalised(X(opset), 3).Node("BatchNormalization", "x s b m v", "y", n => n.Set("epsilon", 0.01f).Set("momentum", 0.8f)).Output("y"));
        }
        yield return ("BatchNormalization-7 by element", () => Normalised(X(7), 3, 4, 5).Node("BatchNormalization", "x s b m v", "y", n => n.Set("spatial", 0)).Output("y"));
        yield return ("Scatter-9", () => X(9).Constant("i", OnnxTensor.Of([1L, 0], 1, 1, 1, 2)).Constant("u", OnnxTensor.Of([7f, 8f], 1, 1, 1, 2)).Node("Scatter", "x i u", "y", n => n.Set("axis", 3)).Output("y"));
        yield return ("ScatterElements-11", () => X(11).Constant("i", OnnxTensor.Of([1L, 0], 1, 1, 1, 2)).Constant("u", OnnxTensor.Of([7f, 8f], 1, 1, 1, 2)).Node("ScatterElements", "x i u", "y", n => n.Set("axis", 3)).Output("y"));
        yield return ("RoiAlign-10", () => X(10).Constant("r", OnnxTensor.Of([0f, 0, 3, 3], 1, 4)).Constant("b", OnnxTensor.Of([1L], 1))
            .Node("RoiAlign", "x r b", "y", n => n.Set("output_height", 2).Set("output_width", 2).Set("sampling_ratio", 2)).Output("y"));
        yield return ("MeanVarianceNormalization-1", () => X(8).Node("MeanVarianceNormalization", "x", "y").Output("y"));
        yield return ("MeanVarianceNormalization-1 across", () => X(7).Node("MeanVarianceNormalization", "x", "y", n => n.Set("across_channels", 1)).Output("y"));
        yield return ("MeanVarianceNormalization-1 mean", () => X(7).Node("MeanVarianceNormalization", "x", "y", n => n.Set("normalize_variance", 0)).Output("y"));
        yield return ("MeanVarianceNormalization-9", () => X(10).Node("MeanVarianceNormalization", "x", "y", n => n.Set("axes", [0, 2])).Output("y"));
        yield return ("MeanVarianceNormalization-13", () => X(18).Node("MeanVarianceNormalization", "x", "y").Output("y"));
        yield return ("Affine", () => X(7).Node("Affine", "x", "y", n => n.Set("alpha", 2f).Set("beta", 0.5f)).Output("y"));
        yield return ("ScaledTanh", () => X(9).Node("ScaledTanh", "x", "y", n => n.Set("alpha", 2f).Set("beta", 0.5f)).Output("y"));
        yield return ("ParametricSoftplus", () => X(8).Node("ParametricSoftplus", "x", "y", n => n.Set("alpha", 2f).Set("beta", 0.5f)).Output("y"));
        yield return ("ThresholdedRelu of 8", () => X(8).Node("ThresholdedRelu", "x", "y", n => n.Set("alpha", 0.5f)).Output("y"));
        yield return ("ImageScaler", () => X(7).Node("ImageScaler", "x", "y", n => n.Set("scale", 0.5f).Set("bias", [0.1f, 0.2f, 0.3f])).Output("y"));
        yield return ("LSTM-7", () => new OldModel(7).Input("x", 4, 2, 3).Input("w", 1, 8, 3).Input("r", 1, 8, 2).Node("LSTM", "x w r", "y", n => n.Set("hidden_size", 2)).Output("y"));
        yield return ("AveragePool-7", () => X(7).Node("AveragePool", "x", "y", n => n.Set("kernel_shape", [2, 2]).Set("pads", [1, 1, 0, 0])).Output("y"));
        yield return ("MaxPool-8", () => X(8).Node("MaxPool", "x", "y i", n => n.Set("kernel_shape", [2, 2])).Output("y", "i"));
        yield return ("PRelu-7", () => X(7).Input("s", 3, 1, 1).Node("PRelu", "x s", "y").Output("y"));
    }

    private static IEnumerable<(string, Func<OldModel>)> Bodies()
    {
        yield return ("If with old operators in its branches", () =>
        {
            OldModel old = X(10).Constant("yes", OnnxTensor.Raw(ElementType.Bool, [1], []));
            OnnxModel then = new OldModel(10).Node("Clip", "x", "a", n => n.Set("min", -1f)).Node("Softmax", "a", "then").Output("then").Model;
            OnnxModel otherwise = new OldModel(10).Node("ReduceSum", "x", "s", n => n.Set("axes", [1])).Node("Add", "x s", "else").Output("else").Model;
            return old.Node("If", "yes", "y", n => n.Set("then_branch", then).Set("else_branch", otherwise)).Output("y");
        });
    }

    private static OldModel X(int opset) => new OldModel(opset).Input("x", 2, 3, 4, 5);

    private static OldModel Normalised(OldModel model, params long[] shape)
    {
        float[] up = [.. Enumerable.Range(1, (int)new TensorShape(shape).ElementCount).Select(i => i / 4f)];
        return model.Constant("s", OnnxTensor.Of(up, shape)).Constant("b", OnnxTensor.Of(up, shape))
            .Constant("m", OnnxTensor.Of(up, shape)).Constant("v", OnnxTensor.Of(up, shape));
    }

    private static OnnxTensor Scales(params float[] scales) => OnnxTensor.Of(scales, scales.Length);

    private static Action<OnnxNode> Upsample(string mode, params float[] scales) => n => n.Set("mode", mode).Set("scales", scales);
}
