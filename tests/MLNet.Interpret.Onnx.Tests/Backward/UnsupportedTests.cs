using MLNet.Interpret.Onnx.Analysis;
using MLNet.Interpret.Onnx.Backward;
using MLNet.Interpret.Onnx.Tests.Backward.Checking;

namespace MLNet.Interpret.Onnx.Tests.Backward;

/// <summary>What rules do not cover is refused with the node's name and the reason.</summary>
public class UnsupportedTests
{
    private readonly SmallGraph _g = new();

    [Fact]
    public void Axes_worked_out_at_run_time()
    {
        Value x = _g.Input("x", 1, 2);
        Value axes = x.ShapeOf();
        Value y = _g.Named("sum", _g.Forward.Add("ReduceSum", x, _g.Forward.Add("Sub", axes, axes)));

        Refused(x, y, "ReduceSum 'sum'", "a constant is needed");
    }

    [Fact]
    public void Dropout_in_training_mode()
    {
        Value x = _g.Input("x", 1, 2);
        Value training = _g.Forward.Constant(OnnxTensor.Raw(ElementType.Bool, [1], []));
        Value y = _g.Named("drop", _g.Forward.Add("Dropout", x, x.Like(0.5), training));

        Refused(x, y, "Dropout 'drop'", "training mode");
    }

    [Fact]
    public void A_loop_whose_value_grows_from_turn_to_turn()
    {
        Value x = _g.Input("x", 1, 2);
        OnnxModel body = new() { GraphName = "body" };
        GraphBuilder turn = new(body, "turn");
        turn.Input("number", ElementType.Int64, new TensorShape());
        Value goOn = turn.Input("go_on", ElementType.Bool, new TensorShape()), h = turn.Input("h", ElementType.Float, null);
        foreach (Value left in (Value[])[goOn, turn.Concat([h, h], 0)])
        {
            Value given = turn.Add("Identity", left);
            body.Outputs.Add(new ValueInfo(given.Name, new TensorType(given.Element, null)));
        }
        Value y = _g.Named("grower", _g.Forward.Node("Loop", _g.Forward.LongScalar(2), default, x).With("body", body).Out(ElementType.Float));

        Refused(x, y, "Loop 'grower'", "changes its size from turn to turn");
    }

    [Fact]
    public void A_branch_that_takes_a_sequence()
    {
        Value x = _g.Input("x", 1, 2), list = x.Apply("SequenceConstruct");
        OnnxModel branch = new() { GraphName = "branch" };
        GraphBuilder inner = new(branch, "inner");
        Value first = inner.Add("SequenceAt", inner.From(list), inner.LongScalar(0));
        branch.Outputs.Add(new ValueInfo(first.Name, new TensorType(ElementType.Float, null)));
        Value condition = (x > 0).EqualTo(x > 0).Cast(ElementType.Int64).ReduceSum([], keepDims: false).Cast(ElementType.Bool);
        Value y = _g.Named("choice", _g.Forward.Node("If", condition).With("then_branch", branch).With("else_branch", branch).Out(ElementType.Float));

        Refused(x, y, "If 'choice'", "no tensor but a sequence");
    }

    [Fact]
    public void Recurrent_nodes_whose_batch_comes_first()
    {
        OnnxModel model = new();
        GraphBuilder g = new(model, "net");
        Value x = g.Input("x", ElementType.Float, new TensorShape(1, 2, 3));
        NodeInProgress node = g.Node("RNN", x, g.Constant(OnnxTensor.Of(new float[6], 1, 2, 3)), g.Constant(OnnxTensor.Of(new float[4], 1, 2, 2)))
            .With("hidden_size", 2).With("layout", 1);
        Value y = node.Out();
        TypeMap types = new(new Dictionary<string, TensorType>
        {
            ["x"] = new(ElementType.Float, new TensorShape(1, 2, 3)), [y.Name] = new(ElementType.Float, new TensorShape(1, 2, 1, 2)),
        });

        var e = Assert.Throws<NotSupportedException>(() => BackwardWalk.Run(new GraphBuilder(model), types, RuleSet.Gradient, [(y.Name, y)], ["x"]));
        Assert.Contains("its layout is 1", e.Message, StringComparison.Ordinal);
    }

    private void Refused(Value x, Value y, params string[] words)
    {
        var e = Assert.Throws<NotSupportedException>(() => _g.Gradients([(y, [1])], x));
        Assert.All(words, w => Assert.Contains(w, e.Message, StringComparison.Ordinal));
    }
}
