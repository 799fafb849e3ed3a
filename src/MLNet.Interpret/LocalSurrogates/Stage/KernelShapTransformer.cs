using System.Text.Json;
using Microsoft.ML;
using Microsoft.ML.Runtime;
using MLNet.Interpret.LocalSurrogates;
using MLNet.Interpret.Scoring;

[assembly: LoadableClass(typeof(ITransformer), typeof(KernelShapTransformer), null, typeof(SignatureLoadModel), "", KernelShapTransformer.LoaderSignature)]

namespace MLNet.Interpret.LocalSurrogates;

/// <summary>Adds columns that explain each row by the Shapley values of its features.</summary>
public sealed class KernelShapTransformer : TabularTransformer
{
    internal const string LoaderSignature = "KernelShapTransform";

    private static readonly TabularStageFile File = new(typeof(KernelShapTransformer), "KERNSHAP", LoaderSignature, "Background");

    private readonly KernelShapOptions _options;

    internal KernelShapTransformer(IHostEnvironment env, ScoredModel model, TabularStageOptions stage, KernelShapOptions options, byte[] learned)
        : base(env, File, model, stage, learned) => _options = options;

    internal static ExplanationColumns[] ColumnsOf(TabularStageOptions stage, KernelShapOptions options) =>
        ExplanationColumns.All(stage.OutputColumnName, stage.Classes, options.TopClasses, hasIntervals: false);

    private protected override ExplanationColumns[] Added => ColumnsOf(StageOptions, _options);

    private protected override string Settings => JsonSerializer.Serialize(_options);

    private protected override ITabularExplainer Open(IScorer scorer)
    {
        BinaryReader reader = Learned;
        TabularLayout layout = TabularLayout.Load(reader, scorer.Inputs);
        RowBatch background = new([.. scorer.Inputs.Select(_ => RowColumnFile.Load(reader))]);
        return new TabularShap(scorer, layout, background, _options);
    }

    /// <summary>Loads the stage from a model file: ML.NET finds this by its name.</summary>
    private static ITransformer Create(IHostEnvironment env, ModelLoadContext ctx) => File.Load<KernelShapOptions>(
        env, ctx, (env, model, stage, options, learned) => new KernelShapTransformer(env, model, stage, options, learned));
}
