using MLNet.Interpret.Onnx;
using MLNet.Interpret.Onnx.Backward;

namespace MLNet.Interpret.Saliency;

/// <summary>
/// Evaluates a network and its gradient at several points for each row, in a loop of the graph, so that memory stays bounded whatever the
/// number of points is.
/// </summary>
/// <remarks>
/// A turn takes all rows, and as many points of each as a bound on both together allows: many rows at one point, or one row at many.
/// The loop's body holds the network and its constants, once: ONNX Runtime lays out constants for speed only where they are in the graph that uses them.
/// </remarks>
internal sealed class PointLoop
{
    private readonly SaliencyGraph _saliency;
    private readonly GradientGraph _gradient;
    private readonly Value _points;
    private readonly Value _each;
    private readonly Value _grid;
    private readonly Value _row;
    private readonly Value _firsts;

    /// <summary>Works out how many points each turn takes.</summary>
    /// <param name="saliency">The graph that is added to.</param>
    /// <param name="gradient">The network with its gradient, for grouped rows.</param>
    /// <param name="points">The number of points of each row.</param>
    /// <param name="pointsAtOnce">The bound on points of all rows together, where the network's batch is open.</param>
    public PointLoop(SaliencyGraph saliency, GradientGraph gradient, int points, int pointsAtOnce)
    {
        _saliency = saliency;
        _gradient = gradient;
        GraphBuilder g = saliency.Builder;
        _points = g.Longs(points);
        Value rows = saliency.X.ShapeOf().Slice([0], [1], [0]);
        _each = gradient.Batch is { } batch
            ? g.Add("Div", g.Longs(batch), rows)
            : g.Add("Max", g.Add("Min", g.Add("Div", g.Longs(pointsAtOnce), rows), _points), g.Longs(1));
        _grid = g.Concat([rows, _each], 0);
        Value numbers = Range(rows);
        _row = numbers.Unsqueeze(1).Expand(_grid).Reshape(-1);
        _firsts = numbers * _each;
    }

    /// <summary>Adds the loop.</summary>
    /// <param name="target">The class of each row, negative for that of the highest score at the first point.</param>
    /// <param name="others">The network's other inputs, by name.</param>
    /// <param name="points">Gives the points of a turn, [batch, points of the turn, ...].</param>
    /// <param name="weights">The weight of each point's gradient.</param>
    public PointSum Emit(Value target, IReadOnlyDictionary<string, Value> others, Func<PointTurn, Value> points, double[] weights)
    {
        GraphBuilder g = _saliency.Builder;
        Value x = _saliency.X.Unsqueeze(1), baseline = _saliency.Baseline.Unsqueeze(1), shape = _saliency.X.ShapeOf();
        Value turns = g.Add("Div", _points + _each - 1, _each).Squeeze(0);
        Value leader = _row * _each;
        Value nothing = shape.Filled(ElementType.Double, 0).Reshape(0, 1, -1);
        int scoresRank = _gradient.Of.Type!.Shape!.Rank;
        Value noScores = g.Constant(OnnxTensor.Of(_gradient.Of.Type.Element, [0.0], [.. Enumerable.Repeat(1L, scoresRank)]), "no_scores");

        IReadOnlyList<Value> results = g.Loop(turns, [nothing, target, noScores], (inner, turn, before) =>
        {
            Value number = turn * inner.From(_each) + Range(inner.From(_each));
            Value present = number < inner.From(_points);
            Value clipped = inner.Add("Min", number, inner.From(_points) - 1);
            Value at = points(new PointTurn(inner, inner.From(x), inner.From(baseline), clipped, _gradient.Explained.Type!.Shape!.Rank));

            Dictionary<string, Value> inputs = others.ToDictionary(o => o.Key, o => Take(inner.From(o.Value), inner.From(_row)));
            inputs[_gradient.Explained.Name] = at.Cast(_gradient.InputElement).Reshape(inner.Concat([inner.Longs(-1), at.ShapeOf().Slice([2], [long.MaxValue], [0])], 0));
            inputs[_gradient.TargetInput!] = Take(before[1], inner.From(_row));
            inputs[_gradient.LeaderInput!] = inner.From(leader);
            IReadOnlyDictionary<string, Value> found = inner.Inline(_gradient.Model, inputs);

            Value weight = Take(inner.Constant(OnnxTensor.Of(weights, weights.Length), "weights"), clipped);
            weight = inner.Where(present, weight, weight.Like(0)).Unsqueeze(0, 1);
            Value gradients = found[_gradient.GradientOutput].Reshape(inner.Concat([inner.From(_grid), inner.Longs(-1)], 0));
            return
            [
                before[0] + weight.MatMul(gradients.Cast(ElementType.Double)),
                Take(found[_gradient.TargetOutput!], inner.From(_firsts)),
                inner.Where(turn.EqualTo(inner.LongScalar(0)), Take(found[_gradient.ScoresOutput], inner.From(_firsts)), before[2]),
                found[_gradient.TargetScoreOutput!].Reshape(inner.From(_grid)),
            ];
        });

        Value pointScores = results[3].Transpose(1, 0, 2).Reshape(0, -1);
        return new PointSum(results[0].Reshape(shape), results[2], results[1], pointScores);
    }

    private static Value Take(Value values, Value rows) => values.Graph.Node("Gather", values, rows).With("axis", 0L).Out();

    private static Value Range(Value count) =>
        count.Graph.Node("Range", count.Graph.LongScalar(0), count.Squeeze(0), count.Graph.LongScalar(1)).Out(ElementType.Int64);
}
