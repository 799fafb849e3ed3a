using System.Text.Json;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using MLNet.Interpret.LocalSurrogates;
using MLNet.Interpret.Onnx;
using MLNet.Interpret.Onnx.Execution;
using MLNet.Interpret.Pipeline;
using MLNet.Interpret.Scoring;

[assembly: LoadableClass(typeof(ITransformer), typeof(LimeImageTransformer), null, typeof(SignatureLoadModel), "", LimeImageTransformer.LoaderSignature)]

namespace MLNet.Interpret.LocalSurrogates;

/// <summary>Adds columns that say which segments of images count for a network's scores.</summary>
public sealed class LimeImageTransformer : ExplanationTransformer
{
    internal const string LoaderSignature = "LimeImageTransform";
    private const string Signature = "LIMEIMAG";

    private readonly Network _network;
    private readonly LimeImageEstimator.Options _options;
    private readonly NetworkScorer _scorer;
    private readonly ImageLime _lime;

    internal LimeImageTransformer(IHostEnvironment env, Network network, LimeImageEstimator.Options options, ExecutionOptions execution)
        : base(env, nameof(LimeImageTransformer))
    {
        _network = network;
        _options = options;
        // The network's inputs, called like the columns.
        ScorerInput[] columns = [.. network.Inputs.Select(i => NetworkScorer.InputOf(network, i) with { Name = options.ColumnOf(i.Name) })];
        _scorer = new NetworkScorer(network, options.ScoresOutput, execution, columns: columns);
        _lime = new ImageLime(_scorer, options, options.ColumnOf(options.ImageInput!));
        ExplainedClasses.Check(_scorer, options.Classes);
    }

    private protected override StageBinding Bind(DataViewSchema schema)
    {
        foreach (ValueInfo input in _network.Inputs)
        {
            _ = new NetworkColumn(schema, _options.ColumnOf(input.Name), input, LimeImageEstimator.Role(input));
        }
        VectorDataViewType segments = new(NumberDataViewType.Int32, _lime.Format.Height, _lime.Format.Width);
        return new MaskBinding<ImageExplanations>(
            schema, _scorer, _options.Added(), _options.Segmentation.FixedCount(_lime.Format),
            [new(new(_options.SegmentsColumn, segments), found => new ComputedVector<int>(slot => found().Segments[slot].Segments.ToArray()))],
            rows => _lime.Explain(rows, _options.Classes), found => found.Explanations);
    }

    private protected override void SaveTo(ModelSaveContext context)
    {
        context.CheckAtModel();
        context.SetVersionInfo(StageFile.Version(typeof(LimeImageTransformer), Signature, LoaderSignature));
        context.SaveString(JsonSerializer.Serialize(_options));
        context.SaveString(_network.Name);
        context.SaveBytes("OnnxModel", _network.Bytes);
    }

    /// <summary>Loads the stage from a model file: ML.NET finds this by its name.</summary>
    private static ITransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        ctx.CheckAtModel(StageFile.Version(typeof(LimeImageTransformer), Signature, LoaderSignature));
        LimeImageEstimator.Options options = JsonSerializer.Deserialize<LimeImageEstimator.Options>(ctx.LoadString())!;
        string name = ctx.LoadString();
        return new LimeImageTransformer(env, Network.FromBytes(ctx.LoadBytes("OnnxModel"), name), options, Devices.Of(env));
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _scorer.Dispose();
        }
        base.Dispose(disposing);
    }
}
