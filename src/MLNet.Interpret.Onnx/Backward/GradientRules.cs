using MLNet.Interpret.Onnx.Backward.Rules;

namespace MLNet.Interpret.Onnx.Backward;

/// <summary>The rows of the true gradient, gathered from the files that hold one family of operators each.</summary>
internal static class GradientRules
{
    public static RuleSet Create()
    {
        RuleTable table = new();
        ArithmeticRules.AddTo(table);
        ReductionRules.AddTo(table);
        LinearRules.AddTo(table);
        ActivationRules.AddTo(table);
        return table.ToRuleSet("gradient");
    }
}
