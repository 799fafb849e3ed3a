namespace MLNet.Interpret.Onnx.Backward.Rules;

/// <summary>Operators that hand numbers on unchanged, and those that carry no gradient.</summary>
internal static class PassingRules
{
    public static void AddTo(RuleTable table) => table
        .Elementwise("Identity", n => n.DY())
        .Row("Dropout", Dropout)
        .Elementwise("Cast", n => n.DY().Cast(n.X().Element))
        .Elementwise("CastLike", n => n.DY().Cast(n.X().Element))
        // Piecewise constant.
        .CarryNone("Floor", "Ceil", "Round", "Sign", "ArgMax", "ArgMin", "Hardmax", "NonZero", "OneHot", "NonMaxSuppression")
        .CarryNone("QuantizeLinear", "DynamicQuantizeLinear")
        // Comparisons and logic.
        .CarryNone("Equal", "Greater", "GreaterOrEqual", "Less", "LessOrEqual", "IsNaN", "IsInf")
        .CarryNone("And", "Or", "Xor", "Not", "BitShift", "BitwiseAnd", "BitwiseOr", "BitwiseXor", "BitwiseNot", "BitCast")
        // Of shapes, and of nothing but attributes.
        .CarryNone("Shape", "Size", "Constant", "ConstantOfShape", "EyeLike", "Range")
        .CarryNone("HannWindow", "HammingWindow", "BlackmanWindow", "MelWeightMatrix", "TfIdfVectorizer")
        // Random.
        .CarryNone("RandomNormal", "RandomNormalLike", "RandomUniform", "RandomUniformLike", "Multinomial", "Bernoulli");

    private static IReadOnlyList<Value?> Dropout(BackwardNode n) => !n.Node.HasInput(2) || n.ConstantX(2)?.ToNumber() == 0
        ? [n.DY()]
        : throw n.Unsupported("its third input says, or may say at run time, that it is in training mode");
}
