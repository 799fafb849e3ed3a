using System.Text.Json;
using Microsoft.ML;
using Microsoft.ML.Runtime;
using MLNet.Interpret.LocalSurrogates;
using MLNet.Interpret.Pipeline;
using MLNet.Interpret.Scoring;

[assembly: LoadableClass(typeof(ITransformer), typeof(KernelShapTransformer), null, typeof(SignatureLoadModel), "", KernelShapTransformer.LoaderSignature)]

namespace MLNet.Interpret.LocalSurrogates;

/// <summary>Adds columns that explain each row by the Shapley values of its features.</summary>
public sealed class KernelShapTransformer : TabularTransformer
{
    internal const string LoaderSignature = "KernelShapTransform";
    private const string Signature = "KERNSHAP";
    private const string LearnedPart = "Background";

    private readonly KernelShapOptions _options;
    private readonly byte[] _learned;

    internal KernelShapTransformer(IHostEnvironment env, ScoredModel model, TabularStageOptions stage, KernelShapOptions options, byte[] learned)
        : base(env, nameof(KernelShapTransformer), model, stage)
    {
        _options = options;
        _learned = learned;
    }

    internal static ExplanationColumns[] ColumnsOf(TabularStageOptions stage, KernelShapOptions options) =>
        ExplanationColumns.All(stage.OutputColumnName, stage.Classes, options.TopClasses, hasIntervals: false);

    private protected override ExplanationColumns[] Added => ColumnsOf(StageOptions, _options);

    private protected override ITabularExplainer Open(IScorer scorer)
    {
        BinaryReader reader = new(new MemoryStream(_learned));
        TabularLayout layout = TabularLayout.Load(reader, scorer.Inputs);
        RowBatch background = new([.. scorer.Inputs.Select(_ => RowColumnFile.Load(reader))]);
        return new TabularShap(scorer, layout, background, _options);
    }

    private protected override void SaveTo(ModelSaveContext context) => Save(context, Signature, LoaderSignature);

    private protected override void SaveLearned(ModelSaveContext context)
    {
        context.SaveString(JsonSerializer.Serialize(_options));
        context.SaveBytes(LearnedPart, _learned);
    }

    /// <summary>Loads the stage from a model file: ML.NET finds this by its name.</summary>
    private static ITransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        ctx.CheckAtModel(StageFile.Version(typeof(KernelShapTransformer), Signature, LoaderSignature));
        TabularStageOptions stage = JsonSerializer.Deserialize<TabularStageOptions>(ctx.LoadString())!;
        ScoredModel model = ScoredModel.Load(env, ctx, Devices.Of(env));
        KernelShapOptions options = JsonSerializer.Deserialize<KernelShapOptions>(ctx.LoadString())!;
        return new KernelShapTransformer(env, model, stage, options, ctx.LoadBytes(LearnedPart));
    }
}
