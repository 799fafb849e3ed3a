using Microsoft.ML.OnnxRuntime;
using MLNet.Interpret.Onnx.Analysis;
using MLNet.Interpret.Onnx.Execution;
using MLNet.Interpret.Onnx.Tests.Model.Files;

namespace MLNet.Interpret.Onnx.Tests.Analysis;

public class CanonicalTests
{
    [Fact]
    public void Shape_plumbing_folds_and_leaves_the_batch_open()
    {
        // Reshape to (rows of x, -1), as exporters write it; one node does the same.
        Canonical open = Plumbing().Canonicalise();
        Assert.Equal(["Reshape", "Relu"], open.Model.Nodes.Select(n => n.OpType));
        Assert.Null(open.Batch);
        Assert.True(open.IsShaped);
        Assert.Equal("[batch, 12]", open.Types["y"].Shape!.ToString());
    }

    [Fact]
    public void A_batch_that_is_fixed_is_in_every_shape()
    {
        Canonical five = Plumbing().Canonicalise(5);
        Assert.Equal(5, five.Batch);
        Assert.Equal("[5, 12]", five.Types["y"].Shape!.ToString());
        Assert.Equal("Float[5, 3, 4]", five.Model.Inputs[0].Type!.ToString());
        Assert.Equal("Float[5, 12]", five.Model.Outputs[0].Type!.ToString());
    }

    [Fact]
    public void A_batch_that_the_file_fixes_stays()
    {
        Network network = Build(new TensorShape(4, 3), (g, x) => g.Add("Relu", x));
        Assert.Equal(4, network.FixedBatch);
        Assert.Equal(4, network.Canonicalise().Batch);
        Assert.Equal(4, network.Canonicalise(4).Batch);
        ArgumentException e = Assert.Throws<ArgumentException>(() => network.Canonicalise(8));
        Assert.StartsWith("'net' is made for batches of 4 rows, not of 8", e.Message);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-3)]
    public void A_batch_has_rows(long batch) => Assert.Throws<ArgumentOutOfRangeException>(() => Plumbing().Canonicalise(batch));

    [Fact]
    public void Shapes_that_depend_on_the_data_are_listed_as_unknown()
    {
        Canonical open = Build(new TensorShape(-1, 6), (g, x) => g.Add("NonZero", x) with { Element = ElementType.Int64 }).Canonicalise();
        Assert.False(open.IsShaped);
        Assert.Equal(["y"], open.Unshaped);
        Assert.Equal("[2, ?]", open.Types["y"].Shape!.ToString());
    }

    [Fact]
    public void A_value_of_unknown_rank_is_no_scalar()
    {
        // ONNX Runtime lists both as [].
        OnnxModel model = new();
        GraphBuilder g = new(model, "net");
        Value x = g.Input("x", ElementType.Float, new TensorShape(-1, 6));
        Value shape = g.Input("shape", ElementType.Int64, new TensorShape(-1));
        g.Output(x.Reshape(shape), "unknown");
        g.Output(g.Node("ReduceSum", x).With("keepdims", 0L).Out(), "scalar");
        TypeMap types = TypeInference.Infer(model);
        Assert.Null(types["unknown"].Shape);
        Assert.Equal(0, types["scalar"].Shape!.Rank);
    }

    [Fact]
    public void A_batch_normalization_goes_into_the_convolution_before_it()
    {
        Network network = ConvolutionThenNormalization();
        Assert.Equal(["Conv", "Relu"], network.Canonicalise().Model.Nodes.Select(n => n.OpType));
        AssertSame(network, network.Canonicalise().Model, 3);
        AssertSame(network, network.Canonicalise(3).Model, 3);
    }

    [Fact]
    public void Values_to_keep_are_there_under_their_names()
    {
        Network network = ConvolutionThenNormalization();
        Canonical kept = network.Canonicalise(keep: ["convolved"]);
        Assert.Equal(["Conv", "BatchNormalization", "Relu"], kept.Model.Nodes.Select(n => n.OpType));
        Assert.Equal("convolved", kept.Model.Nodes[0].Outputs[0]);
        Assert.Equal("[batch, 4, 6, 6]", kept.Types["convolved"].Shape!.ToString());
        Assert.Equal(["y"], kept.Model.Outputs.Select(o => o.Name));
        AssertSame(network, kept.Model, 3);
    }

    [Fact]
    public void Constants_to_keep_are_not_folded()
    {
        Network network = ConvolutionThenNormalization();
        Canonical kept = network.Canonicalise(keep: ["w"]);
        Assert.Equal(["Conv", "BatchNormalization", "Relu"], kept.Model.Nodes.Select(n => n.OpType));
        Assert.Equal(network.Model.Initializers["w"].ToFloats(), kept.Model.Initializers["w"].ToFloats());
        Assert.Equal(["x"], kept.Model.Inputs.Select(i => i.Name));
        AssertSame(network, kept.Model, 3);
    }

    [Fact]
    public void A_value_to_keep_that_is_not_there_is_an_error() =>
        Assert.StartsWith("'net' has no value 'conv9'.", Assert.Throws<ArgumentException>(() => Plumbing().Canonicalise(keep: ["conv9"])).Message);

    [Fact]
    public void What_no_output_needs_is_dropped()
    {
        Network network = Build(new TensorShape(-1, 4), (g, x) =>
        {
            g.Add("Exp", x);
            return g.Add("Identity", g.Add("Relu", x));
        });
        Assert.Equal(["Relu"], network.Canonicalise().Model.Nodes.Select(n => n.OpType));
    }

    [Fact]
    public void A_network_is_not_changed()
    {
        Network network = ConvolutionThenNormalization();
        byte[] before = network.Model.ToBytes();
        network.Canonicalise(2, ["convolved", "w"]).Model.Nodes.Clear();
        Assert.Equal(before, network.Model.ToBytes());
    }

    [Fact]
    public void Rewriting_leaves_no_file_behind()
    {
        using TempFolder folder = new();
        OnnxModel model = ConvolutionThenNormalization().Model;
        OrtPass.Rewrite(model, GraphOptimizationLevel.ORT_ENABLE_BASIC, "the model", folder.Path);
        Assert.Empty(Directory.GetFiles(folder.Path));

        OnnxModel bad = model.Clone();
        bad.Nodes[0].OpType = "Unheard";
        Assert.Throws<InvalidDataException>(() => OrtPass.Rewrite(bad, GraphOptimizationLevel.ORT_ENABLE_BASIC, "the model", folder.Path));
        Assert.Empty(Directory.GetFiles(folder.Path));
    }

    [Fact]
    public void What_ONNX_Runtime_does_not_accept_is_named()
    {
        OnnxModel model = new();
        GraphBuilder g = new(model, "net");
        g.Output(g.Add("Unheard", g.Input("x", ElementType.Float, new TensorShape(2))), "y");
        InvalidDataException e = Assert.Throws<InvalidDataException>(() => Network.FromModel(model, "net.onnx").Canonicalise());
        Assert.StartsWith("ONNX Runtime does not accept 'net.onnx': ", e.Message);
        Assert.Contains("Unheard", e.Message);
        Assert.DoesNotContain('\n', e.Message);
    }

    private static void AssertSame(Network network, OnnxModel canonical, int rows)
    {
        // The expectation is the network as it was, run without optimisation by name.
        float[] x = [.. Enumerable.Range(0, rows * 2 * 6 * 6).Select(i => MathF.Sin(i))];
        Dictionary<string, TensorBuffer> inputs = new() { ["x"] = TensorBuffer.Of(x, rows, 2, 6, 6) };
        using NetworkSession expected = new(network.Model), found = new(canonical);
        float[] a = expected.Run(inputs)["y"].Span<float>().ToArray(), b = found.Run(inputs)["y"].Span<float>().ToArray();
        Assert.Equal(a.Length, b.Length);
        for (int i = 0; i < a.Length; i++)
        {
            Assert.Equal(a[i], b[i], 1e-5f);
        }
    }

    private static Network Plumbing() => Build(new TensorShape([new Dim(-1), 3, 4]), (g, x) =>
    {
        Value rows = g.Node("Gather", x.ShapeOf(), g.LongScalar(0)).With("axis", 0L).Out().Unsqueeze(0);
        return g.Add("Relu", x.Reshape(g.Concat([rows, g.Longs(-1)], 0)));
    });

    private static Network ConvolutionThenNormalization() => Build(new TensorShape([new Dim(-1, "N"), 2, 6, 6]), (g, x) =>
    {
        g.Model.Initializers["w"] = OnnxTensor.Of([.. Enumerable.Range(0, 4 * 2 * 9).Select(i => MathF.Cos(i) / 4)], 4, 2, 3, 3);
        g.Model.Nodes.Add(new OnnxNode("Conv", ["x", "w"], ["convolved"]).Set("pads", [1, 1, 1, 1]));
        Value Four(params float[] values) => g.Constant(OnnxTensor.Of(values, 4));
        return g.Add("Relu", g.Add("BatchNormalization", g.Existing("convolved", ElementType.Float),
            Four(1, 2, 0.5f, -1), Four(0.1f, 0, -0.2f, 0.3f), Four(0.2f, 0.1f, 0, -0.1f), Four(1, 0.5f, 2, 1.5f)));
    });

    private static Network Build(TensorShape shape, Func<GraphBuilder, Value, Value> build)
    {
        OnnxModel model = new();
        GraphBuilder g = new(model, "inner");
        g.Output(build(g, g.Input("x", ElementType.Float, shape)), "y");
        return Network.FromModel(model, "net");
    }
}
