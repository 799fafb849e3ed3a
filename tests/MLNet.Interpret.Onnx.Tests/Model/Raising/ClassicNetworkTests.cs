using MLNet.Interpret.Onnx.Backward;
using MLNet.Interpret.Onnx.Execution;

namespace MLNet.Interpret.Onnx.Tests.Model.Raising;

/// <summary>Networks as scikit-learn's converter writes them, with labels and maps of scores behind.</summary>
public class ClassicNetworkTests
{
    [Fact]
    public void A_map_of_scores_is_a_row_of_scores_whose_gradient_is_that_of_the_softmax()
    {
        OldModel old = ClassicModels.Classifier("SOFTMAX", "scores").Node("ZipMap", "scores", "map", n => ClassicModels.Classic(n).Set("classlabels_int64s", [0L, 1, 2])).Output("label", "map");
        Network network = Network.FromModel(old.Model);
        Assert.Equal("Int64[3]", network.FindOutput("label").Type!.ToString());
        Assert.Equal("Float[3, 3]", network.FindOutput("map").Type!.ToString());

        GradientGraph graph = GradientGraph.Build(network, new() { Of = "map" });
        using NetworkSession session = new(graph.Model);
        var found = session.Run(new Dictionary<string, TensorBuffer>(old.Feeds) { [graph.TargetInput!] = TensorBuffer.Of(new[] { 0L, 1, 2 }, 3) });

        // By the definition: the slope of p(k) is p(k) (w(k) - the mean of all w, weighted by p).
        float[] x = old.Feeds["x"].Span<float>().ToArray();
        for (int row = 0; row < 3; row++)
        {
            double[] e = [.. Enumerable.Range(0, 3).Select(k => Math.Exp(0.5 * k - 0.25 + Enumerable.Range(0, 4).Sum(j => Math.Sin(4 * k + j) * x[4 * row + j])))];
            double[] p = [.. e.Select(v => v / e.Sum())];
            for (int j = 0; j < 4; j++)
            {
                double expected = p[row] * (Math.Sin(4 * row + j) - Enumerable.Range(0, 3).Sum(k => p[k] * Math.Sin(4 * k + j)));
                Assert.Equal(expected, found[graph.GradientOutput].Span<float>()[4 * row + j], 1e-6);
            }
        }
    }
}
