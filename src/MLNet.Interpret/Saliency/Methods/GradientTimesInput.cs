namespace MLNet.Interpret.Saliency;

/// <summary>
/// The gradient multiplied by the input, element by element
/// (Shrikumar, Greenside, Shcherbina, Kundaje 2016, "Not Just a Black Box").
/// </summary>
/// <remarks>Its sum equals the score for networks without biases that are piecewise linear only, so it states no completeness gap.</remarks>
public sealed record GradientTimesInput : SaliencyMethod
{
    internal const string MethodName = "gradient-x-input";

    /// <inheritdoc/>
    public override string Name => MethodName;

    internal override Explanation Emit(SaliencyGraph graph)
    {
        Explanation gradient = graph.AtRows();
        return gradient with { Attribution = gradient.Attribution * graph.X };
    }
}
