using MLNet.Interpret.Onnx.Analysis;
using MLNet.Interpret.Onnx.Backward;

namespace MLNet.Interpret.Onnx.Tests.Model;

/// <summary>Types that are stated tell ONNX Runtime what it would not find out: here, that a reshape keeps the batch.</summary>
public class StatedTypeTests
{
    private static readonly TensorShape _open = new([new Dim(-1, "batch"), 4]);

    [Fact]
    public void A_stated_type_is_written_and_cloned()
    {
        OnnxModel model = Reshaped(out Value y, out Value z);
        Assert.False(TypeInference.Infer(model)[y.Name].Shape!.SurelyEquals(_open));
        model.Stated[y.Name] = new TensorType(ElementType.Float, _open);
        foreach (OnnxModel each in new[] { model, model.Clone() })
        {
            // y is not an output here, where its own type would stand, but z takes its shape over.
            Assert.True(OutputShape(each, z).SurelyEquals(_open));
        }
    }

    [Fact]
    public void A_gradient_has_the_type_of_its_value()
    {
        OnnxModel model = Reshaped(out Value y, out Value z);
        TypeMap types = TypeInference.Infer(model);
        GraphBuilder graph = new(model);
        Value seed = graph.Input("seed", ElementType.Float, _open);
        Value gradient = BackwardWalk.Run(graph, types, RuleSet.Gradient, [(z.Name, seed)], ["x"])["x"];
        Assert.True(model.Stated[gradient.Name].Shape!.SurelyEquals(_open));
    }

    [Fact]
    public void A_part_whose_batch_is_another_gets_another_name_for_it()
    {
        OnnxModel part = Reshaped(out Value y, out _);
        part.Stated[y.Name] = new TensorType(ElementType.Float, _open);

        OnnxModel same = new();
        GraphBuilder g = new(same, "outer");
        g.Inline(part, new Dictionary<string, Value> { ["x"] = g.Input("rows", ElementType.Float, _open) });
        Assert.True(Assert.Single(same.Stated).Value.Shape!.SurelyEquals(_open));

        OnnxModel other = new();
        GraphBuilder h = new(other, "outer");
        Value rows = h.Input("rows", ElementType.Float, _open);
        h.Inline(part, new Dictionary<string, Value> { ["x"] = h.Concat([rows, rows], 0) });
        TensorShape stated = Assert.Single(other.Stated).Value.Shape!;
        Assert.False(stated.SurelyEquals(_open));
        Assert.Equal(4, stated[1].Value);
    }

    private static OnnxModel Reshaped(out Value y, out Value z)
    {
        OnnxModel model = new();
        GraphBuilder g = new(model, "net");
        y = g.Input("x", ElementType.Float, _open).Reshape(-1, 4);
        z = g.Add("Tanh", y);
        model.Outputs.Add(new ValueInfo(z.Name, null));
        return model;
    }

    private static TensorShape OutputShape(OnnxModel model, Value value)
    {
        using Microsoft.ML.OnnxRuntime.InferenceSession session = new(model.ToBytes());
        var metadata = session.OutputMetadata[value.Name];
        return new TensorShape(metadata.Dimensions.Select((d, i) => d >= 0 ? new Dim(d) : new Dim(-1, metadata.SymbolicDimensions[i])));
    }
}
