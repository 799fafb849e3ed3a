using Microsoft.ML;
using Microsoft.ML.Runtime;
using MLNet.Interpret.Scoring;

namespace MLNet.Interpret.LocalSurrogates;

/// <summary>
/// Learns how the columns that a model reads are spread, and makes a stage that explains each row by a sparse linear model of the score around it
/// (Ribeiro, Singh, Guestrin 2016).
/// </summary>
public sealed class LimeExplainer : TabularEstimator<LimeTransformer>
{
    private readonly TabularLimeOptions _options;

    internal LimeExplainer(IHostEnvironment env, ScoredModel model, TabularStageOptions stage, TabularLimeOptions options) : base(env, model, stage)
    {
        options.Check();
        _options = options with { Seed = options.Seed ?? DefaultSeed };
    }

    private protected override ExplanationColumns[] Added => LimeTransformer.ColumnsOf(StageOptions, _options);

    private protected override void Learn(BinaryWriter learned, IDataView input, IScorer scorer, TabularLayout layout)
    {
        RowBatch training = TrainingRows.Read(input, scorer, StageOptions.MaxTrainingRows);
        int[]? labels = _options.Discretizer == Discretizer.Entropy ? TrainingRows.Labels(input, StageOptions.LabelColumnName, scorer, training) : null;
        TabularStatistics.Learn(layout, training, _options.Discretizer, labels).Save(learned);
    }

    private protected override LimeTransformer Make(IHostEnvironment env, ScoredModel model, byte[] learned) =>
        new(env, model, StageOptions, _options, learned);
}
