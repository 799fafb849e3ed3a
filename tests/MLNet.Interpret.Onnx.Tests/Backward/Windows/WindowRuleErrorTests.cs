using MLNet.Interpret.Onnx.Analysis;
using MLNet.Interpret.Onnx.Backward;

namespace MLNet.Interpret.Onnx.Tests.Backward.Windows;

/// <summary>What the rules of convolutions and pooling do not cover is refused with a message that names the node and the reason.</summary>
public class WindowRuleErrorTests
{
    [Fact]
    public void Unknown_image_sizes_are_refused() =>
        Refused(new TensorShape([2, 3, new Dim(-1, "H"), 8]), n => n.Set("kernel_shape", [2, 2]), "MaxPool 'pool'", "the size of axis 2 of [2, 3, H, 8] is not known");

    [Fact]
    public void Column_major_places_are_refused() =>
        Refused(new TensorShape(2, 3, 8, 8), n => n.Set("kernel_shape", [2, 2]).Set("storage_order", 1), "MaxPool 'pool'", "'storage_order'");

    private static void Refused(TensorShape shape, Action<OnnxNode> set, params string[] said)
    {
        OnnxModel model = new();
        model.Inputs.Add(new ValueInfo("x", new TensorType(ElementType.Float, shape)));
        OnnxNode pool = new("MaxPool", ["x"], ["y"]) { Name = "pool" };
        set(pool);
        model.Nodes.Add(pool);
        model.Outputs.Add(new ValueInfo("y", null));
        TypeMap types = TypeInference.Infer(model);
        GraphBuilder graph = new(model);
        Value seed = graph.Input("seed", ElementType.Float, types["y"].Shape);
        var error = Assert.Throws<NotSupportedException>(() => BackwardWalk.Run(graph, types, RuleSet.Gradient, [("y", seed)], ["x"]));
        Assert.All(said, text => Assert.Contains(text, error.Message, StringComparison.Ordinal));
    }
}
