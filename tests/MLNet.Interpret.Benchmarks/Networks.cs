using MLNet.Interpret.Onnx;

namespace MLNet.Interpret.Benchmarks;

/// <summary>Networks of random weights, the same every time: what is measured is time, which weights do not change.</summary>
internal static class Networks
{
    /// <summary>A multilayer perceptron with ReLU: [batch, sizes[0]] to [batch, last size].</summary>
    public static Network Perceptron(params int[] sizes)
    {
        Random random = new(1);
        OnnxModel model = new();
        GraphBuilder g = new(model, "net");
        Value x = g.Input("x", ElementType.Float, new TensorShape([new Dim(-1, "rows"), sizes[0]]));
        for (int layer = 1; layer < sizes.Length; layer++)
        {
            x = g.Node("Gemm", x, Weights(sizes[layer], sizes[layer - 1]), Weights(sizes[layer])).With("transB", 1).Out();
            x = layer < sizes.Length - 1 ? g.Add("Relu", x) : x;
        }
        g.Output(x, "scores", new TensorShape([new Dim(-1, "rows"), sizes[^1]]));
        return Network.FromModel(model);

        Value Weights(params long[] shape)
        {
            float[] values = new float[shape.Aggregate((a, b) => a * b)];
            for (int i = 0; i < values.Length; i++)
            {
                values[i] = (float)(random.NextDouble() - 0.5) * 2 / MathF.Sqrt(shape[^1]);
            }
            return g.Constant(OnnxTensor.Of(values, shape), "weights");
        }
    }
}
