using MLNet.Interpret.Onnx;
using MLNet.Interpret.Onnx.Backward;

namespace MLNet.Interpret.Saliency;

/// <summary>The graph of an explanation while a method adds its nodes to it.</summary>
internal sealed class SaliencyGraph
{
    private readonly GradientGraph _gradient;
    private readonly Dictionary<string, Value> _others;
    private readonly Value _target;
    private readonly int _pointsAtOnce;

    /// <summary>A graph that has its inputs, and no other nodes yet.</summary>
    /// <param name="graph">The builder.</param>
    /// <param name="gradient">The network with its gradient; that of grouped rows, where the method evaluates several points for a row.</param>
    /// <param name="x">The rows that are explained.</param>
    /// <param name="baseline">What they are compared with, of their shape, or with one row for all.</param>
    /// <param name="target">The class of each row, negative for that of the highest score.</param>
    /// <param name="others">The network's other inputs.</param>
    /// <param name="pointsAtOnce">The number of points that the network is evaluated at together, over all rows.</param>
    public SaliencyGraph(
        GraphBuilder graph, GradientGraph gradient, Value x, Value baseline, Value target, Dictionary<string, Value> others, int pointsAtOnce)
    {
        Builder = graph;
        _gradient = gradient;
        X = x;
        Baseline = baseline;
        _target = target;
        _others = others;
        _pointsAtOnce = pointsAtOnce;
    }

    /// <summary>Adds nodes.</summary>
    public GraphBuilder Builder { get; }

    /// <summary>The rows that are explained, [batch, ...].</summary>
    public Value X { get; }

    /// <summary>What they are compared with, of their shape, or with one row for all.</summary>
    public Value Baseline { get; }

    /// <summary>The axes of the rows' shape, all but the batch.</summary>
    public long[] ElementAxes => [.. Enumerable.Range(1, _gradient.Explained.Type!.Shape!.Rank - 1)];

    /// <summary>The gradient at the rows themselves.</summary>
    public Explanation AtRows()
    {
        Dictionary<string, Value> inputs = new(_others) { [_gradient.Explained.Name] = X.Cast(_gradient.InputElement), [_gradient.TargetInput!] = _target };
        IReadOnlyDictionary<string, Value> results = Builder.Inline(_gradient.Model, inputs);
        return new Explanation(results[_gradient.GradientOutput], results[_gradient.ScoresOutput], results[_gradient.TargetOutput!]);
    }

    /// <summary>The weighted sum, in double precision, of the gradients at several points for each row.</summary>
    /// <param name="points">
    /// Gives the points of a turn, [batch, points of the turn, ...]. The very first point decides the target where none is given, so it is the row itself.
    /// </param>
    /// <param name="weights">The weight of each point.</param>
    public PointSum SumOverPoints(Func<PointTurn, Value> points, double[] weights) =>
        new PointLoop(this, _gradient, weights.Length, _pointsAtOnce).Emit(_target, _others, points, weights);
}
