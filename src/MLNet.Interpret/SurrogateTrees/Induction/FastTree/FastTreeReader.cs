using Microsoft.ML.Trainers.FastTree;

namespace MLNet.Interpret.SurrogateTrees;

/// <summary>Reads trees that ML.NET's FastTree has learnt.</summary>
internal static class FastTreeReader
{
    /// <summary>The trees that give one of the scores.</summary>
    public static IEnumerable<SurrogateMember> Read(RegressionTreeEnsemble ensemble, ExpandedFeatures features, Lesson lesson, int output)
    {
        bool isPair = lesson.Examples.Outputs == 2;
        int? member = lesson.Examples.Outputs > 2 ? output : null;
        if (ensemble.Trees.Count == 0)
        {
            // No split could be made, so every row gets the mean.
            double mean = 0;
            for (int i = 0; i < lesson.Examples.Count; i++)
            {
                mean += lesson.Examples.Target(i)[output] / lesson.Examples.Count;
            }
            double[] value = isPair ? [1 - mean, mean] : [mean];
            return [new(new DecisionTree(lesson.Features, [new TreeNode { Value = value, Count = lesson.Examples.Count }]), member)];
        }
        return ensemble.Trees.Select((tree, t) =>
        {
            double bias = t == 0 ? ensemble.Bias : 0, weight = ensemble.TreeWeights[t];
            NodeReader reader = new(tree, features, lesson, v =>
            {
                double score = weight * v + bias;
                // Where trees add up, the whole of the two shares is told by the first.
                return isPair ? [(t == 0 ? 1 : 0) - score, score] : [score];
            });
            return new SurrogateMember(reader.Read(), member);
        });
    }

    private sealed class NodeReader(RegressionTree tree, ExpandedFeatures features, Lesson lesson, Func<double, double[]> value)
    {
        private readonly List<TreeNode> _nodes = [];

        public DecisionTree Read()
        {
            int[] rows = new int[lesson.Examples.Count];
            for (int i = 0; i < rows.Length; i++)
            {
                rows[i] = i;
            }
            Read(0, rows);
            return new DecisionTree(lesson.Features, _nodes);
        }

        /// <summary>Reads a node and those below, with the examples that reach it; an inner node's value is the mean of its leaves'.</summary>
        private int Read(int node, Span<int> rows)
        {
            int at = _nodes.Count;
            if (node < 0)
            {
                _nodes.Add(new TreeNode { Value = value(tree.LeafValues[~node]), Count = rows.Length });
                return at;
            }
            TreeTest test = features.Test(tree.NumericalSplitFeatureIndexes[node], tree.NumericalSplitThresholds[node]);
            int left = 0;
            for (int i = 0; i < rows.Length; i++)
            {
                if (test.Branch(lesson.Examples.Row(rows[i])) == 0)
                {
                    (rows[left], rows[i]) = (rows[i], rows[left]);
                    left++;
                }
            }
            _nodes.Add(null!);
            int[] children = [Read(tree.LeftChild[node], rows[..left]), Read(tree.RightChild[node], rows[left..])];
            double share = rows.Length == 0 ? 0.5 : left / (double)rows.Length;
            TreeNode first = _nodes[children[0]], second = _nodes[children[1]];
            _nodes[at] = new TreeNode
            {
                Test = test,
                Children = children,
                Value = [.. first.Value.Zip(second.Value, (a, b) => share * a + (1 - share) * b)],
                Count = rows.Length,
            };
            return at;
        }
    }
}
