using System.Text.Json;
using Microsoft.ML;
using Microsoft.ML.Runtime;
using MLNet.Interpret.LocalSurrogates;
using MLNet.Interpret.Scoring;

[assembly: LoadableClass(typeof(ITransformer), typeof(LimeTransformer), null, typeof(SignatureLoadModel), "", LimeTransformer.LoaderSignature)]

namespace MLNet.Interpret.LocalSurrogates;

/// <summary>Adds columns that explain each row by a sparse linear model of the score around it.</summary>
public sealed class LimeTransformer : TabularTransformer
{
    internal const string LoaderSignature = "LimeTransform";

    private static readonly TabularStageFile File = new(typeof(LimeTransformer), "LIMETABL", LoaderSignature, "Statistics");

    private readonly TabularLimeOptions _options;

    internal LimeTransformer(IHostEnvironment env, ScoredModel model, TabularStageOptions stage, TabularLimeOptions options, byte[] learned)
        : base(env, File, model, stage, learned) => _options = options;

    internal static ExplanationColumns[] ColumnsOf(TabularStageOptions stage, TabularLimeOptions options) =>
        ExplanationColumns.All(stage.OutputColumnName, stage.Classes, options.TopClasses, options.HasIntervals);

    /// <summary>How far the explanations of rows agree over several seeds.</summary>
    /// <param name="data">The rows, with the columns that the model reads.</param>
    /// <param name="runs">The number of seeds, at least 2. Default 10.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <returns>For each row, a report for each class that is explained.</returns>
    public IReadOnlyList<IReadOnlyList<StabilityReport>> Stability(IDataView data, int runs = 10, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        IScorer scorer = Model.Open(data.Schema);
        TabularStatistics statistics = TabularStatistics.Load(Learned, scorer.Inputs);
        return TabularStability.Measure(scorer, statistics, TrainingRows.Read(data, scorer, most: null), _options, runs, StageOptions.Classes, cancellation);
    }

    private protected override ExplanationColumns[] Added => ColumnsOf(StageOptions, _options);

    private protected override string Settings => JsonSerializer.Serialize(_options);

    private protected override ITabularExplainer Open(IScorer scorer) =>
        new TabularLime(scorer, TabularStatistics.Load(Learned, scorer.Inputs), _options);

    /// <summary>Loads the stage from a model file: ML.NET finds this by its name.</summary>
    private static ITransformer Create(IHostEnvironment env, ModelLoadContext ctx) => File.Load<TabularLimeOptions>(
        env, ctx, (env, model, stage, options, learned) => new LimeTransformer(env, model, stage, options, learned));
}
