using System.Text.Json;
using Microsoft.ML;
using Microsoft.ML.Runtime;
using MLNet.Interpret.Pipeline;
using MLNet.Interpret.Scoring;

namespace MLNet.Interpret.LocalSurrogates;

/// <summary>How a stage that explains rows of tables stands in a model file: the columns, the model, the settings of the method, and what it learned.</summary>
/// <param name="Stage">The stage's type, which has a <c>LoadableClass</c> attribute.</param>
/// <param name="Signature">Eight characters that mark the kind of record.</param>
/// <param name="Loader">The name in the <c>LoadableClass</c> attribute.</param>
/// <param name="LearnedPart">The stream with what was learned.</param>
internal sealed record TabularStageFile(Type Stage, string Signature, string Loader, string LearnedPart)
{
    private VersionInfo Version => StageFile.Version(Stage, Signature, Loader);

    public void Save(ModelSaveContext context, ScoredModel model, TabularStageOptions stage, string options, byte[] learned)
    {
        context.CheckAtModel();
        context.SetVersionInfo(Version);
        context.SaveString(JsonSerializer.Serialize(stage));
        model.Save(context);
        context.SaveString(options);
        context.SaveBytes(LearnedPart, learned);
    }

    public ITransformer Load<TOptions>(
        IHostEnvironment env, ModelLoadContext context, Func<IHostEnvironment, ScoredModel, TabularStageOptions, TOptions, byte[], ITransformer> make)
    {
        context.CheckAtModel(Version);
        TabularStageOptions stage = JsonSerializer.Deserialize<TabularStageOptions>(context.LoadString())!;
        ScoredModel model = ScoredModel.Load(env, context, Devices.Of(env));
        TOptions options = JsonSerializer.Deserialize<TOptions>(context.LoadString())!;
        return make(env, model, stage, options, context.LoadBytes(LearnedPart));
    }
}
