using System.Text.Json.Serialization;
using MLNet.Interpret.Onnx;

namespace MLNet.Interpret.Saliency;

/// <summary>
/// The gradient averaged along the straight path from a baseline to the input, times the difference of the two
/// (Sundararajan, Taly, Yan 2017, "Axiomatic Attribution for Deep Networks"). Attributions sum to the difference of the
/// two scores, up to the completeness gap that the quadrature leaves.
/// </summary>
/// <param name="Steps">The number of points on the path, at least 1, and 2 for <see cref="Quadrature.Trapezoid"/>.</param>
/// <param name="Quadrature">Where the points lie and how they are weighted.</param>
public sealed record IntegratedGradients(int Steps = 50, [property: JsonConverter(typeof(JsonStringEnumConverter))] Quadrature Quadrature = Quadrature.GaussLegendre)
    : SaliencyMethod
{
    internal const string MethodName = "integrated-gradients";

    /// <inheritdoc/>
    public override string Name => MethodName;

    /// <inheritdoc/>
    public override bool UsesBaseline => true;

    /// <inheritdoc/>
    public override bool IsComplete => true;

    /// <inheritdoc/>
    /// <remarks>The row and its baseline are evaluated too, for their scores.</remarks>
    public override int PointsPerRow => Steps + 2;

    /// <inheritdoc/>
    public override void Check() => QuadratureRule.Check(Quadrature, Steps);

    internal override Explanation Emit(SaliencyGraph graph)
    {
        QuadratureRule rule = QuadratureRule.Of(Quadrature, Steps);
        PointSum sum = graph.SumOverPoints(
            points: turn =>
            {
                // Rounded once, if at all: a point that is off by a digit can lie across a kink of the network.
                // In this form both ends of the path are met exactly.
                Value share = turn.Pick([1, 0, .. rule.Nodes]);
                return share * turn.X.Cast(ElementType.Double) + (1 - share) * turn.Baseline.Cast(ElementType.Double);
            },
            weights: [0, 0, .. rule.Weights]);

        Value attribution = (graph.X.Cast(ElementType.Double) - graph.Baseline.Cast(ElementType.Double)) * sum.Gradient;
        Value gap = attribution.ReduceSum(graph.ElementAxes, keepDims: false) - (sum.ScoreAt(0) - sum.ScoreAt(1)).Cast(ElementType.Double);
        return new Explanation(attribution.Cast(graph.X.Element), sum.Scores, sum.Target, gap.Cast(ElementType.Float));
    }
}
