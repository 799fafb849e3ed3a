using MLNet.Interpret.Onnx.Backward.Rules;
using MLNet.Interpret.Onnx.Backward.Rules.Composite;
using MLNet.Interpret.Onnx.Backward.Rules.Control;
using MLNet.Interpret.Onnx.Backward.Rules.Movement;
using MLNet.Interpret.Onnx.Backward.Rules.Recurrent;
using MLNet.Interpret.Onnx.Backward.Rules.Windows;

namespace MLNet.Interpret.Onnx.Backward;

/// <summary>The rows of the true gradient, gathered from the files that hold one family of operators each.</summary>
internal static class GradientRules
{
    public static RuleSet Create()
    {
        RuleTable table = new();
        PassingRules.AddTo(table);
        ArithmeticRules.AddTo(table);
        TrigonometricRules.AddTo(table);
        ActivationRules.AddTo(table);
        NormalizationRules.AddTo(table);
        ReductionRules.AddTo(table);
        LinearRules.AddTo(table);
        EinsumRules.AddTo(table);
        ConvolutionRules.AddTo(table);
        PoolingRules.AddTo(table);
        MaxPoolRules.AddTo(table);
        ShapeRules.AddTo(table);
        JoinRules.AddTo(table);
        SliceRules.AddTo(table);
        PadRules.AddTo(table);
        GatherRules.AddTo(table);
        ScatterRules.AddTo(table);
        RearrangementRules.AddTo(table);
        ResizeRules.AddTo(table);
        GridSampleRules.AddTo(table);
        RecurrentRules.AddTo(table);
        ControlRules.AddTo(table);
        LossRules.AddTo(table);
        FourierRules.AddTo(table);
        GeometryRules.AddTo(table);
        AttentionRules.AddTo(table);
        RotaryRules.AddTo(table);
        DeformableRules.AddTo(table);
        return table.ToRuleSet("gradient");
    }
}
