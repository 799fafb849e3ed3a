namespace MLNet.Interpret.Saliency;

/// <summary>
/// The derivative of the target's score with respect to each element of the input, with its sign
/// (Simonyan, Vedaldi, Zisserman 2013, "Deep Inside Convolutional Networks").
/// </summary>
public sealed record Gradient : SaliencyMethod
{
    internal const string MethodName = "gradient";

    /// <inheritdoc/>
    public override string Name => MethodName;

    internal override Explanation Emit(SaliencyGraph graph) => graph.AtRows();
}
