using MLNet.Interpret.Onnx.Analysis;
using MLNet.Interpret.Onnx.Backward;
using MLNet.Interpret.Onnx.Format;
using MLNet.Interpret.Onnx.Tests.Backward.Checking;

namespace MLNet.Interpret.Onnx.Tests.Backward;

/// <summary>The walk itself, on graphs small enough for closed forms: expectations are derivatives worked out by hand.</summary>
public class WalkTests
{
    private readonly SmallGraph _g = new();

    [Fact]
    public void Gradients_of_a_value_used_twice_add_up()
    {
        // tanh(x) + sigmoid(x) has the derivative 1 - tanh² + s (1 - s).
        Value x = _g.Input("x", -1, 0.25f, 2);
        Value y = x.Apply("Tanh") + x.Apply("Sigmoid");

        Equal(At([-1, 0.25, 2], v => 1 - Square(Math.Tanh(v)) + Sigmoid(v) * (1 - Sigmoid(v))), _g.Gradients([(y, [1, 1, 1])], x)["x"]);
    }

    [Fact]
    public void Gradients_of_a_value_used_many_times_add_up()
    {
        // x + 2x + 3x + 4x
        Value x = _g.Input("x", 5);
        Value y = _g.Forward.Sum([x, x * 2, x * 3, x * 4]);

        Equal([10], _g.Gradients([(y, [1])], x)["x"]);
    }

    [Fact]
    public void A_value_that_is_both_inputs_of_a_node_gets_both_gradients()
    {
        Value x = _g.Input("x", 3, -2);

        Equal([6, -4], _g.Gradients([(x * x, [1, 1])], x)["x"]);
    }

    [Fact]
    public void A_way_around_a_block_adds_to_the_way_through()
    {
        // h = 2x, y = h + tanh(h): dy/dx = 2 (1 + 1 - tanh²(2x)).
        Value x = _g.Input("x", 0.5f);
        Value h = x * 2;
        Value y = h + h.Apply("Tanh");

        Equal([2 * (2 - Square(Math.Tanh(1)))], _g.Gradients([(y, [1])], x)["x"]);
    }

    [Fact]
    public void Each_input_gets_its_own_gradient()
    {
        // a b + a
        Value a = _g.Input("a", 2), b = _g.Input("b", 7);

        var found = _g.Gradients([(a * b + a, [1])], a, b);
        Equal([8], found["a"]);
        Equal([2], found["b"]);
    }

    [Fact]
    public void Several_targets_are_summed_with_their_seeds()
    {
        // 10 d(x²) + 100 d(x³) at x = 2
        Value x = _g.Input("x", 2);
        Value square = x * x;
        Value cube = square * x;

        Equal([10 * 4 + 100 * 12], _g.Gradients([(square, [10]), (cube, [100])], x)["x"]);
    }

    [Fact]
    public void Two_seeds_of_one_value_add_up()
    {
        Value x = _g.Input("x", 1);
        Value y = x * 3;

        Equal([3 * (1 + 4)], _g.Gradients([(y, [1]), (y, [4])], x)["x"]);
    }

    [Fact]
    public void A_shared_constant_gets_the_gradients_of_all_its_uses()
    {
        // y = w (w x) at w = 3, x = 5: dy/dw = 2 w x.
        Value x = _g.Input("x", 5);
        Value w = _g.Constant(3);

        Equal([30], _g.Gradients([(w * (w * x), [1])], w)[w.Name]);
    }

    [Fact]
    public void A_constant_that_is_broadcast_gets_a_gradient_of_its_own_shape()
    {
        Value x = _g.Input("x", 1, 2, 3);
        Value w = _g.Constant(3);

        Equal([1 + 20 + 300], _g.Gradients([(w * x, [1, 10, 100])], w)[w.Name]);
    }

    [Fact]
    public void A_target_inside_the_graph_ignores_what_comes_after_it()
    {
        Value x = _g.Input("x", 2);
        Value h = x * x;
        // What comes after has no rule, and needs none.
        _g.Forward.Output(ThroughSequence(h), "y");

        Equal([4], _g.Gradients([(h, [1])], x)["x"]);
    }

    [Fact]
    public void A_gradient_with_respect_to_a_value_inside_the_graph_goes_no_further_back()
    {
        // As for Grad-CAM: nothing is emitted for the nodes before the layer, which need no rule either.
        Value x = _g.Input("x", 4);
        Value h = ThroughSequence(x) * 2;
        Value y = h * h;

        Equal([2 * 8], _g.Gradients([(y, [1])], h)[h.Name]);
        Assert.All(_g.Emitted, n => Assert.Contains(n.OpType, new[] { "Mul", "Add" }));
    }

    [Fact]
    public void Values_inside_and_inputs_can_be_asked_for_together()
    {
        // h = 3x, y = h²: dy/dh = 2h, dy/dx = 3 dy/dh.
        Value x = _g.Input("x", 2);
        Value h = x * 3;

        var found = _g.Gradients([(h * h, [1])], x, h);
        Equal([12], found[h.Name]);
        Equal([36], found["x"]);
    }

    [Fact]
    public void The_gradient_of_a_target_with_respect_to_itself_is_its_seed()
    {
        Value y = _g.Input("x", 2) * 3;

        Equal([7], _g.Gradients([(y, [7])], y)[y.Name]);
    }

    [Fact]
    public void Outputs_that_nothing_uses_count_as_zero()
    {
        Value x = _g.Input("x", 1, 2, 3, 4);
        NodeInProgress split = _g.Forward.Node("Split", x, _g.Forward.Longs(1, 2, 1));
        split.Out();
        Value middle = split.Out();
        split.Out();

        Equal([0, 4, 6, 0], _g.Gradients([(middle * middle, [1, 1])], x)["x"]);
    }

    [Fact]
    public void Outputs_and_inputs_that_are_left_out_are_no_obstacle()
    {
        // Clip without its lower bound, then one divided by the standard deviation of a layer normalization whose mean is left out:
        // of (1, 3) its derivative is -(value - mean) / 2; the third value is clipped away.
        Value x = _g.Input("x", 1, 5, 3);
        _g.Model.Nodes.Add(new OnnxNode("Clip", ["x", "", _g.Forward.Scalar(ElementType.Float, 3.5).Name], ["clipped"]));
        Value pair = _g.Forward.Existing("clipped", ElementType.Float).Slice(_g.Forward.Longs(0), _g.Forward.Longs(3), _g.Forward.Longs(0), _g.Forward.Longs(2));
        OnnxNode layer = new("LayerNormalization", [pair.Name, _g.Constant(1, 1).Name], ["normal", "", "deviation"]);
        _g.Model.Nodes.Add(layer.Set("epsilon", 0f));
        Value deviation = _g.Forward.Existing("deviation", ElementType.Float);

        Equal([0.5, 0, -0.5], _g.Gradients([(deviation, [1])], x)["x"]);
    }

    [Fact]
    public void A_value_that_the_target_does_not_depend_on_has_no_gradient()
    {
        Value a = _g.Input("a", 1), b = _g.Input("b", 1);
        Value y = a * 2;
        _g.Forward.Output(b * 2, "unrelated");

        Assert.Equal(["a"], _g.Gradients([(y, [1])], a, b).Keys);
    }

    [Fact]
    public void A_way_through_a_rounding_or_a_comparison_is_no_way()
    {
        Value x = _g.Input("x", 1.5f);
        Value y = _g.Forward.Where(x > 1, x.Apply("Floor"), x.Apply("Ceil"));

        Assert.Empty(_g.Gradients([(y, [1])], x));
        Assert.Empty(_g.Emitted);
    }

    [Fact]
    public void A_way_through_integers_is_no_way_and_needs_no_rules()
    {
        // x (float of an integer product of x): the product is a constant of the derivative, 4 * 9.
        Value x = _g.Input("x", 4);
        Value bytes = x.Cast(ElementType.UInt8).Unsqueeze(0);
        Value nine = _g.Forward.Constant(OnnxTensor.Raw(ElementType.UInt8, [9], [1, 1]));
        Value product = _g.Forward.Node("MatMulInteger", bytes, nine).Out(ElementType.Int32);
        Value y = x * product.Cast(ElementType.Float);

        Equal([36], _g.Gradients([(y, [1])], x)["x"]);
    }

    [Fact]
    public void A_way_through_numbers_of_another_precision_comes_back_in_the_inputs_own()
    {
        // x² in float64: 2x.
        Value x = _g.Input("x", 3);
        Value wide = x.Cast(ElementType.Double);
        Value y = _g.Forward.Node("CastLike", wide * wide, x).Out(ElementType.Float);

        Equal([6], _g.Gradients([(y, [1])], x)["x"]);
    }

    [Fact]
    public void Nothing_is_emitted_for_gradients_that_nobody_asks_for()
    {
        Value x = _g.Input("x", 4);
        Value w = _g.Constant(3);

        _g.Gradients([(x * w, [1])], x);
        Assert.Equal(["Mul"], _g.Emitted.Select(n => n.OpType));
    }

    [Fact]
    public void An_operator_without_a_rule_is_an_error_that_names_the_node()
    {
        Value x = _g.Input("x", 4);
        Value y = _g.Named("the first", FromSequence(x));

        var e = Assert.Throws<NotSupportedException>(() => _g.Gradients([(y, [1])], x));
        Assert.Contains("SequenceAt 'the first'", e.Message, StringComparison.Ordinal);
        Assert.Contains("'gradient'", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_operator_without_a_rule_beside_the_way_is_no_error()
    {
        Value a = _g.Input("a", 4), b = _g.Input("b", 5);
        Value y = a * ThroughSequence(b);

        Equal([5], _g.Gradients([(y, [1])], a)["a"]);
    }

    [Fact]
    public void An_operator_of_another_domain_is_an_error_that_names_the_node_and_the_domain()
    {
        // It has the name of a standard operator, whose rule is not its own.
        Value x = _g.Input("x", 4);
        Value y = _g.Named("fast", x.Apply("Gelu"));
        _g.Model.Nodes[^1].Domain = "com.microsoft";

        OnnxModel model = _g.Model;
        GraphBuilder back = new(model);
        TypeMap types = new(new Dictionary<string, TensorType>());
        var e = Assert.Throws<NotSupportedException>(() => BackwardWalk.Run(back, types, RuleSet.Gradient, [(y.Name, x)], ["x"]));
        Assert.Contains("Gelu 'fast'", e.Message, StringComparison.Ordinal);
        Assert.Contains("'com.microsoft'", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_branch_that_refers_to_the_input_passes_its_gradient()
    {
        // The input is no input of the node: only its branches, which are graphs of their own, mention it. Above 1 it is exp(x) that is taken, else -x.
        Value x = _g.Input("x", 4);
        OnnxNode choice = new("If", [(x > 1).Reshape().Name], ["chosen"]) { Name = "choice" };
        choice.Put(Branch("then_branch", "Exp")).Put(Branch("else_branch", "Neg"));
        _g.Model.Nodes.Add(choice);
        Value y = _g.Forward.Existing("chosen", ElementType.Float);

        Equal([Math.Exp(4)], _g.Gradients([(y, [1])], x)["x"]);
    }

    [Fact]
    public void A_branch_with_an_operator_without_a_rule_is_an_error_that_names_it()
    {
        Value x = _g.Input("x", 4);
        OnnxNode choice = new("If", [(x > 1).Reshape().Name], ["chosen"]) { Name = "choice" };
        choice.Put(Branch("then_branch", "Exp")).Put(Branch("else_branch", "Neg"));
        _g.Model.Nodes.Add(choice);
        GraphBuilder back = new(_g.Model);
        RuleSet rules = RuleSet.Gradient.With("Neg", n => throw n.Unsupported("this test has it so"));

        var e = Assert.Throws<NotSupportedException>(() => BackwardWalk.Run(
            back, TypeInference.Infer(_g.Model), rules, [("chosen", back.Scalar(ElementType.Float, 1))], ["x"]));
        Assert.Contains("Neg 'else_branch_y'", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_rule_set_can_put_another_rule_in_a_rows_place()
    {
        Value y = _g.Input("x", 4).Apply("Neg");
        GraphBuilder back = new(_g.Model);
        RuleSet none = RuleSet.Gradient.With("Neg", null);

        Assert.Empty(BackwardWalk.Run(back, TypeInference.Infer(_g.Model), none, [(y.Name, back.Scalar(ElementType.Float, 1))], ["x"]));
        Assert.False(RuleSet.Gradient.CarriesNone("Neg"));
    }

    [Fact]
    public void A_walk_can_be_cancelled()
    {
        Value y = _g.Input("x", 4).Apply("Neg");
        GraphBuilder back = new(_g.Model);

        Assert.Throws<OperationCanceledException>(() => BackwardWalk.Run(
            back, TypeInference.Infer(_g.Model), RuleSet.Gradient, [(y.Name, y)], ["x"], new CancellationToken(canceled: true)));
    }

    private static AttributeProto Branch(string name, string opType)
    {
        GraphProto graph = new() { Name = name };
        graph.Node.Add(new OnnxNode(opType, ["x"], [$"{name}_y"]).ToProto());
        graph.Output.Add(new ValueInfoProto { Name = $"{name}_y" });
        return new AttributeProto { Name = name, Type = AttributeProto.Types.AttributeType.Graph, G = graph };
    }

    /// <summary>A number itself, by way of operators that have no rule.</summary>
    private Value ThroughSequence(Value x) => FromSequence(x).Reshape(1);

    private Value FromSequence(Value x) => _g.Forward.Add("SequenceAt", x.Apply("SequenceConstruct"), _g.Forward.LongScalar(0));

    private static double Square(double v) => v * v;

    private static double Sigmoid(double v) => 1 / (1 + Math.Exp(-v));

    private static double[] At(double[] points, Func<double, double> derivative) => Array.ConvertAll(points, p => derivative(p));

    private static void Equal(double[] expected, float[] found)
    {
        Assert.Equal(expected.Length, found.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i], found[i], 1e-6 * Math.Max(1, Math.Abs(expected[i])));
        }
    }
}
