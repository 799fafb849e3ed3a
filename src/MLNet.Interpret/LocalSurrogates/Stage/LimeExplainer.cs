using Microsoft.ML;
using Microsoft.ML.Runtime;
using MLNet.Interpret.Pipeline;
using MLNet.Interpret.Scoring;

namespace MLNet.Interpret.LocalSurrogates;

/// <summary>
/// Learns how the columns that a model reads are spread, and makes a stage that explains each row by a sparse linear model of the score around it
/// (Ribeiro, Singh, Guestrin 2016).
/// </summary>
public sealed class LimeExplainer : IEstimator<LimeTransformer>
{
    private readonly IHostEnvironment _env;
    private readonly ScoredModel _model;
    private readonly TabularStageOptions _stage;
    private readonly TabularLimeOptions _options;

    internal LimeExplainer(IHostEnvironment env, ScoredModel model, TabularStageOptions stage, TabularLimeOptions options)
    {
        stage.Check();
        options.Check();
        _env = env;
        _model = model;
        _stage = stage;
        _options = options with { Seed = options.Seed ?? (env as IHostEnvironmentInternal)?.Seed ?? 0 };
    }

    /// <summary>Learns from training data.</summary>
    /// <param name="input">The training data.</param>
    /// <exception cref="ArgumentException">A column is missing, of a wrong type or size, or holds a quantity that is not finite; the message says which and what would be right.</exception>
    public LimeTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        IScorer scorer = _model.Open(input.Schema);
        ExplainedClasses.Check(scorer, _stage.Classes);
        TabularLayout layout = TabularLayout.Of(scorer, _stage.FeatureColumnNames, _stage.CategoricalNames, _stage.CategoricalSlots);
        RowBatch training = TrainingRows.Read(input, scorer, _stage.MaxTrainingRows);
        int[]? labels = _options.Discretizer == Discretizer.Entropy ? TrainingRows.Labels(input, _stage.LabelColumnName, scorer, training) : null;
        TabularStatistics statistics = TabularStatistics.Learn(layout, training, _options.Discretizer, labels);
        MemoryStream learned = new();
        statistics.Save(new BinaryWriter(learned));
        LimeTransformer transformer = new(_env, _model, _stage, _options, learned.ToArray());
        transformer.GetOutputSchema(input.Schema);
        return transformer;
    }

    /// <summary>The columns that come out where these go in.</summary>
    /// <exception cref="ArgumentException">A column is missing.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        _model.Check(inputSchema);
        return inputSchema.With([.. LimeTransformer.ColumnsOf(_stage, _options).SelectMany(c => c.Shapes())]);
    }
}
