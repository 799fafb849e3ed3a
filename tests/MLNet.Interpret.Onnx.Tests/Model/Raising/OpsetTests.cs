namespace MLNet.Interpret.Onnx.Tests.Model.Raising;

public class OpsetTests
{
    private static readonly IReadOnlyList<(string Name, Func<OldModel> Model)> _all = [.. OldModels.All, .. FusedModels.All, .. ClassicModels.All];

    public static TheoryData<string> Names => [.. _all.Select(m => m.Name)];

    // The expectation is ONNX Runtime's own result for the old model, which it runs as it is.
    [Theory]
    [MemberData(nameof(Names))]
    public void A_raised_model_computes_what_the_old_one_does(string name)
    {
        OldModel old = _all.Single(m => m.Name == name).Model();
        int opset = old.Model.Opset;
        OnnxModel raised = Opset.Raise(old.Model);
        Assert.Equal(opset, old.Model.Opset);
        Assert.Equal(Math.Max(18, opset), raised.Opset);
        Assert.All(raised.Nodes, n => Assert.Equal("", n.Domain));

        var expected = old.Run(old.Model);
        var found = old.Run(raised);
        Assert.Equal(expected.Keys, found.Keys);
        foreach (var (output, value) in expected)
        {
            Assert.Equal(value.ToString(), found[output].ToString());
            switch (value.Element)
            {
                case ElementType.Float:
                    AssertClose(value.Span<float>(), found[output].Span<float>());
                    break;
                case ElementType.Double:
                    Assert.Equal(value.Span<double>().ToArray(), found[output].Span<double>().ToArray());
                    break;
                case ElementType.Int64:
                    Assert.Equal(value.Span<long>().ToArray(), found[output].Span<long>().ToArray());
                    break;
                default:
                    Assert.Equal(value.Span<bool>().ToArray(), found[output].Span<bool>().ToArray());
                    break;
            }
        }
    }

    private static void AssertClose(Span<float> expected, Span<float> found)
    {
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i], found[i], 2e-6f * Math.Max(1, Math.Abs(expected[i])));
        }
    }

    [Fact]
    public void Old_operators_that_ONNX_Runtime_has_no_double_form_of_are_raised()
    {
        // Clip of operator set 6 has no double form to compare with; the expectation is the definition.
        OldModel old = new OldModel(9).Input("x", null, [2, 3], ElementType.Double).Node("Clip", "x", "y", n => n.Set("min", -0.25f).Set("max", 0.5f)).Output("y", "x");
        var found = old.Run(Opset.Raise(old.Model));
        double[] expected = [.. found["x"].Span<double>().ToArray().Select(v => Math.Clamp(v, -0.25, 0.5))];
        Assert.Equal(expected, found["y"].Span<double>().ToArray());
    }

    [Fact]
    public void A_crop_takes_its_border_off()
    {
        // ONNX Runtime has this operator no more; the expectation is the part of the tensor by index.
        OldModel old = new OldModel(7).Input("x", 1, 2, 4, 5).Node("Crop", "x", "y", n => n.Set("border", [1, 2, 3, 0])).Output("y", "x");
        var found = old.Run(Opset.Raise(old.Model));
        Assert.Equal([1, 2, 2, 1], found["y"].Shape);
        float[] x = found["x"].Span<float>().ToArray();
        Assert.Equal([x[11], x[16], x[31], x[36]], found["y"].Span<float>().ToArray());
    }

    [Fact]
    public void What_has_no_counterpart_is_refused_by_name()
    {
        OldModel resize = new OldModel(10).Input("x", new TensorShape(1, 1, -1, -1), [1, 1, 4, 4]).Input("s", new TensorShape(4), [4]).Node("Resize", "x s", "y", n => n.Name = "up").Output("y");
        Assert.StartsWith("Resize 'up' of operator set 10 cannot be raised to operator set 18: its scales", Assert.Throws<NotSupportedException>(() => Opset.Raise(resize.Model)).Message);
    }

    [Fact]
    public void Statistics_of_a_normalization_are_dropped_where_nothing_takes_them_and_refused_where_something_does()
    {
        OldModel old = new OldModel(9).Input("x", 2, 1, 3);
        foreach (string name in new[] { "s", "b", "m", "v" })
        {
            old.Constant(name, OnnxTensor.Of([1f], 1));
        }
        old.Node("BatchNormalization", "x s b m v", "y mean var saved_mean saved_var", n => n.Name = "bn").Output("y");
        OnnxModel raised = Opset.Raise(old.Model);
        Assert.Equal(["y"], raised.Nodes[0].Outputs);
        // (x - 1) / sqrt(1 + 1e-5) + 1 by hand.
        float[] x = old.Run(new OldModel(18).Input("x", 2, 1, 3).Node("Identity", "x", "y").Output("y").Model)["y"].Span<float>().ToArray();
        float[] y = old.Run(raised)["y"].Span<float>().ToArray();
        Assert.All(x.Zip(y), p => Assert.Equal((p.First - 1) / Math.Sqrt(1 + 1e-5) + 1, p.Second, 1e-6));

        old.Node("Neg", "saved_mean", "z").Output("z");
        Assert.StartsWith("BatchNormalization 'bn' is in training mode: its statistics 'saved_mean' are used.",
            Assert.Throws<NotSupportedException>(() => Opset.Raise(old.Model)).Message);
    }
}
