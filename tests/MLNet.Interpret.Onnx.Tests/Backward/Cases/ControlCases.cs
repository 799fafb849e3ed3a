using MLNet.Interpret.Onnx.Tests.Backward.Checking;
using static MLNet.Interpret.Onnx.Tests.Backward.Checking.CaseInput;

namespace MLNet.Interpret.Onnx.Tests.Backward.Cases;

internal static class ControlCases
{
    public static readonly GradientCase[] Rows =
    [
        new("Scan", "state, slices and weights around", In(2, 3), In(4, 2, 3).Batched(), Weight(3, 3).Around())
        {
            Outputs = 2, Seeded = [0, 1], SetAs = (n, e) => n.Set("num_scan_inputs", 1).Set("body", Step(e)),
        },
        new("Scan", "last state alone", In(2, 3), In(4, 2, 3), Weight(3, 3).Around().AtRunTime())
        {
            Outputs = 2, SetAs = (n, e) => n.Set("num_scan_inputs", 1).Set("body", Step(e)),
        },
        new("Scan", "backwards, along other axes", In(2, 3), In(2, 4, 3), Weight(3, 3).Around())
        {
            Outputs = 2, Seeded = [0, 1],
            SetAs = (n, e) => n.Set("num_scan_inputs", 1).Set("body", Step(e)).Set("scan_input_directions", [1L]).Set("scan_input_axes", [1L])
                .Set("scan_output_directions", [1L]).Set("scan_output_axes", [-1L]),
        },
        new("Scan", "no state", In(4, 2).Batched(), In(4, 2).Batched())
        {
            SetAs = (n, e) => n.Set("num_scan_inputs", 2).Set("body", Graph(e, g => [g.In("a") * g.In("b").Apply("Sin")])),
        },
        new("Scan", "a state that no slice moves, and a count", In(2), Longs(1), In(3, 2))
        {
            Outputs = 3, Seeded = [0, 2],
            SetAs = (n, e) => n.Set("num_scan_inputs", 1).Set("body", Graph(e, g =>
            {
                Value h = g.In("h"), count = g.In("count", ElementType.Int64), x = g.In("x");
                return [h.Apply("Sin"), count + g.Inner.Longs(1), x * h * count.Cast(e)];
            })),
        },
        new("Loop", "states, a number of turns, weights around", LongScalar(3), Missing(), In(2, 3), Weight(3, 3).Around())
        {
            Outputs = 2, Seeded = [0, 1], SetAs = (n, e) => n.Set("body", Turn(e, g => g.Number())),
        },
        new("Loop", "ended by its condition", LongScalar(9), Bools([], true), In(2, 3), Weight(3, 3).Around())
        {
            Outputs = 2, Seeded = [0],
            SetAs = (n, e) => n.Set("body", Turn(e, g => g.Number(), (g, number) => number < g.LongScalar(2))),
        },
        new("Loop", "linear, nothing kept but the turns", LongScalar(3), Missing(), In(2), Weight(2).Around())
        {
            SetAs = (n, e) => n.Set("body", Graph(e, g =>
            {
                g.Number();
                Value goOn = g.GoOn(), h = g.In("h");
                return [goOn, h + g.Around("x3")];
            })),
            SecondOrder = SecondOrder.Zero,
        },
        new("If", "then", Bools([], true), In(2, 3).Around().Batched(), Weight(3).Around()) { Outputs = 2, Seeded = [0, 1], SetAs = Choice },
        new("If", "else", Bools([], false), In(2, 3).Around().Batched(), Weight(3).Around()) { Outputs = 2, Seeded = [0, 1], SetAs = Choice },
        new("If", "chosen at run time", Bools([], true).AtRunTime(), In(2, 3).Around(), Weight(3).Around()) { Outputs = 2, SetAs = Choice },
    ];

    /// <summary>h = tanh(h W + x), and x h is given.</summary>
    private static OnnxModel Step(ElementType element) => Graph(element, g =>
    {
        Value h = g.In("h"), x = g.In("x");
        Value left = (h.MatMul(g.Around("x2")) + x).Apply("Tanh");
        return [left, x * left];
    });

    /// <summary>h = tanh(h W) (number + 1), and h² is given.</summary>
    private static OnnxModel Turn(ElementType element, Func<BodyBuilder, Value> number, Func<GraphBuilder, Value, Value>? goOn = null) => Graph(element, g =>
    {
        Value turn = number(g), condition = g.GoOn(), h = g.In("h");
        Value left = h.MatMul(g.Around("x3")).Apply("Tanh") * (turn.Cast(element) + 1);
        return [goOn?.Invoke(g.Inner, turn) ?? condition, left, left * left];
    });

    private static void Choice(OnnxNode node, ElementType element) => node
        .Set("then_branch", Graph(element, g => [g.Around("x1") * g.Around("x2"), g.Around("x1").Apply("Tanh")]))
        .Set("else_branch", Graph(element, g => [g.Around("x1").Apply("Sin"), g.Around("x1") * g.Around("x1")]));

    private static OnnxModel Graph(ElementType element, Func<BodyBuilder, IReadOnlyList<Value>> build)
    {
        OnnxModel model = new() { GraphName = "body" };
        BodyBuilder body = new(new GraphBuilder(model, "body"), element);
        foreach (Value value in build(body))
        {
            Value given = body.Inner.Add("Identity", value);
            model.Outputs.Add(new ValueInfo(given.Name, new TensorType(given.Element, null)));
        }
        return model;
    }

    private sealed record BodyBuilder(GraphBuilder Inner, ElementType Element)
    {
        public Value In(string name, ElementType? element = null) => Inner.Input($"body/{name}", element ?? Element, null);

        public Value Number() => Inner.Input("body/number", ElementType.Int64, new TensorShape());

        public Value GoOn() => Inner.Input("body/go_on", ElementType.Bool, new TensorShape());

        public Value Around(string name) => Inner.Existing(name, Element);
    }
}
