using System.Text;
using System.Text.Json;
using Microsoft.ML;
using Microsoft.ML.Runtime;
using MLNet.Interpret.Pipeline;
using MLNet.Interpret.Rules;
using MLNet.Interpret.Scoring;
using MLNet.Interpret.SurrogateTrees;

[assembly: LoadableClass(typeof(ITransformer), typeof(RuleTransformer), null, typeof(SignatureLoadModel), "", RuleTransformer.LoaderSignature)]

namespace MLNet.Interpret.Rules;

/// <summary>Adds columns that say which rule fires for a row, in words too, and what it predicts. The model that the rules mimic is not needed.</summary>
public sealed class RuleTransformer : ExplanationTransformer
{
    internal const string LoaderSignature = "RuleTransform";

    private readonly IReadOnlyList<ScorerInput> _inputs;
    private readonly string _outputColumnName;
    private readonly FeatureLayout _layout;

    internal RuleTransformer(IHostEnvironment env, RuleSet rules, IReadOnlyList<ScorerInput> inputs, string outputColumnName)
        : base(env, nameof(RuleTransformer))
    {
        _inputs = inputs;
        _outputColumnName = outputColumnName;
        _layout = new FeatureLayout(inputs);
        Rules = rules;
    }

    /// <summary>The rules, with what they come to in training.</summary>
    public RuleSet Rules { get; }

    private protected override StageBinding Bind(DataViewSchema schema) => new RuleBinding(schema, Rules, _inputs, _layout, _outputColumnName);

    private protected override void SaveTo(ModelSaveContext context)
    {
        context.CheckAtModel();
        context.SetVersionInfo(StageFile.Version(typeof(RuleTransformer), "RULESETS", LoaderSignature));
        context.SaveString(_outputColumnName);
        context.SaveString(JsonSerializer.Serialize(_inputs.Select(SurrogateTreeTransformer.InputFile.Of)));
        context.SaveBytes("Rules", Encoding.UTF8.GetBytes(Rules.ToJson()));
    }

    /// <summary>Loads the stage from a model file: ML.NET finds this by its name.</summary>
    private static ITransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        ctx.CheckAtModel(StageFile.Version(typeof(RuleTransformer), "RULESETS", LoaderSignature));
        string name = ctx.LoadString();
        SurrogateTreeTransformer.InputFile[] inputs = JsonSerializer.Deserialize<SurrogateTreeTransformer.InputFile[]>(ctx.LoadString())!;
        return new RuleTransformer(env, RuleJson.FromJson(Encoding.UTF8.GetString(ctx.LoadBytes("Rules"))), [.. inputs.Select(i => i.ToInput())], name);
    }
}
