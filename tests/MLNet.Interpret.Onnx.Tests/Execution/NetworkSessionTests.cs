using MLNet.Interpret.Onnx.Execution;

namespace MLNet.Interpret.Onnx.Tests.Execution;

public class NetworkSessionTests
{
    [Fact]
    public void A_run_gives_what_the_graph_says()
    {
        // y = 2 x + 1, worked out by hand.
        using NetworkSession session = new(Line());
        TensorBuffer y = session.Run(new Dictionary<string, TensorBuffer> { ["x"] = TensorBuffer.Of(new float[] { 1, 2, 3, 4 }, 2, 2) })["y"];
        Assert.Equal([2, 2], y.Shape);
        Assert.Equal([3, 5, 7, 9], y.Span<float>().ToArray());
    }

    [Fact]
    public void A_graph_of_double_precision_runs_what_is_fused_in_single_precision()
    {
        // x Sigmoid(x), by its definition.
        OnnxModel model = new();
        GraphBuilder g = new(model);
        Value x = g.Input("x", ElementType.Double, new TensorShape([new Dim(-1, "N"), 2]));
        g.Output(x * x.Apply("Sigmoid"), "y");
        using NetworkSession session = new(model);
        TensorBuffer y = session.Run(new Dictionary<string, TensorBuffer> { ["x"] = TensorBuffer.Of(new[] { 1.5, -2 }, 1, 2) })["y"];
        Assert.Equal(1.5 / (1 + Math.Exp(-1.5)), y.Span<double>()[0], 1e-15);
        Assert.Equal(-2 / (1 + Math.Exp(2)), y.Span<double>()[1], 1e-15);
    }

    [Fact]
    public void A_run_writes_into_memory_of_the_caller()
    {
        using NetworkSession session = new(Line());
        float[] y = new float[4];
        session.RunInto(
            new Dictionary<string, TensorBuffer> { ["x"] = TensorBuffer.Of(new float[] { 1, 2, 3, 4 }, 2, 2) },
            new Dictionary<string, TensorBuffer> { ["y"] = TensorBuffer.Of(y, 2, 2) });
        Assert.Equal([3, 5, 7, 9], y);
    }

    [Fact]
    public void Without_a_GPU_falling_back_warns_once_and_runs_on_the_CPU()
    {
        List<string> warnings = [];
        ExecutionOptions options = new() { GpuDeviceId = 0, FallbackToCpu = true, Warn = warnings.Add };
        using NetworkSession session = new(Line(), options);
        using NetworkSession another = new(Line(), options with { IntraOpThreads = 1 });
        if (!session.OnGpu)
        {
            Assert.StartsWith("CUDA device 0 cannot be used: ", Assert.Single(warnings));
        }
        TensorBuffer y = session.Run(new Dictionary<string, TensorBuffer> { ["x"] = TensorBuffer.Of(new float[] { 1, 2 }, 1, 2) })["y"];
        Assert.Equal([3, 5], y.Span<float>().ToArray());
    }

    [Fact]
    public void A_GPU_that_is_not_there_is_an_error_without_falling_back()
    {
        InvalidOperationException e = Assert.Throws<InvalidOperationException>(
            () => new NetworkSession(Line(), new ExecutionOptions { GpuDeviceId = 4711 }));
        Assert.StartsWith("CUDA device 4711 cannot be used: ", e.Message);
    }

    [Fact]
    public void Options_that_say_the_same_are_equal()
    {
        Assert.Equal(new ExecutionOptions { GpuDeviceId = 1, IntraOpThreads = 2 }, new ExecutionOptions { GpuDeviceId = 1, IntraOpThreads = 2 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new ExecutionOptions { IntraOpThreads = 0 });
    }

    [Fact]
    public void What_is_given_wrong_is_said_with_what_would_be_right()
    {
        using NetworkSession session = new(Line());
        TensorBuffer good = TensorBuffer.Of(new float[4], 2, 2);
        Assert.StartsWith("The network's input 'x' is Float[batch, 2]; what is given is Float[2, 3].", Message(("x", TensorBuffer.Of(new float[6], 2, 3))));
        Assert.StartsWith("The network's input 'x' is Float[batch, 2]; what is given is Float[4].", Message(("x", TensorBuffer.Of(new float[4], 4))));
        Assert.StartsWith("The network's input 'x' is Float[batch, 2]; what is given is Double[2, 2].", Message(("x", TensorBuffer.Of(new double[4], 2, 2))));
        Assert.StartsWith("The network's input x Float[batch, 2] is not given; what is given is: z.", Message(("z", good)));
        Assert.StartsWith("The network has no input 'z'; its inputs are: x Float[batch, 2].", Message(("x", good), ("z", good)));
        Assert.StartsWith("The network has no output 'z'; its outputs are: y Float[batch, 2].",
            Assert.Throws<ArgumentException>(() => session.Run(new Dictionary<string, TensorBuffer> { ["x"] = good }, ["z"])).Message);
        Assert.StartsWith("The network's output 'y' is Float[batch, 2]; what is given is Float[2, 1].",
            Assert.Throws<ArgumentException>(() => session.RunInto(new Dictionary<string, TensorBuffer> { ["x"] = good }, new Dictionary<string, TensorBuffer> { ["y"] = TensorBuffer.Of(new float[2], 2, 1) })).Message);

        Assert.Contains("has shape {3,2}", Assert.Throws<InvalidOperationException>(
            () => session.RunInto(new Dictionary<string, TensorBuffer> { ["x"] = good }, new Dictionary<string, TensorBuffer> { ["y"] = TensorBuffer.Of(new float[6], 3, 2) })).Message);

        string Message(params (string, TensorBuffer)[] given) =>
            Assert.Throws<ArgumentException>(() => session.Run(given.ToDictionary(g => g.Item1, g => g.Item2))).Message;
    }

    [Fact]
    public void Inputs_that_share_a_dimension_must_agree_on_it()
    {
        OnnxModel model = new();
        GraphBuilder g = new(model, "net");
        TensorShape rows = new([new Dim(-1, "batch"), 2]);
        g.Output(g.Input("a", ElementType.Float, rows) + g.Input("b", ElementType.Float, rows), "y");
        using NetworkSession session = new(model);
        ArgumentException e = Assert.Throws<ArgumentException>(() => session.Run(
            new Dictionary<string, TensorBuffer> { ["a"] = TensorBuffer.Of(new float[4], 2, 2), ["b"] = TensorBuffer.Of(new float[2], 1, 2) }));
        Assert.StartsWith("The network's input 'b' is Float[batch, 2], where batch is 2 as in 'a'; what is given is Float[1, 2].", e.Message);
    }

    [Fact]
    public void An_operator_that_fails_while_running_is_named_in_one_line()
    {
        OnnxModel model = new();
        GraphBuilder g = new(model, "net");
        Value x = g.Input("x", ElementType.Float, new TensorShape(-1));
        g.Output(x.Reshape(3, 5), "y");
        using NetworkSession session = new(model);
        InvalidOperationException e = Assert.Throws<InvalidOperationException>(
            () => session.Run(new Dictionary<string, TensorBuffer> { ["x"] = TensorBuffer.Of(new float[4], 4) }));
        Assert.StartsWith("ONNX Runtime failed while running the network: ", e.Message);
        Assert.Contains("Reshape", e.Message);
        Assert.DoesNotContain('\n', e.Message);
    }

    [Fact]
    public void Several_threads_run_one_session_at_once()
    {
        using NetworkSession session = new(Line());
        Parallel.For(0, 200, i =>
        {
            TensorBuffer y = session.Run(new Dictionary<string, TensorBuffer> { ["x"] = TensorBuffer.Of(new float[] { i, -i }, 1, 2) })["y"];
            Assert.Equal([2 * i + 1, -2 * i + 1], y.Span<float>().ToArray());
        });
    }

    [Fact]
    public void A_run_that_is_cancelled_before_it_starts_does_not_start()
    {
        using NetworkSession session = new(Line());
        Assert.Throws<OperationCanceledException>(() => session.Run(
            new Dictionary<string, TensorBuffer> { ["x"] = TensorBuffer.Of(new float[2], 1, 2) }, cancellation: new CancellationToken(canceled: true)));
    }

    [Fact]
    public void A_long_run_is_stopped_within_it()
    {
        // A loop of a billion turns: it ends because it is stopped.
        OnnxModel model = new();
        GraphBuilder g = new(model, "net");
        Value x = g.Input("x", ElementType.Float, new TensorShape(1));
        g.Output(g.Loop(g.LongScalar(1_000_000_000), [x], (inner, _, before) => [inner.Add("Sin", before[0])])[0], "y");
        using NetworkSession session = new(model);
        using CancellationTokenSource stop = new(TimeSpan.FromMilliseconds(100));
        Assert.ThrowsAny<OperationCanceledException>(() => session.Run(
            new Dictionary<string, TensorBuffer> { ["x"] = TensorBuffer.Of(new float[1], 1) }, cancellation: stop.Token));
    }

    [Fact]
    public void Element_types_go_in_and_out()
    {
        OnnxModel model = new();
        GraphBuilder g = new(model, "net");
        g.Output(g.Input("f", ElementType.Float, new TensorShape(2)), "f2");
        g.Output(g.Input("d", ElementType.Double, new TensorShape(2)), "d2");
        g.Output(g.Input("l", ElementType.Int64, new TensorShape(2)), "l2");
        g.Output(g.Input("i", ElementType.Int32, new TensorShape(2)), "i2");
        g.Output(g.Input("b", ElementType.Bool, new TensorShape(2)), "b2");
        g.Output(g.Input("u", ElementType.UInt8, new TensorShape(2)), "u2");
        using NetworkSession session = new(model);
        var results = session.Run(new Dictionary<string, TensorBuffer>
        {
            ["f"] = TensorBuffer.Of(new float[] { 1, 2 }, 2),
            ["d"] = TensorBuffer.Of(new double[] { 3, 4 }, 2),
            ["l"] = TensorBuffer.Of(new long[] { 5, 6 }, 2),
            ["i"] = TensorBuffer.Of(new int[] { 7, 8 }, 2),
            ["b"] = TensorBuffer.Of(new bool[] { true, false }, 2),
            ["u"] = TensorBuffer.Of(new byte[] { 9, 10 }, 2),
        });
        Assert.Equal([1f, 2f], results["f2"].Span<float>().ToArray());
        Assert.Equal([3d, 4d], results["d2"].Span<double>().ToArray());
        Assert.Equal([5L, 6L], results["l2"].Span<long>().ToArray());
        Assert.Equal([7, 8], results["i2"].Span<int>().ToArray());
        Assert.Equal([true, false], results["b2"].Span<bool>().ToArray());
        Assert.Equal([9, 10], results["u2"].Span<byte>().ToArray());
        Assert.Throws<InvalidOperationException>(() => results["f2"].Span<double>().Length);
    }

    [Fact]
    public void A_buffer_has_as_many_elements_as_its_shape()
    {
        Assert.StartsWith("A tensor of shape [2, 3] has 6 elements, but 5 are given.", Assert.Throws<ArgumentException>(() => TensorBuffer.Of(new float[5], 2, 3)).Message);
        Assert.StartsWith("A shape cannot have a size of -1.", Assert.Throws<ArgumentException>(() => TensorBuffer.Of(new float[5], -1)).Message);
        Assert.Throws<NotSupportedException>(() => TensorBuffer.Allocate(ElementType.String, 2));
    }

    private static OnnxModel Line()
    {
        OnnxModel model = new();
        GraphBuilder g = new(model, "net");
        Value x = g.Input("x", ElementType.Float, new TensorShape([new Dim(-1, "batch"), 2]));
        g.Output(x * 2 + 1, "y");
        return model;
    }
}
