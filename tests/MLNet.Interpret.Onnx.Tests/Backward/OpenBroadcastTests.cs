using MLNet.Interpret.Onnx.Analysis;
using MLNet.Interpret.Onnx.Backward;
using MLNet.Interpret.Onnx.Execution;

namespace MLNet.Interpret.Onnx.Tests.Backward;

/// <summary>Products whose sizes only a run shows, so that only a run can show what was broadcast. Expectations are sums written out.</summary>
public class OpenBroadcastTests
{
    // A product with no rows is what an expert gets that no token goes to.
    [Theory]
    [InlineData(2, 2)]
    [InlineData(2, 1)]
    [InlineData(1, 2)]
    [InlineData(1, 1)]
    [InlineData(0, 0)]
    [InlineData(0, 1)]
    public void Gradients_have_the_shapes_of_their_values(int rowsOfA, int rowsOfB)
    {
        OnnxModel model = new();
        GraphBuilder g = new(model, "net");
        Value a = g.Input("a", ElementType.Float, new TensorShape([new Dim(-1, "n"), 3])), b = g.Input("b", ElementType.Float, new TensorShape([new Dim(-1, "m"), 1]));
        g.Output(a * b, "y");
        TypeMap types = TypeInference.Infer(model);
        GraphBuilder back = new(model);
        var found = BackwardWalk.Run(back, types, RuleSet.Gradient, [("y", back.Existing("y", ElementType.Float))], ["a", "b"]);
        back.Output(found["a"], "by a");
        back.Output(found["b"], "by b");
        using NetworkSession session = new(model);

        int rows = rowsOfA == 1 ? rowsOfB : rowsOfA;
        float[] x = Numbers(rowsOfA * 3), w = Numbers(rowsOfB), byA = new float[x.Length], byB = new float[w.Length];
        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < 3; column++)
            {
                // The seed is y itself.
                int i = (rowsOfA == 1 ? 0 : row) * 3 + column, k = rowsOfB == 1 ? 0 : row;
                byA[i] += x[i] * w[k] * w[k];
                byB[k] += x[i] * w[k] * x[i];
            }
        }
        var run = session.Run(new Dictionary<string, TensorBuffer> { ["a"] = TensorBuffer.Of(x, rowsOfA, 3), ["b"] = TensorBuffer.Of(w, rowsOfB, 1) }, ["by a", "by b"]);
        Assert.Equal([rowsOfA, 3], run["by a"].Shape);
        Assert.Equal([rowsOfB, 1], run["by b"].Shape);
        Assert.Equal(byA, run["by a"].Span<float>().ToArray());
        Assert.Equal(byB, run["by b"].Span<float>().ToArray());
    }

    private static float[] Numbers(int count) => [.. Enumerable.Range(1, count).Select(i => (float)i)];
}
