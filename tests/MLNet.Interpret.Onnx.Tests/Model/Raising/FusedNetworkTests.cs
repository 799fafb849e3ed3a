using MLNet.Interpret.Onnx.Backward;
using MLNet.Interpret.Onnx.Execution;

namespace MLNet.Interpret.Onnx.Tests.Model.Raising;

/// <summary>Networks as optimisers for ONNX Runtime write them.</summary>
public class FusedNetworkTests
{
    private const float Step = 1f / 128;

    [Fact]
    public void The_gradient_of_an_optimised_transformer_is_its_slope_and_a_graph_of_standard_operators()
    {
        OldModel layer = new OldModel(17, RaiseTable.FusedDomain).Input("x", 2, 4, 6).Input("w", 6, 18).Input("b", 18).Input("g", 6).Input("u", 6, 8).Input("c", 8).Input("d", 8, 6)
            .Fused("Attention", "x w b", "a", n => n.Set("num_heads", 2))
            .Fused("SkipLayerNormalization", "a x g g", "s", n => n.Set("epsilon", 0.01f))
            .Node("MatMul", "s u", "m").Fused("BiasGelu", "m c", "f").Fused("FusedMatMul", "f d", "e", n => n.Set("alpha", 0.5f))
            .Fused("SkipLayerNormalization", "e s g", "y", n => n.Set("epsilon", 0.01f)).Output("y");
        GradientGraph graph = GradientGraph.Build(Network.FromModel(layer.Model), new() { WithRespectTo = "x", Seed = GradientSeed.Given });
        Assert.All(graph.Model.Nodes, n => Assert.Equal("", n.Domain));

        float[] seed = [.. Enumerable.Range(0, 48).Select(i => MathF.Sin(i))];
        using NetworkSession original = new(layer.Model), gradient = new(graph.Model);
        Dictionary<string, TensorBuffer> feeds = new(layer.Feeds);
        // ONNX Runtime's own kernels of the original file give the differences.
        float[] x = feeds["x"].Span<float>().ToArray();
        double[] expected = [.. x.Select((_, i) => (8 * (At(i, Step) - At(i, -Step)) - (At(i, 2 * Step) - At(i, -2 * Step))) / (12 * Step))];
        feeds["x"] = TensorBuffer.Of(x, 2, 4, 6);
        feeds[graph.SeedInput!] = TensorBuffer.Of(seed, 2, 4, 6);
        float[] found = gradient.Run(feeds)[graph.GradientOutput].Span<float>().ToArray();
        double largest = expected.Max(Math.Abs);
        Assert.All(expected.Zip(found), p => Assert.Equal(p.First, p.Second, 1e-3 * largest));

        double At(int i, float by)
        {
            float[] moved = (float[])x.Clone();
            moved[i] += by;
            feeds["x"] = TensorBuffer.Of(moved, 2, 4, 6);
            return original.Run(feeds)["y"].Span<float>().ToArray().Zip(seed, (y, s) => (double)y * s).Sum();
        }
    }

    [Fact]
    public void What_cannot_be_taken_apart_stays_and_its_gradient_is_refused_with_the_remedy()
    {
        // States of earlier steps make two outputs of the layer, which a stage does not carry from row to row.
        OldModel old = new OldModel(17, RaiseTable.FusedDomain).Input("x", 2, 4, 6).Input("w", 6, 18).Input("b", 18).Input("p", 2, 2, 2, 3, 3)
            .Fused("Attention", "x w b - p", "y present", n =>
            {
                n.Set("num_heads", 2);
                n.Name = "layer";
            }).Output("y");
        Network network = Network.FromModel(old.Model);
        Assert.Equal(old.Run(old.Model)["y"].Span<float>().ToArray(), old.Run(network.Model)["y"].Span<float>().ToArray());

        var e = Assert.Throws<NotSupportedException>(() => GradientGraph.Build(network, new() { WithRespectTo = "x" }));
        Assert.Equal("No rule of 'gradient' passes back through Attention 'layer' of the operator domain 'com.microsoft', which an optimiser for ONNX Runtime put in the place of "
            + "standard operators. Export the network without that optimisation, or explain a value before that node.", e.Message);
    }
}
