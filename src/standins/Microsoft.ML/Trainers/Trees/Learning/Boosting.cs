using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers.FastTree;

/// <summary>What trees are boosted for.</summary>
internal abstract class BoostingLoss
{
    /// <summary>The way down from those scores, for each example.</summary>
    public abstract void Gradient(double[] scores, double[] gradient);

    /// <summary>A leaf's value: a step, times what the mean gradient of its examples asks for.</summary>
    public abstract double LeafValue(double step, double meanGradient, ReadOnlySpan<int> rows, double[] weights);
}

/// <summary>Half the squared error.</summary>
internal sealed class SquaredLoss(double[] labels) : BoostingLoss
{
    public override void Gradient(double[] scores, double[] gradient) =>
        System.Numerics.Tensors.TensorPrimitives.Subtract<double>(labels, scores, gradient);

    public override double LeafValue(double step, double meanGradient, ReadOnlySpan<int> rows, double[] weights) => step * meanGradient;
}

/// <summary>The logistic loss of labels -1 and 1; leaves take Newton steps, and no value beyond a maximum.</summary>
internal sealed class LogisticLoss(double[] labels, double scale, double maximum) : BoostingLoss
{
    private readonly double[] _curvature = new double[labels.Length];

    public override void Gradient(double[] scores, double[] gradient)
    {
        for (int i = 0; i < labels.Length; i++)
        {
            double slope = scale / (1 + Math.Exp(labels[i] * scale * scores[i]));
            gradient[i] = labels[i] * slope;
            _curvature[i] = slope * (scale - slope);
        }
    }

    public override double LeafValue(double step, double meanGradient, ReadOnlySpan<int> rows, double[] weights)
    {
        double curvature = 0, sum = 0;
        foreach (int row in rows)
        {
            double weight = weights?[row] ?? 1;
            curvature += _curvature[row] * weight;
            sum += weight;
        }
        // The smallest Single keeps leaves without slope and curvature at rest.
        return Math.Clamp(step * (meanGradient + float.Epsilon) / (curvature / sum + float.Epsilon), -maximum, maximum);
    }
}

/// <summary>Grows trees one after the other, each along the gradient at the sum of those before.</summary>
internal static class Boosting
{
    public static RegressionTreeEnsemble Train(TreeExamples examples, BoostingLoss loss, BoostedTreeOptions options, IChannel channel)
    {
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = options.NumberOfThreads ?? Environment.ProcessorCount };
        var data = BinnedFeatures.Of(examples, options.MaximumBinCountPerFeature, options.MinimumExampleCountPerLeaf, parallel);
        var learner = new TreeLearner(
            data, examples.Weights, options.NumberOfLeaves, options.MinimumExampleCountPerLeaf, parallel);
        double[] scores = new double[examples.Count], targets = new double[examples.Count];
        double step = options.LearningRate * options.Shrinkage;
        List<RegressionTree> trees = [];
        for (int t = 0; t < options.NumberOfTrees; t++)
        {
            loss.Gradient(scores, targets);
            if (examples.Weights is not null)
                System.Numerics.Tensors.TensorPrimitives.Multiply<double>(targets, examples.Weights, targets);
            GrownTree tree = learner.Fit(targets);
            if (tree is null)
            {
                // The next attempt would see the same gradient, and fail in the same way.
                channel.Check(options.AllowEmptyTrees,
                    "Impossible to perform a leaf split, but the learner was configured to not allow empty trees");
                channel.Warning(MessageSensitivity.None, $"{options.NumberOfTrees - t} of the boosting iterations failed to grow a " +
                    "tree. This is commonly because the minimum documents in leaf hyperparameter was set too high for this dataset.");
                break;
            }
            for (int leaf = 0; leaf < tree.Values.Count; leaf++)
            {
                ReadOnlySpan<int> rows = tree.RowsOf(leaf);
                double value = tree.Values[leaf] = loss.LeafValue(step, tree.Values[leaf], rows, examples.Weights);
                foreach (int row in rows)
                    scores[row] += value;
            }
            trees.Add(tree.ToTree());
        }
        return new RegressionTreeEnsemble(trees);
    }
}
