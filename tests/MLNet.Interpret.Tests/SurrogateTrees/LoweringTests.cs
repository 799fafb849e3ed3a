using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using MLNet.Interpret.SurrogateTrees;
using MLNet.Interpret.Tests.Rules;

namespace MLNet.Interpret.Tests.SurrogateTrees;

/// <summary>Expectations: the tree itself, against a bare session of ONNX Runtime on the exported bytes.</summary>
public class LoweringTests
{
    public static TheoryData<int> Seeds => [.. Enumerable.Range(0, 12)];

    private static Dictionary<string, object> Run(byte[] model, Examples rows)
    {
        using InferenceSession session = new(model);
        using var results = session.Run([NamedOnnxValue.CreateFromTensor("features", new DenseTensor<float>(rows.Rows, [rows.Count, rows.Width]))]);
        return results.ToDictionary(r => r.Name, r => r.Value is Tensor<float> scores ? scores.ToArray() : (object)((Tensor<long>)r.Value).ToArray());
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void A_network_says_what_the_tree_says(int seed)
    {
        DecisionTree tree = RandomTrees.Tree(seed, 5);
        TreeSurrogate surrogate = new(RandomTrees.Features, RandomTrees.Classes, [new(tree)]);
        Examples rows = RandomTrees.Rows(seed, 700);
        Dictionary<string, object> results = Run(surrogate.ToNetwork().Bytes.ToArray(), rows);
        for (int i = 0; i < rows.Count; i++)
        {
            int leaf = tree.FindLeaf(rows.Row(i));
            Assert.Equal(leaf, ((long[])results["leaf"])[i]);
            float[] value = [.. tree.Leaf(leaf).Value.Select(v => (float)v)];
            Assert.Equal(value, ((float[])results["scores"]).AsSpan(3 * i, 3).ToArray());
            Assert.Equal(Array.IndexOf(value, value.Max()), ((long[])results["label"])[i]);
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Missing_values_go_down_every_branch_in_proportion(int seed)
    {
        TreeSurrogate surrogate = new(RandomTrees.Features, RandomTrees.Classes, [new(RandomTrees.Tree(seed, 5))]);
        Examples rows = RandomTrees.Rows(seed, 300, missing: 0.3);
        float[] scores = (float[])Run(surrogate.ToNetwork().Bytes.ToArray(), rows)["scores"];
        double[] expected = new double[3];
        for (int i = 0; i < scores.Length; i++)
        {
            surrogate.Score(rows.Row(i / 3), expected);
            Assert.Equal(expected[i % 3], scores[i], 1e-5);
        }
    }

    // A tree for each of two scores, and a single leaf.
    [Fact]
    public void Several_trees_add_up()
    {
        TreeSurrogate surrogate = new(RandomTrees.Features, ["a", "b"], [new(RandomTrees.Tree(1, 3, 1), 0), new(RandomTrees.Tree(2, 3, 1), 1), new(RandomTrees.Tree(3, 0, 1), 1)]);
        Examples rows = RandomTrees.Rows(4, 100, 2);
        Dictionary<string, object> results = Run(surrogate.ToNetwork().Bytes.ToArray(), rows);
        Assert.Equal(["label", "scores"], results.Keys.Order());
        double[] expected = new double[2];
        for (int i = 0; i < rows.Count; i++)
        {
            surrogate.Score(rows.Row(i), expected);
            Assert.Equal(expected[0], ((float[])results["scores"])[2 * i], 1e-5);
            Assert.Equal(expected[1], ((float[])results["scores"])[2 * i + 1], 1e-5);
        }
    }
}
