using Microsoft.ML;
using Microsoft.ML.Runtime;
using MLNet.Interpret.Scoring;

namespace MLNet.Interpret.LocalSurrogates;

/// <summary>
/// Takes background rows from training data, and makes a stage that explains each row by the Shapley values of its features
/// (Lundberg and Lee 2017).
/// </summary>
public sealed class KernelShapExplainer : TabularEstimator<KernelShapTransformer>
{
    private readonly KernelShapOptions _options;

    internal KernelShapExplainer(IHostEnvironment env, ScoredModel model, TabularStageOptions stage, KernelShapOptions options) : base(env, model, stage)
    {
        options.Check();
        _options = options with { Seed = options.Seed ?? DefaultSeed };
    }

    private protected override ExplanationColumns[] Added => KernelShapTransformer.ColumnsOf(StageOptions, _options);

    private protected override void Learn(BinaryWriter learned, IDataView input, IScorer scorer, TabularLayout layout)
    {
        RowBatch background = new TabularShap(scorer, layout, TrainingRows.Read(input, scorer, StageOptions.MaxTrainingRows), _options).Background;
        layout.Save(learned);
        foreach (RowColumn column in background.Columns)
        {
            RowColumnFile.Save(learned, column);
        }
    }

    private protected override KernelShapTransformer Make(IHostEnvironment env, ScoredModel model, byte[] learned) =>
        new(env, model, StageOptions, _options, learned);
}
