using Microsoft.ML;
using Microsoft.ML.Trainers.FastTree;

namespace MLNet.Interpret.SurrogateTrees;

/// <summary>ML.NET's FastTree on the model's score: by histograms, and so the fastest on many rows. Where there are more than two classes, each has a tree of its own.</summary>
public sealed record FastTreeInducer : TreeInducer
{
    /// <summary>The number of trees for each score; several fit better than one, and are harder to read.</summary>
    public int Trees { get; init; } = 1;

    /// <summary>What the values of each of several trees are multiplied by; one tree takes its values as they are.</summary>
    public double LearningRate { get; init; } = 0.2;

    /// <summary>The largest number of bins that the values of a feature are put into.</summary>
    public int MaximumBins { get; init; } = 255;

    /// <inheritdoc/>
    public override string Name => "FastTree";

    /// <inheritdoc/>
    protected override void Check()
    {
        base.Check();
        Require(MaximumLeaves >= 2, nameof(MaximumLeaves), MaximumLeaves, "at least 2");
        Require(Trees >= 1, nameof(Trees), Trees, "at least 1");
        Require(LearningRate is > 0 and <= 1, nameof(LearningRate), LearningRate, "above 0 and at most 1");
        Require(MaximumBins is >= 2 and <= 255, nameof(MaximumBins), MaximumBins, "from 2 to 255");
    }

    /// <inheritdoc/>
    protected override TreeSurrogate Learn(Lesson lesson)
    {
        lesson.RequireNoMissingValues(Name);
        ExpandedFeatures expanded = new(lesson.Features);
        MLContext context = new(lesson.Seed);
        int outputs = lesson.Examples.Outputs;
        List<SurrogateMember> members = [];
        float[] labels = new float[lesson.Examples.Count];
        IDataView data = expanded.View(lesson.Examples, labels);
        // The shares of two classes sum to 1, so one tree tells both.
        for (int output = outputs == 2 ? 1 : 0; output < outputs; output++)
        {
            lesson.Cancellation.ThrowIfCancellationRequested();
            FastTreeRegressionTrainer trainer = context.Regression.Trainers.FastTree(new FastTreeRegressionTrainer.Options
            {
                NumberOfTrees = Trees,
                NumberOfLeaves = MaximumLeaves,
                MinimumExampleCountPerLeaf = MinimumLeafSize,
                MaximumBinCountPerFeature = MaximumBins,
                LearningRate = Trees == 1 ? 1 : LearningRate,
            });
            for (int i = 0; i < labels.Length; i++)
            {
                labels[i] = (float)lesson.Examples.Targets[i * outputs + output];
            }
            members.AddRange(FastTreeReader.Read(trainer.Fit(data).Model.TrainedTreeEnsemble, expanded, lesson, output));
            lesson.Progress?.Report(members.Sum(m => m.Tree.Leaves));
        }
        return new TreeSurrogate(lesson.Features, lesson.Classes, members);
    }
}
