using System.Text.Json;
using Microsoft.ML;
using Microsoft.ML.Runtime;
using MLNet.Interpret.Onnx;
using MLNet.Interpret.Onnx.Execution;
using MLNet.Interpret.Pipeline;
using MLNet.Interpret.Saliency;

[assembly: LoadableClass(typeof(ITransformer), typeof(SaliencyTransformer), null, typeof(SignatureLoadModel), "", SaliencyTransformer.LoaderSignature)]

namespace MLNet.Interpret.Saliency;

/// <summary>Adds columns that say how much each element of a network's input counts for a score.</summary>
public sealed class SaliencyTransformer : ExplanationTransformer
{
    internal const string LoaderSignature = "SaliencyTransform";

    private readonly Network _network;
    private readonly SaliencyEstimator.Options _options;
    private readonly SaliencyPlan _plan;
    private readonly SaliencyExplainer _explainer;

    internal SaliencyTransformer(IHostEnvironment env, Network network, SaliencyEstimator.Options options, SaliencyPlan plan, ExecutionOptions execution)
        : base(env, nameof(SaliencyTransformer))
    {
        _network = network;
        _options = options;
        _plan = plan;
        _explainer = new SaliencyExplainer(plan, options, execution with { Warn = Warn });
    }

    /// <summary>Whether there is a column of completeness gaps.</summary>
    public bool HasCompletenessGap => _explainer.HasCompletenessGap;

    /// <summary>
    /// Writes the explanation as one ONNX file in standard operators, which any ONNX Runtime runs with nothing of this library. Its inputs
    /// and outputs are called like the stage's columns, so <c>ApplyOnnxModel</c> of the file adds the same columns; the class column, if
    /// any, must then be Int64.
    /// </summary>
    /// <param name="path">The file, which is replaced as a whole or not at all.</param>
    public void ExportOnnx(string path) => OnnxFile.Save(ToOnnx(), path);

    /// <summary>The explanation as <see cref="ExportOnnx"/> writes it.</summary>
    public OnnxModel ToOnnx()
    {
        SaliencyColumns columns = new(_options, _plan);
        return _plan.Build(new PlanNames
        {
            Explained = columns.Input,
            Others = _plan.Others.ToDictionary(o => o.Name, columns.Other),
            TargetInput = _options.TargetColumnName,
            Baseline = _options.BaselineColumnName ?? "baseline",
            Attribution = _options.OutputColumnName,
            Target = _options.ExplainedTargetColumnName!,
            Gap = _options.CompletenessGapColumnName!,
            Scores = _options.ScoresColumnName ?? "scores",
        }).Model;
    }

    private protected override StageBinding Bind(DataViewSchema schema) => new SaliencyBinding(schema, _options, _plan, _explainer);

    private protected override void SaveTo(ModelSaveContext context)
    {
        context.CheckAtModel();
        context.SetVersionInfo(StageFile.Version(typeof(SaliencyTransformer), "SALIENCY", LoaderSignature));
        context.SaveString(JsonSerializer.Serialize(_options));
        context.SaveString(_network.Name);
        context.SaveBytes("OnnxModel", _network.Bytes);
    }

    /// <summary>Loads the stage from a model file: ML.NET finds this by its name.</summary>
    private static ITransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        ctx.CheckAtModel(StageFile.Version(typeof(SaliencyTransformer), "SALIENCY", LoaderSignature));
        SaliencyEstimator.Options options = JsonSerializer.Deserialize<SaliencyEstimator.Options>(ctx.LoadString())!;
        string name = ctx.LoadString();
        Network network = Network.FromBytes(ctx.LoadBytes("OnnxModel"), name);
        ExecutionOptions execution = Devices.Of(env);
        return new SaliencyTransformer(env, network, options, new SaliencyPlan(network, options, execution), execution);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _explainer.Dispose();
        }
        base.Dispose(disposing);
    }

    private void Warn(string message)
    {
        using IChannel channel = Host.Start(nameof(SaliencyTransformer));
        channel.Warning(MessageSensitivity.None, message);
    }
}
