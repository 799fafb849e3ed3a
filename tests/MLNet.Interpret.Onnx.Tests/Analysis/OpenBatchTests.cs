using MLNet.Interpret.Onnx.Analysis;
using MLNet.Interpret.Onnx.Execution;

namespace MLNet.Interpret.Onnx.Tests.Analysis;

/// <summary>Graphs that work shapes out from the number of rows; canonical ones must give what the network gives for any number of rows.</summary>
public class OpenBatchTests
{
    [Fact]
    public void Shapes_behind_a_reshape_to_minus_one_are_multiples_of_the_batch()
    {
        // x is [batch, 6, 4]: as rows of 4 there are 6 batch of them, as rows of 24 there are batch of them.
        Canonical open = Check((g, x) => g.Add("Relu", g.Add("Relu", x.Reshape(-1, 4)).Reshape(-1, 24)));
        Assert.Equal(["[6*batch, 4]", "[6*batch, 4]", "[batch, 24]", "[batch, 24]"], open.Model.Nodes.Select(n => open.Types[n.Outputs[0]].Shape!.ToString()));
        Assert.Equal("Float[batch, 24]", open.Model.Outputs[0].Type!.ToString());
    }

    [Fact]
    public void A_shuffle_of_channels_folds_to_its_three_nodes()
    {
        // As exported: the sizes are taken from the shape one by one, divided, and put together again.
        Canonical open = Check((g, x) =>
        {
            Value rows = Size(g, x, 0), channels = Size(g, x, 1), width = Size(g, x, 2);
            Value groups = g.Add("Div", channels, g.Longs(2));
            Value split = x.Reshape(g.Concat([rows, g.Longs(2), groups, width], 0));
            return split.Transpose(0, 2, 1, 3).Reshape(g.Concat([rows, g.Longs(-1), width], 0));
        });
        Assert.Equal(["Reshape", "Transpose", "Reshape"], open.Model.Nodes.Select(n => n.OpType));
        Assert.Equal(["[batch, 2, 3, 4]", "[batch, 3, 2, 4]", "[batch, 6, 4]"], open.Model.Nodes.Select(n => open.Types[n.Outputs[0]].Shape!.ToString()));
    }

    [Fact]
    public void A_constant_that_is_expanded_to_all_rows_is_expanded_to_as_many_as_there_are()
    {
        // The class token of a vision transformer.
        Canonical open = Check((g, x) =>
        {
            Value token = g.Constant(OnnxTensor.Of([1f, 2, 3, 4], 1, 1, 4));
            Value all = token.Expand(g.Concat([Size(g, x, 0), g.Longs(1, 4)], 0));
            return g.Concat([all, x], 1);
        });
        Assert.Equal("[batch, 7, 4]", open.Types["y"].Shape!.ToString());
    }

    [Fact]
    public void Positions_that_are_expanded_to_all_rows_are_expanded_to_as_many_as_there_are()
    {
        // The position ids of a language model.
        Canonical open = Check((g, x) =>
        {
            Value all = g.Longs(4, 2, 0, 1, 3, 5).Unsqueeze(0).Unsqueeze(2).Expand(g.Concat([Size(g, x, 0), g.Longs(6, 4)], 0));
            return g.Node("GatherElements", x, all).With("axis", 1L).Out();
        });
        Assert.Equal("[batch, 6, 4]", open.Types["y"].Shape!.ToString());
    }

    [Fact]
    public void Zeros_for_all_rows_are_as_many_as_there_are()
    {
        // The first state of a recurrent network.
        Canonical open = Check((g, x) =>
        {
            Value zeros = g.Concat([g.Longs(1), Size(g, x, 0), g.Longs(3)], 0).Filled(ElementType.Float, 0);
            Value w = g.Constant(OnnxTensor.Of([.. Enumerable.Range(0, 12).Select(i => MathF.Sin(i))], 1, 3, 4));
            Value r = g.Constant(OnnxTensor.Of([.. Enumerable.Range(0, 9).Select(i => MathF.Cos(i))], 1, 3, 3));
            return g.Node("RNN", x.Transpose(1, 0, 2), w, r, default, default, zeros).With("hidden_size", 3L).Out().Transpose(2, 0, 1, 3);
        });
        Assert.Equal("[batch, 6, 1, 3]", open.Types["y"].Shape!.ToString());
    }

    [Fact]
    public void Numbers_beside_the_batch_are_worked_out()
    {
        // Rows 0 to batch - 2, then as many zeros as are missing: (batch - 1) + 1 rows.
        Canonical open = Check((g, x) =>
        {
            Value last = Size(g, x, 0) - g.Longs(1);
            Value first = g.Add("Relu", x.Slice(g.Longs(0), last, g.Longs(0)).Reshape(-1, 24));
            return g.Concat([first, g.Constant(OnnxTensor.Of(new float[24], 1, 24))], 0);
        });
        // The shape of what lies between is neither a number nor a multiple of the batch.
        Assert.NotEmpty(open.Unshaped);
    }

    [Fact]
    public void Parts_that_are_the_same_for_all_rows_are_repeated_side_by_side()
    {
        // Queries that are learnt, as attention takes them: two heads beside each other for each row.
        Canonical open = Check((g, x) =>
        {
            Value queries = g.Constant(OnnxTensor.Of([.. Enumerable.Range(0, 8).Select(i => MathF.Sin(i))], 1, 2, 1, 4));
            Value all = queries.Expand(g.Concat([Size(g, x, 0), g.Longs(2, 1, 4)], 0)).Reshape(-1, 1, 4);
            return g.Concat([all, x.Reshape(-1, 3, 4)], 1);
        });
        Assert.Equal("[2*batch, 4, 4]", open.Types["y"].Shape!.ToString());
    }

    [Fact]
    public void Where_rows_start_in_a_list_of_all_is_worked_out()
    {
        // Neighbours of points, as indices into the points of all rows: row k's begin at 6 k.
        Canonical open = Check((g, x) =>
        {
            Value rows = Size(g, x, 0).Squeeze(0);
            Value starts = (g.Node("Range", g.LongScalar(0), rows, g.LongScalar(1)).Out(ElementType.Int64) * g.LongScalar(6)).Reshape(-1, 1);
            Value places = (starts + g.Constant(OnnxTensor.Of([5L, 0, 2], 1, 3))).Reshape(-1);
            return g.Node("Gather", x.Reshape(-1, 4), places).With("axis", 0L).Out().Reshape(-1, 12);
        });
        Assert.Equal("[batch, 12]", open.Types["y"].Shape!.ToString());
    }

    [Fact]
    public void A_place_for_each_element_of_each_row_is_worked_out()
    {
        // As exporters write to a part of a tensor: the index of every element, the row's among them.
        Canonical open = Check((g, x) =>
        {
            Value rows = Size(g, x, 0).Squeeze(0);
            Value row = g.Node("Range", g.LongScalar(0), rows, g.LongScalar(1)).Out(ElementType.Int64).Reshape(-1, 1, 1);
            Value within = g.Constant(OnnxTensor.Of([1L, 4], 1, 2, 1));
            Value shape = g.Concat([Size(g, x, 0), g.Longs(2, 1)], 0);
            Value places = g.Concat([row.Expand(shape), within.Expand(shape)], 2);
            return g.Add("ScatterND", x, places, g.Node("GatherND", x, places).Out() * 2);
        });
        Assert.Equal("[batch, 6, 4]", open.Types["y"].Shape!.ToString());
    }

    [Fact]
    public void A_loop_starts_from_zeros_for_all_rows()
    {
        Canonical open = Check((g, x) =>
        {
            Value zeros = g.Concat([Size(g, x, 0), g.Longs(4)], 0).Filled(ElementType.Float, 0);
            return g.Loop(g.LongScalar(6), [zeros], (inner, turn, before) =>
                [(before[0] + inner.Node("Gather", inner.From(x), turn).With("axis", 1L).Out()).Apply("Sin")])[0];
        });
        Assert.Equal("[batch, 4]", open.Types["y"].Shape!.ToString());
    }

    [Fact]
    public void Weights_stay_the_numbers_that_they_are_where_that_is_asked()
    {
        // A normalisation that folds into the convolution before it, and a shape worked out from the number of rows.
        OnnxModel model = Model((g, x) =>
        {
            Value kernel = g.Constant(OnnxTensor.Of([.. Enumerable.Range(0, 6).Select(i => MathF.Sin(i + 1))], 1, 6, 1));
            Value one = g.Constant(OnnxTensor.Of([0.3f], 1));
            Value normal = g.Node("BatchNormalization", g.Add("Conv", x, kernel), one, one, one, one).Out();
            return normal.Reshape(g.Concat([Size(g, x, 0), g.Longs(2, 2)], 0));
        });
        Network network = Network.FromModel(model);
        Assert.DoesNotContain("BatchNormalization", network.Canonicalise().Model.Nodes.Select(n => n.OpType));
        Assert.Contains("BatchNormalization", network.Canonicalise(keepWeights: true).Model.Nodes.Select(n => n.OpType));
    }

    /// <summary>Runs the canonical graph and the network on several numbers of rows.</summary>
    private static Canonical Check(Func<GraphBuilder, Value, Value> build)
    {
        Network network = Network.FromModel(Model(build));
        Canonical open = network.Canonicalise();
        Assert.Null(open.Batch);
        using NetworkSession expected = new(network.Model), found = new(open.Model), known = new(network.Canonicalise(5).Model);
        foreach (int rows in new[] { 1, 2, 5, 12, 24, 29 })
        {
            float[] x = [.. Enumerable.Range(0, rows * 24).Select(i => MathF.Sin(i))];
            Dictionary<string, TensorBuffer> inputs = new() { ["x"] = TensorBuffer.Of(x, rows, 6, 4) };
            TensorBuffer y = expected.Run(inputs)["y"], z = found.Run(inputs)["y"];
            Assert.Equal(y.Shape, z.Shape);
            Assert.Equal(y.Span<float>().ToArray(), z.Span<float>().ToArray());
            if (rows == 5)
            {
                Assert.Equal(y.Span<float>().ToArray(), known.Run(inputs)["y"].Span<float>().ToArray());
            }
        }
        return open;
    }

    private static Value Size(GraphBuilder g, Value x, long axis) =>
        g.Node("Gather", x.ShapeOf(), g.LongScalar(axis)).With("axis", 0L).Out().Unsqueeze(0);

    private static OnnxModel Model(Func<GraphBuilder, Value, Value> build)
    {
        OnnxModel model = new();
        GraphBuilder g = new(model, "net");
        g.Output(build(g, g.Input("x", ElementType.Float, new TensorShape([new Dim(-1, "N"), 6, 4]))), "y");
        return model;
    }
}
