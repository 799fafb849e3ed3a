using System.Runtime.InteropServices;

namespace MLNet.Interpret.Onnx.Tests.Model.Raising;

/// <summary>One small model for every operator that optimisers put in the place of standard ones.</summary>
public static class FusedModels
{
    public static IReadOnlyList<(string Name, Func<OldModel> Model)> All { get; } = [.. Activations(), .. Normalizations(), .. Products(), .. Others(), .. Transformers()];

    private static IEnumerable<(string, Func<OldModel>)> Activations()
    {
        foreach (int opset in (int[])[14, 21])
        {
            yield return ($"fused Gelu in set {opset}", () => X(opset).Fused("Gelu", "x", "y").Output("y"));
            yield return ($"fused FastGelu in set {opset}", () => X(opset).Fused("FastGelu", "x", "y").Output("y"));
            yield return ($"fused FastGelu with a bias in set {opset}", () => X(opset).Input("b", 4).Fused("FastGelu", "x b", "y").Output("y"));
            yield return ($"fused BiasGelu in set {opset}", () => X(opset).Input("b", 4).Fused("BiasGelu", "x b", "y").Output("y"));
            yield return ($"fused QuickGelu in set {opset}", () => X(opset).Fused("QuickGelu", "x", "y").Output("y"));
        }
        yield return ("fused QuickGelu, alpha", () => X(18).Fused("QuickGelu", "x", "y", n => n.Set("alpha", 0.75f)).Output("y"));
    }

    private static IEnumerable<(string, Func<OldModel>)> Normalizations()
    {
        yield return ("fused SkipLayerNormalization", () => Skip().Fused("SkipLayerNormalization", "x s g b", "y", n => n.Set("epsilon", 0.01f)).Output("y"));
        yield return ("fused SkipLayerNormalization, no shift", () => Skip().Fused("SkipLayerNormalization", "x s g", "y").Output("y"));
        yield return ("fused SkipLayerNormalization with a bias and the sum", () => Skip().Fused("SkipLayerNormalization", "x s g b g", "y - - sum").Output("y", "sum"));
        yield return ("fused SkipSimplifiedLayerNormalization", () => Skip().Fused("SkipSimplifiedLayerNormalization", "x s g", "y", n => n.Set("epsilon", 0.01f)).Output("y"));
        yield return ("fused SkipSimplifiedLayerNormalization with a bias and the sum", () => Skip().Fused("SkipSimplifiedLayerNormalization", "x s g b", "y - - sum").Output("y", "sum"));
        yield return ("SimplifiedLayerNormalization", () => Skip().Node("SimplifiedLayerNormalization", "x g", "y", n => n.Set("epsilon", 0.01f).Set("axis", -1).Set("stash_type", 1)).Output("y"));
        yield return ("SimplifiedLayerNormalization of two axes, with its deviation", () => new OldModel(17, RaiseTable.FusedDomain).Input("x", 2, 3, 4).Input("g", 3, 4)
            .Node("SimplifiedLayerNormalization", "x g", "y d", n => n.Set("axis", 1).Set("stash_type", 1)).Output("y", "d"));
    }

    private static IEnumerable<(string, Func<OldModel>)> Products()
    {
        yield return ("FusedMatMul", () => Two([2, 3, 4], [2, 4, 5]).Fused("FusedMatMul", "a b", "y", n => n.Set("alpha", 0.5f)).Output("y"));
        yield return ("FusedMatMul transposed on the left", () => Two([2, 4, 3], [4, 5]).Fused("FusedMatMul", "a b", "y", n => n.Set("transA", 1)).Output("y"));
        yield return ("FusedMatMul transposed on the right", () => Two([2, 2, 3, 4], [2, 2, 5, 4]).Fused("FusedMatMul", "a b", "y", n => n.Set("transB", 1).Set("alpha", 0.25f)).Output("y"));
        yield return ("FusedMatMul transposed with the batch on the left", () => Two([3, 2, 4], [2, 4, 5]).Fused("FusedMatMul", "a b", "y", n => n.Set("transBatchA", 1)).Output("y"));
        yield return ("FusedMatMul transposed both ways", () => Two([3, 2, 6, 4], [2, 6, 5, 3]).Fused("FusedMatMul", "a b", "y", n => n.Set("transBatchA", 1).Set("transA", 1).Set("transB", 1)).Output("y"));
        yield return ("FusedMatMul transposed with the batch on the right", () => Two([2, 3, 4], [4, 2, 5]).Fused("FusedMatMul", "a b", "y", n => n.Set("transBatchB", 1)).Output("y"));
        foreach (var (activation, settings) in Activated())
        {
            yield return ($"FusedGemm with {activation}", () => Two([3, 4], [5, 4]).Input("c", 5).Fused("FusedGemm", "a b c", "y", n =>
            {
                n.Set("transB", 1).Set("alpha", 0.5f).Set("activation", activation);
                if (settings.Length > 0)
                {
                    n.Set("activation_alpha", settings[0]);
                }
                if (settings.Length > 1)
                {
                    n.Set("activation_beta", settings[1]);
                }
            }).Output("y"));
            yield return ($"FusedConv with {activation}", () => Image().Fused("FusedConv", "x w b", "y", n => n.Set("pads", [1, 0, 1, 0]).Set("activation", activation).Set("activation_params", settings.AsSpan())).Output("y"));
        }
        yield return ("FusedConv with a sum and Clip", () => Image().Input("z", 1, 3, 3, 3)
            .Fused("FusedConv", "x w b z", "y", n => n.Set("activation", "Clip").Set("activation_params", [-0.5f, 1f])).Output("y"));
        yield return ("FusedConv with a sum alone", () => Image().Input("z", 1, 3, 3, 3).Fused("FusedConv", "x w - z", "y").Output("y"));
    }

    private static IEnumerable<(string, Func<OldModel>)> Others()
    {
        yield return ("fused Trilu", () => X(14).Fused("Trilu", "x", "y", n => n.Set("upper", 0)).Output("y"));
        foreach (int opset in (int[])[16, 20])
        {
            yield return ($"fused GridSample in set {opset}", () => new OldModel(opset, RaiseTable.FusedDomain).Input("x", 1, 2, 4, 4).Input("g", 1, 3, 3, 2).Fused("GridSample", "x g", "y").Output("y"));
            yield return ($"fused cubic GridSample in set {opset}", () => new OldModel(opset, RaiseTable.FusedDomain).Input("x", 1, 2, 4, 4).Input("g", 1, 3, 3, 2)
                .Fused("GridSample", "x g", "y", n => n.Set("mode", "bicubic").Set("padding_mode", "border").Set("align_corners", 1)).Output("y"));
        }
    }

    private static IEnumerable<(string, Func<OldModel>)> Transformers()
    {
        yield return ("EmbedLayerNormalization", () => Embedded().Fused("EmbedLayerNormalization", "ids segments words positions kinds g b mask", "y lengths sum", n => n.Set("epsilon", 0.01f))
            .Node("Cast", "lengths", "l", n => n.Set("to", (long)ElementType.Int64)).Output("y", "l", "sum"));
        yield return ("EmbedLayerNormalization without segments and mask", () => Embedded().Fused("EmbedLayerNormalization", "ids - words positions - g b", "y lengths")
            .Node("Cast", "lengths", "l", n => n.Set("to", (long)ElementType.Int64)).Output("y", "l"));
        yield return ("EmbedLayerNormalization with positions", () => Embedded().Constant("places", Ints([3, 0, 1, 2, 2, 1, 0, 3], 2, 4))
            .Fused("EmbedLayerNormalization", "ids segments words positions kinds g b - places", "y lengths").Output("y"));

        yield return ("fused Attention", () => Projected().Fused("Attention", "x w b", "y", n => n.Set("num_heads", 2)).Output("y"));
        yield return ("fused Attention, scaled, one direction", () => Projected().Fused("Attention", "x w b", "y", n => n.Set("num_heads", 2).Set("unidirectional", 1).Set("scale", 0.3f)).Output("y"));
        yield return ("fused Attention, mask of keys", () => Projected().Constant("m", Ints([1, 1, 1, 0, 1, 0, 1, 1], 2, 4)).Fused("Attention", "x w b m", "y", n => n.Set("num_heads", 2)).Output("y"));
        yield return ("fused Attention, mask of queries and keys, another filter", () => Projected()
            .Constant("m", Ints([.. Enumerable.Range(0, 32).Select(i => i % 3 == 0 ? 0 : 1)], 2, 4, 4)).Fused("Attention", "x w b m", "y", n => n.Set("num_heads", 2).Set("mask_filter_value", -2f)).Output("y"));
        yield return ("fused Attention, lengths, one direction", () => Projected().Constant("m", Ints([3, 2], 2)).Fused("Attention", "x w b m", "y", n => n.Set("num_heads", 2).Set("unidirectional", 1)).Output("y"));
        yield return ("fused Attention, sizes of its own and a bias of scores", () => new OldModel(17, RaiseTable.FusedDomain).Input("x", 2, 4, 6).Input("w", 6, 14).Input("b", 14).Input("a", 1, 2, 4, 4)
            .Fused("Attention", "x w b - - a", "y", n => n.Set("num_heads", 2).Set("qkv_hidden_sizes", [4, 4, 6])).Output("y"));

        yield return ("MultiHeadAttention", () => Separate().Fused("MultiHeadAttention", "q k v", "y", n => n.Set("num_heads", 2)).Output("y"));
        yield return ("MultiHeadAttention with a bias, given keys", () => Separate().Input("b", 18).Fused("MultiHeadAttention", "q k v b", "y pk pv", n => n.Set("num_heads", 2)).Output("y", "pk", "pv"));
        yield return ("MultiHeadAttention with a mask and a bias of scores", () => Separate().Constant("m", Ints([1, 1, 1, 0, 0, 1, 1, 1, 0, 1], 2, 5)).Input("a", 1, 2, 4, 5)
            .Fused("MultiHeadAttention", "q k v - m a", "y", n => n.Set("num_heads", 2).Set("scale", 0.7f)).Output("y"));
        yield return ("MultiHeadAttention of heads", () => new OldModel(17, RaiseTable.FusedDomain).Input("q", 2, 4, 6).Input("k", 2, 2, 5, 3).Input("v", 2, 2, 5, 3)
            .Fused("MultiHeadAttention", "q k v", "y", n => n.Set("num_heads", 2)).Output("y"));

        foreach (long interleaved in (long[])[0, 1])
        {
            yield return ($"fused RotaryEmbedding, interleaved {interleaved}", () => Angles(2).Input("x", 2, 3, 8).Constant("p", OnnxTensor.Of([4L, 1, 2, 0, 3, 3], 2, 3))
                .Fused("RotaryEmbedding", "x p cos sin", "y", n => n.Set("interleaved", interleaved)).Output("y"));
            yield return ($"fused RotaryEmbedding of a part of heads, interleaved {interleaved}", () => Angles(2).Input("x", 2, 2, 3, 6).Constant("p", OnnxTensor.Of([1L], 1))
                .Fused("RotaryEmbedding", "x p cos sin", "y", n => n.Set("interleaved", interleaved).Set("rotary_embedding_dim", 4).Set("num_heads", 2)).Output("y"));
        }
    }

    private static OldModel Embedded() => new OldModel(17, RaiseTable.FusedDomain).Input("words", 6, 4).Input("positions", 5, 4).Input("kinds", 2, 4).Input("g", 4).Input("b", 4)
        .Constant("ids", Ints([0, 3, 5, 1, 2, 2, 4, 0], 2, 4)).Constant("segments", Ints([0, 0, 1, 1, 0, 1, 1, 1], 2, 4)).Constant("mask", Ints([1, 1, 1, 0, 1, 1, 0, 0], 2, 4));

    private static OldModel Projected() => new OldModel(17, RaiseTable.FusedDomain).Input("x", 2, 4, 6).Input("w", 6, 18).Input("b", 18);

    private static OldModel Separate() => new OldModel(17, RaiseTable.FusedDomain).Input("q", 2, 4, 6).Input("k", 2, 5, 6).Input("v", 2, 5, 6);

    private static OldModel Angles(long half) => new OldModel(17, RaiseTable.FusedDomain).Input("cos", 6, half).Input("sin", 6, half);

    private static OnnxTensor Ints(int[] values, params long[] shape) => OnnxTensor.Raw(ElementType.Int32, MemoryMarshal.AsBytes(values.AsSpan()), shape);

    private static (string, float[])[] Activated() =>
        [("Relu", []), ("LeakyRelu", [0.25f]), ("Sigmoid", []), ("Tanh", []), ("HardSigmoid", [0.25f, 0.375f])];

    private static OldModel X(int opset) => new OldModel(opset, RaiseTable.FusedDomain).Input("x", 2, 3, 4);

    private static OldModel Skip() => X(17).Input("s", 2, 3, 4).Input("g", 4).Input("b", 4);

    private static OldModel Two(long[] a, long[] b) => new OldModel(18, RaiseTable.FusedDomain).Input("a", a).Input("b", b);

    private static OldModel Image() => new OldModel(17, RaiseTable.FusedDomain).Input("x", 1, 2, 4, 4).Input("w", 3, 2, 2, 2).Input("b", 3);
}
