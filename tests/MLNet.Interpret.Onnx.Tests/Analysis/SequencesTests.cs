using MLNet.Interpret.Onnx.Analysis;
using MLNet.Interpret.Onnx.Execution;
using MLNet.Interpret.Onnx.Format;

namespace MLNet.Interpret.Onnx.Tests.Analysis;

/// <summary>Sequences of tensors, as exporters write lists; what takes their place must give what ONNX Runtime gives with them.</summary>
public class SequencesTests
{
    private static readonly int[] s_rows = [1, 2, 5];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Parts_of_given_sizes_are_taken_and_joined(bool stacked)
    {
        Canonical found = Check(g =>
        {
            Value parts = Split(g, g.Longs(2, 2, 2));
            Value second = At(g, parts, 1), last = At(g, parts, -1);
            Value sequence = g.Node("SequenceConstruct", second, last, g.Add("Relu", second)).Out();
            return Join(g, sequence, axis: 1, stacked);
        });
        Assert.Equal(stacked ? "[batch, 3, 2, 4]" : "[batch, 6, 4]", found.Types["y"].Shape!.ToString());
    }

    [Fact]
    public void Parts_of_one_size_end_with_what_is_left()
    {
        Canonical found = Check(g =>
        {
            Value parts = Split(g, g.LongScalar(4));
            return g.Concat([At(g, parts, 1), At(g, parts, 0)], 1);
        });
        Assert.Equal("[batch, 6, 4]", found.Types["y"].Shape!.ToString());
    }

    [Fact]
    public void Members_are_inserted_and_erased_and_counted()
    {
        Canonical found = Check(g =>
        {
            Value parts = Split(g, null);
            Value more = g.Node("SequenceInsert", parts, At(g, parts, 3).Apply("Relu"), g.LongScalar(1)).Out();
            Value fewer = g.Node("SequenceErase", more, g.LongScalar(-2)).Out();
            Value count = g.Node("SequenceLength", fewer).Out(ElementType.Int64).Cast(ElementType.Float);
            return Join(g, fewer, axis: 1, stacked: true) * count;
        });
        Assert.Equal("[batch, 6, 4]", found.Types["y"].Shape!.ToString());
    }

    [Fact]
    public void A_loop_that_fills_a_list_is_taken_apart()
    {
        // A recurrent network written by hand: the state of each step is put into a list, from which the answer is worked out.
        Canonical found = Check(g =>
        {
            Value parts = Split(g, null), empty = g.Node("SequenceEmpty").With("dtype", 1L).Out();
            Value start = g.Concat([g.X().ShapeOf().Slice([0], [1], [0]), g.Longs(4)], 0).Filled(ElementType.Float, 0);
            IReadOnlyList<Value> left = g.Loop(g.LongScalar(6), [start, empty], (inner, turn, before) =>
            {
                Value state = (before[0] + inner.Node("SequenceAt", inner.From(parts), turn).Out(ElementType.Float)).Apply("Tanh");
                return [state, inner.Node("SequenceInsert", before[1], state).Out(), state.Apply("Sin")];
            });
            // The list is no tensor.
            GraphProto body = g.Model.Nodes.Single(n => n.OpType == "Loop").Graph("body");
            body.Input[3].Type = body.Output[2].Type = null;
            return g.Concat([Join(g, left[1], axis: 1, stacked: true), left[2].Transpose(1, 0, 2)], 1);
        });
        Assert.Equal("[batch, 12, 4]", found.Types["y"].Shape!.ToString());
    }

    /// <summary>Runs the canonical graph, which must have no sequences and no loops left, and the network on several numbers of rows.</summary>
    private static Canonical Check(Func<GraphBuilder, Value> build)
    {
        OnnxModel model = new();
        GraphBuilder g = new(model, "net");
        g.Input("x", ElementType.Float, new TensorShape([new Dim(-1, "N"), 6, 4]));
        g.Output(build(g), "y");
        Network network = Network.FromModel(model);
        Canonical open = network.Canonicalise();
        Assert.Null(open.Batch);
        Assert.DoesNotContain(open.Model.Nodes, n => n.OpType.Contains("Sequence", StringComparison.Ordinal) || n.HasGraphs);
        using NetworkSession expected = new(network.Model), found = new(open.Model);
        foreach (int rows in s_rows)
        {
            float[] x = [.. Enumerable.Range(0, rows * 24).Select(i => MathF.Sin(i))];
            Dictionary<string, TensorBuffer> inputs = new() { ["x"] = TensorBuffer.Of(x, rows, 6, 4) };
            TensorBuffer y = expected.Run(inputs)["y"], z = found.Run(inputs)["y"];
            Assert.Equal(y.Shape, z.Shape);
            Assert.Equal(y.Span<float>().ToArray(), z.Span<float>().ToArray());
        }
        return open;
    }

    private static Value Split(GraphBuilder g, Value? sizes) =>
        (sizes is { } given ? g.Node("SplitToSequence", g.X(), given) : g.Node("SplitToSequence", g.X()).With("keepdims", 0L)).With("axis", 1L).Out();

    private static Value At(GraphBuilder g, Value sequence, long place) => g.Node("SequenceAt", sequence, g.LongScalar(place)).Out(ElementType.Float);

    private static Value Join(GraphBuilder g, Value sequence, long axis, bool stacked) =>
        g.Node("ConcatFromSequence", sequence).With("axis", axis).With("new_axis", stacked ? 1L : 0).Out(ElementType.Float);
}

file static class Building
{
    public static Value X(this GraphBuilder g) => g.Existing("x", ElementType.Float);
}
