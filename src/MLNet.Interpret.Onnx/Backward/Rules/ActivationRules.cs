namespace MLNet.Interpret.Onnx.Backward.Rules;

/// <summary>Activation functions.</summary>
internal static class ActivationRules
{
    public static void AddTo(RuleTable table) => table
        .Elementwise("Relu", n => n.Graph.Where(n.Y() > 0, n.DY(), n.DY().Like(0)))
        .Elementwise("Sigmoid", n => n.DY() * (n.Y() * (1 - n.Y())))
        .Elementwise("Tanh", n => n.DY() * (1 - n.Y() * n.Y()));
}
