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
        using NetworkSession session = new(Line(), new ExecutionOptions { GpuDeviceId = 0, FallbackToCpu = true, Warn = warnings.Add });
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

    private static OnnxModel Line()
    {
        OnnxModel model = new();
        GraphBuilder g = new(model, "net");
        Value x = g.Input("x", ElementType.Float, new TensorShape([new Dim(-1, "batch"), 2]));
        g.Output(x * 2 + 1, "y");
        return model;
    }
}
