using System.Text.Json;
using Microsoft.ML;
using Microsoft.ML.Runtime;
using MLNet.Interpret.LocalSurrogates;
using MLNet.Interpret.Pipeline;
using MLNet.Interpret.Scoring;

[assembly: LoadableClass(typeof(ITransformer), typeof(LimeTransformer), null, typeof(SignatureLoadModel), "", LimeTransformer.LoaderSignature)]

namespace MLNet.Interpret.LocalSurrogates;

/// <summary>Adds columns that explain each row by a sparse linear model of the score around it.</summary>
public sealed class LimeTransformer : TabularTransformer
{
    internal const string LoaderSignature = "LimeTransform";
    private const string Signature = "LIMETABL";
    private const string LearnedPart = "Statistics";

    private readonly TabularLimeOptions _options;
    private readonly byte[] _learned;

    internal LimeTransformer(IHostEnvironment env, ScoredModel model, TabularStageOptions stage, TabularLimeOptions options, byte[] learned)
        : base(env, nameof(LimeTransformer), model, stage)
    {
        _options = options;
        _learned = learned;
    }

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
        TabularStatistics statistics = TabularStatistics.Load(new BinaryReader(new MemoryStream(_learned)), scorer.Inputs);
        return TabularStability.Measure(scorer, statistics, TrainingRows.Read(data, scorer, most: null), _options, runs, StageOptions.Classes, cancellation);
    }

    private protected override ExplanationColumns[] Added => ColumnsOf(StageOptions, _options);

    private protected override ITabularExplainer Open(IScorer scorer) =>
        new TabularLime(scorer, TabularStatistics.Load(new BinaryReader(new MemoryStream(_learned)), scorer.Inputs), _options);

    private protected override void SaveTo(ModelSaveContext context) => Save(context, Signature, LoaderSignature);

    private protected override void SaveLearned(ModelSaveContext context)
    {
        context.SaveString(JsonSerializer.Serialize(_options));
        context.SaveBytes(LearnedPart, _learned);
    }

    /// <summary>Loads the stage from a model file: ML.NET finds this by its name.</summary>
    private static ITransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        ctx.CheckAtModel(StageFile.Version(typeof(LimeTransformer), Signature, LoaderSignature));
        TabularStageOptions stage = JsonSerializer.Deserialize<TabularStageOptions>(ctx.LoadString())!;
        ScoredModel model = ScoredModel.Load(env, ctx, Devices.Of(env));
        TabularLimeOptions options = JsonSerializer.Deserialize<TabularLimeOptions>(ctx.LoadString())!;
        return new LimeTransformer(env, model, stage, options, ctx.LoadBytes(LearnedPart));
    }
}
