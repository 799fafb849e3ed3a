using MLNet.Interpret.Onnx;

namespace MLNet.Interpret.SurrogateTrees;

/// <summary>Surrogate trees as ONNX networks of standard operators, which run wherever ONNX does.</summary>
public static class SurrogateGraph
{
    /// <summary>
    /// A network that says what the surrogate does. Its input <c>features</c>, [rows, features] of Single, has numbers, the indexes of categories, and NaN
    /// where a value is missing. Its outputs are <c>scores</c>, [rows, scores] of Single, for classes <c>label</c>, [rows] of Int64, the index of the
    /// largest score, and for one tree <c>leaf</c>, [rows] of Int64.
    /// </summary>
    /// <remarks>
    /// All tests are asked of all rows, and a leaf has the product of the answers on its path: 1 for the leaf of a row and 0 for others, or shares where
    /// values are missing, as in the tree. The work grows with leaves times depth, not with depth alone.
    /// </remarks>
    /// <param name="surrogate">The surrogate.</param>
    public static Network ToNetwork(this TreeSurrogate surrogate)
    {
        ArgumentNullException.ThrowIfNull(surrogate);
        OnnxModel model = new() { GraphName = "surrogate" };
        GraphBuilder g = new(model, "tree");
        Dim rows = new(-1, "rows");
        Value x = g.Input("features", ElementType.Float, new TensorShape([rows, surrogate.Features.Count]));
        List<Value> scores = [];
        foreach (SurrogateMember member in surrogate.Members)
        {
            Value leaves = TreeGraph.LeafShares(g, x, member.Tree);
            scores.Add(leaves.MatMul(Values(g, member, surrogate.Outputs)));
            if (surrogate.Members.Count == 1)
            {
                g.Output(ArgMax(leaves), "leaf", new TensorShape([rows]));
            }
        }
        Value sum = g.Sum(scores);
        g.Output(sum, "scores", new TensorShape([rows, surrogate.Outputs]));
        if (surrogate.Classes.Count > 0)
        {
            g.Output(ArgMax(sum), "label", new TensorShape([rows]));
        }
        return Network.FromModel(model, "the surrogate");
    }

    private static Value ArgMax(Value of) => of.Graph.Node("ArgMax", of).With("axis", 1).With("keepdims", 0).Out(ElementType.Int64);

    /// <summary>What each leaf adds to each score.</summary>
    private static Value Values(GraphBuilder g, SurrogateMember member, int outputs)
    {
        float[] values = new float[member.Tree.Leaves * outputs];
        for (int leaf = 0; leaf < member.Tree.Leaves; leaf++)
        {
            IReadOnlyList<double> value = member.Tree.Leaf(leaf).Value;
            for (int i = 0; i < value.Count; i++)
            {
                values[leaf * outputs + (member.Output ?? i)] = (float)value[i];
            }
        }
        return g.Constant(OnnxTensor.Of(values, member.Tree.Leaves, outputs), "values");
    }
}
