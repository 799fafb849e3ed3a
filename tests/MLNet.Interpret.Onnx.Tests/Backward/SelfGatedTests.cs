using MLNet.Interpret.Onnx.Backward;
using MLNet.Interpret.Onnx.Tests.Backward.Checking;

namespace MLNet.Interpret.Onnx.Tests.Backward;

/// <summary>x g(x), whose product and gate go back in one. Expectations are derivatives worked out by hand.</summary>
public class SelfGatedTests
{
    private static readonly float[] _at = [-4, -1.5f, 0, 0.25f, 2, 5];

    private SmallGraph _g = new();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Sigmoid(bool gateFirst)
    {
        Value x = _g.Input("x", _at), s = x.Apply("Sigmoid");
        Equal(v => S(v) + v * S(v) * (1 - S(v)), x, gateFirst ? s * x : x * s);
        Assert.Equal(["HardSigmoid", "Mul", "Add", "Mul"], _g.Emitted.Select(n => n.OpType));
    }

    [Theory]
    [InlineData(1f / 6)]
    [InlineData(2)]
    public void HardSigmoid(float alpha)
    {
        // h is clip(alpha x + 1/2, 0, 1), and its slope alpha between its bounds.
        Value x = _g.Input("x", _at), h = _g.Forward.Node("HardSigmoid", x).With("alpha", alpha).With("beta", 0.5f).Out();
        Equal(v => Math.Clamp(alpha * v + 0.5, 0, 1) + (Math.Abs(alpha * v) < 0.5 ? alpha * v : 0), x, x * h);
    }

    [Fact]
    public void A_step_carries_nothing()
    {
        Value x = _g.Input("x", _at), step = _g.Forward.Node("HardSigmoid", x).With("alpha", MathF.ScaleB(1, 100)).With("beta", 0f).Out();
        Equal(v => v > 0 ? 1 : 0, x, x * step);
    }

    [Fact]
    public void A_gate_that_is_used_elsewhere_too()
    {
        Value x = _g.Input("x", _at), s = x.Apply("Sigmoid");
        Equal(v => S(v) + (v + 1) * S(v) * (1 - S(v)), x, x * s + s);
    }

    [Fact]
    public void A_gate_that_another_value_opens()
    {
        Value x = _g.Input("x", _at), w = _g.Constant([.. _at.Select(_ => 3f)]);
        Equal(v => 3 * S(v) * (1 - S(v)), x, w * x.Apply("Sigmoid"));
    }

    [Fact]
    public void The_gradient_with_respect_to_the_gate_can_be_asked_for()
    {
        Value x = _g.Input("x", _at), s = x.Apply("Sigmoid");
        var found = _g.Gradients([(x * s, [.. _at.Select(_ => 1f)])], x, s);
        Close(v => S(v) + v * S(v) * (1 - S(v)), found["x"]);
        Close(v => v, found[s.Name]);
    }

    [Fact]
    public void A_rule_of_ones_own_for_the_gate_is_kept()
    {
        _g = new() { Rules = RuleSet.Gradient.With("Sigmoid", n => [n.DY()]) };
        Value x = _g.Input("x", _at);
        Equal(v => S(v) + v, x, x * x.Apply("Sigmoid"));
    }

    private void Equal(Func<double, double> slope, Value x, Value y) => Close(slope, _g.Gradients([(y, [.. _at.Select(_ => 1f)])], x)["x"]);

    private static void Close(Func<double, double> expected, float[] found)
    {
        for (int i = 0; i < _at.Length; i++)
        {
            Assert.Equal(expected(_at[i]), found[i], 1e-6);
        }
    }

    private static double S(double v) => 1 / (1 + Math.Exp(-v));
}
