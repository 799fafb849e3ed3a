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

    private void Refused(Value x, Value y, params string[] words)
    {
        var e = Assert.Throws<NotSupportedException>(() => _g.Gradients([(y, [1])], x));
        Assert.All(words, w => Assert.Contains(w, e.Message, StringComparison.Ordinal));
    }
}
