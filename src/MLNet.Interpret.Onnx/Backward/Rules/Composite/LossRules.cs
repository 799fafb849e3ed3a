namespace MLNet.Interpret.Onnx.Backward.Rules.Composite;

/// <summary>Losses of classifiers.</summary>
internal static class LossRules
{
    public static void AddTo(RuleTable table) => table
        .Defined("NegativeLogLikelihoodLoss", (n, g, x) => [NegativeLogLikelihood(n, x(0), x)])
        .Defined("SoftmaxCrossEntropyLoss", (n, g, x) =>
        {
            Value logarithms = g.Node("LogSoftmax", x(0)).With("axis", 1L).Out();
            return [NegativeLogLikelihood(n, logarithms, x), logarithms];
        });

    /// <summary>Minus the logarithm of each row's class, weighted by the class, or their sum or weighted mean.</summary>
    private static Value NegativeLogLikelihood(BackwardNode n, Value logarithms, Func<int, Value> x)
    {
        GraphBuilder g = logarithms.Graph;
        Value classes = x(1).Cast(ElementType.Int64);
        Value? counted = null;
        if (n.Node.Has("ignore_index"))
        {
            Value ignored = classes.EqualTo(g.LongScalar(n.Node.Int("ignore_index", 0)));
            counted = ignored.Not().Cast(logarithms.Element);
            // What is ignored may be no class at all.
            classes = g.Where(ignored, g.LongScalar(0), classes);
        }
        Value picked = g.Node("GatherElements", logarithms, classes.Unsqueeze(1)).With("axis", 1L).Out().Squeeze(1);
        Value? weights = n.Node.HasInput(2) ? g.Node("Gather", x(2), classes).With("axis", 0L).Out() : null;
        weights = weights is { } w && counted is { } c ? w * c : weights ?? counted;
        Value losses = -(weights is { } factor ? picked * factor : picked);
        return n.Node.Text("reduction", "mean") switch
        {
            "none" => losses,
            "sum" => losses.ReduceSum([], keepDims: false),
            _ when weights is { } all => losses.ReduceSum([], keepDims: false) / all.ReduceSum([], keepDims: false),
            _ => g.Node("ReduceMean", losses).With("keepdims", 0L).Out(),
        };
    }
}
