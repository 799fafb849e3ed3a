namespace MLNet.Interpret.Onnx.Backward.Rules.Movement;

/// <summary>Operators that put updates into a tensor by index.</summary>
internal static class ScatterRules
{
    public static void AddTo(RuleTable table) => table
        .Row("ScatterElements", n => Scatter(n, v => v.GatherElements(n.X(1), n.Node.Int("axis", 0))))
        .Row("ScatterND", n => Scatter(n, v => n.Graph.Add("GatherND", v, n.X(1)).As(v)))
        .Row("TensorScatter", TensorScatter);

    private static Value As(this Value value, Value like) => value with { Element = like.Element };

    private static IReadOnlyList<Value?> Scatter(BackwardNode n, Func<Value, Value> pick) => n.Node.Text("reduction", "none") switch
    {
        "none" =>
        [
            n.Needs(0) ? n.Graph.Node(n.Node.OpType, n.DY(), n.X(1), ZerosOfUpdates(n)).WithAll(n.Node).Out() : null,
            null,
            n.Needs(2) ? pick(n.DY()) : null,
        ],
        "add" => [n.DY(), null, n.Needs(2) ? pick(n.DY()) : null],
        "mul" => Products(n, pick),
        "max" or "min" => Extremes(n, pick),
        string other => throw n.Unsupported($"its reduction '{other}' is not one of none, add, mul, max, min"),
    };

    /// <summary>A sequence of updates, put behind what is there of each row.</summary>
    private static IReadOnlyList<Value?> TensorScatter(BackwardNode n)
    {
        GraphBuilder g = n.Graph;
        TensorShape updates = n.ShapeX(1);
        int axis = updates.Axis(n.Node.Int("axis", -2));
        Value? toUpdates = null;
        if (n.Needs(1))
        {
            long[] along = new long[updates.Rank], rows = new long[updates.Rank];
            Array.Fill(along, 1);
            Array.Fill(rows, 1);
            (along[axis], rows[0]) = (-1, -1);
            Value places = n.X(1).CountAlong(axis).Reshape(along);
            if (n.Node.HasInput(2))
            {
                places += n.X(2).Reshape(rows);
                // A cache that is circular begins again where it ends.
                places = n.Node.Text("mode", "linear") == "circular" ? g.Add("Mod", places, n.X().SizeOf(axis)) : places;
            }
            toUpdates = n.DY().GatherElements(places.Expand(n.ShapeValueX(1)), axis);
        }
        if (!n.Needs(0))
        {
            return [null, toUpdates];
        }
        Value zeros = n.ZerosOfX(1);
        NodeInProgress rest = n.Node.HasInput(2) ? g.Node("TensorScatter", n.DY(), zeros, n.X(2)) : g.Node("TensorScatter", n.DY(), zeros);
        return [rest.WithAll(n.Node).Out(), toUpdates];
    }

    private static Value ZerosOfUpdates(BackwardNode n) => n.ShapeValueX(2).Filled(n.X(2).Element, 0);

    /// <summary>An element's factor is the product of all others that meet in its place, where one of them may be zero.</summary>
    private static IReadOnlyList<Value?> Products(BackwardNode n, Func<Value, Value> pick)
    {
        GraphBuilder g = n.Graph;
        Value updates = n.X(2), positions = pick(Positions.Of(n));
        Value one = updates.Like(1), zero = updates.Like(0);
        Value ones = n.ShapeValueX().Filled(n.X().Element, 1);
        Value? toUpdates = null;
        if (n.Needs(2))
        {
            Value isZero = updates.EqualTo(zero);
            Value nonzero = g.Where(isZero, one, updates);
            Value zeros = pick(Positions.Scatter(n, n.ZerosOfX(), positions, g.Where(isZero, one, zero).Expand(updates.ShapeOf()), "add"));
            Value product = pick(Positions.Scatter(n, ones, positions, nonzero, "mul")) / nonzero;
            Value otherZeros = zeros - g.Where(isZero, one, zero);
            toUpdates = pick(n.DY() * n.X()) * g.Where(otherZeros > 0, zero, product);
        }
        return [n.Needs(0) ? n.DY() * Positions.Scatter(n, ones, positions, updates, "mul") : null, null, toUpdates];
    }

    /// <summary>The gradient goes to the element that won; those that tie share it evenly.</summary>
    private static IReadOnlyList<Value?> Extremes(BackwardNode n, Func<Value, Value> pick)
    {
        GraphBuilder g = n.Graph;
        Value one = n.X().Like(1), zero = n.X().Like(0);
        Value dataWins = g.Where(n.X().EqualTo(n.Y()), one, zero);
        Value updateWins = g.Where(n.X(2).EqualTo(pick(n.Y())), one, zero);
        Value share = n.DY() / Positions.Scatter(n, dataWins, pick(Positions.Of(n)), updateWins, "add");
        return [share * dataWins, null, n.Needs(2) ? pick(share) * updateWins : null];
    }
}
