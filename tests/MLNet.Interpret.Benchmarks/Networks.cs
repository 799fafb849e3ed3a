using MLNet.Interpret.Onnx;
using MLNet.Interpret.Onnx.Execution;

namespace MLNet.Interpret.Benchmarks;

/// <summary>Networks of random weights, the same every time: what is measured is time, which weights do not change.</summary>
internal static class Networks
{
    /// <summary>A multilayer perceptron with ReLU: [batch, sizes[0]] to [batch, last size].</summary>
    public static Network Perceptron(params int[] sizes) => Build("x", [sizes[0]], (net, x) =>
    {
        for (int layer = 1; layer < sizes.Length; layer++)
        {
            x = net.Dense(x, sizes[layer - 1], sizes[layer]);
            x = layer < sizes.Length - 1 ? x.Graph.Add("Relu", x) : x;
        }
        return x;
    });

    /// <summary>A network of three convolutions of the size that Fashion-MNIST asks for: [batch, 1, side, side] to [batch, 10].</summary>
    public static Network Convolutional(int side) => Build("image", [1, side, side], (net, x) =>
    {
        (int From, int To)[] layers = [(1, 32), (32, 64), (64, 64)];
        foreach (var (from, to) in layers)
        {
            x = x.Graph.Node("Conv", x, net.Weights(to, from, 3, 3)).With("pads", [1, 1, 1, 1]).Out();
            x = x.Graph.Add("Relu", x);
            x = x.Graph.Node("MaxPool", x).With("kernel_shape", [2, 2]).With("strides", [2, 2]).Out();
        }
        return net.Dense(x.Reshape(0, -1), 64 * (side / 8) * (side / 8), 10);
    });

    /// <summary>Four residual blocks behind a strided convolution and a pool, of a kind with ResNet-18: [batch, channels, side, side] to [batch, 10].</summary>
    public static Network Residual(int channels, int width, int side) => Build("image", [channels, side, side], (net, x) =>
    {
        x = Convolve(x, channels, width, 7, 2).Apply("Relu");
        x = x.Graph.Node("MaxPool", x).With("kernel_shape", [3, 3]).With("strides", [2, 2]).With("pads", [1, 1, 1, 1]).Out();
        for (int block = 0; block < 4; block++)
        {
            int from = width << (block / 2), to = width << ((block + 1) / 2), stride = to / from;
            Value shortcut = stride == 1 ? x : Convolve(x, from, to, 1, stride);
            x = (Convolve(Convolve(x, from, to, 3, stride).Apply("Relu"), to, to, 3, 1) + shortcut).Apply("Relu");
        }
        int last = width << 2;
        return net.Dense(x.Apply("GlobalAveragePool").Reshape(0, -1), last, 10);

        Value Convolve(Value image, int from, int to, int kernel, int stride) => image.Graph
            .Node("Conv", image, net.Weights(to, from, kernel, kernel))
            .With("strides", [stride, stride]).With("pads", [.. Enumerable.Repeat(kernel / 2L, 4)]).Out();
    });

    /// <summary>Numbers between -1 and 1, the same every time.</summary>
    public static TensorBuffer Numbers(long[] shape)
    {
        TensorBuffer buffer = TensorBuffer.Allocate(ElementType.Float, shape);
        Random random = new(1);
        foreach (ref float value in buffer.Span<float>())
        {
            value = (float)(random.NextDouble() * 2 - 1);
        }
        return buffer;
    }

    private static Network Build(string input, long[] rowShape, Func<Weighted, Value, Value> layers)
    {
        OnnxModel model = new();
        GraphBuilder g = new(model, "net");
        Value x = g.Input(input, ElementType.Float, new TensorShape([new Dim(-1, "rows"), .. rowShape.Select(s => new Dim(s))]));
        g.Output(layers(new Weighted(g), x), "scores");
        return Network.FromModel(model);
    }

    /// <summary>Adds layers with weights of their own.</summary>
    private sealed class Weighted(GraphBuilder graph)
    {
        private readonly Random _random = new(1);

        public Value Dense(Value x, int from, int to) => graph.Node("Gemm", x, Weights(to, from), Weights(to)).With("transB", 1).Out();

        public Value Weights(params long[] shape)
        {
            float[] values = new float[shape.Aggregate((a, b) => a * b)];
            for (int i = 0; i < values.Length; i++)
            {
                values[i] = (float)(_random.NextDouble() - 0.5) * 2 / MathF.Sqrt(values.Length / shape[0]);
            }
            return graph.Constant(OnnxTensor.Of(values, shape), "weights");
        }
    }
}
