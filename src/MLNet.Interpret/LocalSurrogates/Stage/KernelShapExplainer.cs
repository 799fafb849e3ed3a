using Microsoft.ML;
using Microsoft.ML.Runtime;
using MLNet.Interpret.Pipeline;
using MLNet.Interpret.Scoring;

namespace MLNet.Interpret.LocalSurrogates;

/// <summary>
/// Takes background rows from training data, and makes a stage that explains each row by the Shapley values of its features
/// (Lundberg and Lee 2017).
/// </summary>
public sealed class KernelShapExplainer : IEstimator<KernelShapTransformer>
{
    private readonly IHostEnvironment _env;
    private readonly ScoredModel _model;
    private readonly TabularStageOptions _stage;
    private readonly KernelShapOptions _options;

    internal KernelShapExplainer(IHostEnvironment env, ScoredModel model, TabularStageOptions stage, KernelShapOptions options)
    {
        stage.Check();
        options.Check();
        _env = env;
        _model = model;
        _stage = stage;
        _options = options with { Seed = options.Seed ?? (env as IHostEnvironmentInternal)?.Seed ?? 0 };
    }

    /// <summary>Takes background rows from training data.</summary>
    /// <param name="input">The training data.</param>
    /// <exception cref="ArgumentException">A column is missing or of a wrong type or size; the message says which and what would be right.</exception>
    public KernelShapTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        IScorer scorer = _model.Open(input.Schema);
        ExplainedClasses.Check(scorer, _stage.Classes);
        TabularLayout layout = TabularLayout.Of(scorer, _stage.FeatureColumnNames, _stage.CategoricalNames, _stage.CategoricalSlots);
        RowBatch background = new TabularShap(scorer, layout, TrainingRows.Read(input, scorer, _stage.MaxTrainingRows), _options).Background;
        MemoryStream learned = new();
        using BinaryWriter writer = new(learned);
        layout.Save(writer);
        foreach (RowColumn column in background.Columns)
        {
            RowColumnFile.Save(writer, column);
        }
        KernelShapTransformer transformer = new(_env, _model, _stage, _options, learned.ToArray());
        transformer.GetOutputSchema(input.Schema);
        return transformer;
    }

    /// <summary>The columns that come out where these go in.</summary>
    /// <exception cref="ArgumentException">A column is missing.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        _model.Check(inputSchema);
        return inputSchema.With([.. KernelShapTransformer.ColumnsOf(_stage, _options).SelectMany(c => c.Shapes())]);
    }
}
