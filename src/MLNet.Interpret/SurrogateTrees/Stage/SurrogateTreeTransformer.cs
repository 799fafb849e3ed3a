using System.Text.Json;
using Microsoft.ML;
using Microsoft.ML.Runtime;
using MLNet.Interpret.Pipeline;
using MLNet.Interpret.Scoring;
using MLNet.Interpret.SurrogateTrees;

[assembly: LoadableClass(typeof(ITransformer), typeof(SurrogateTreeTransformer), null, typeof(SignatureLoadModel), "", SurrogateTreeTransformer.LoaderSignature)]

namespace MLNet.Interpret.SurrogateTrees;

/// <summary>Adds columns that say what a surrogate tree makes of a row, why, and whether the model that it mimics says the same.</summary>
public sealed class SurrogateTreeTransformer : ExplanationTransformer
{
    internal const string LoaderSignature = "SurrogateTreeTransform";

    private readonly SurrogateModel _model;
    private readonly IReadOnlyList<ScorerInput> _inputs;
    private readonly TargetMaker _maker;
    private readonly ColumnSettings _settings;
    private readonly FeatureLayout _layout;

    internal SurrogateTreeTransformer(
        IHostEnvironment env, SurrogateModel model, IReadOnlyList<ScorerInput> inputs, TreeSurrogate surrogate, TargetMaker maker, ColumnSettings settings,
        SurrogateTraining? training = null)
        : base(env, nameof(SurrogateTreeTransformer))
    {
        _model = model;
        _inputs = inputs;
        _maker = maker;
        _settings = settings;
        _layout = new FeatureLayout(inputs);
        Surrogate = surrogate;
        Training = training;
    }

    /// <summary>The surrogate.</summary>
    public TreeSurrogate Surrogate { get; }

    /// <summary>What it took to learn the surrogate; null where it was loaded from a file.</summary>
    public SurrogateTraining? Training { get; }

    /// <summary>Asks the model about rows, to measure the surrogate, its nodes or its rules on them.</summary>
    /// <param name="data">Rows with the columns that the model reads; labels are not needed.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <returns>The rows as the surrogate sees them, and what the model says of them.</returns>
    /// <exception cref="ArgumentException">A column is missing or of a wrong type; the message says which and what would be right.</exception>
    public Examples Ask(IDataView data, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        IScorer scorer = _model.Scorer(data.Schema);
        DataViewSchema.Column[] columns = SurrogateBinding.FindInputs(data.Schema, scorer, _model);
        RowBatch rows = SurrogateRows.Named(RowBatchReader.ReadAll(data, columns, cancellation), [.. _inputs.Select(i => i.Name)]);
        double[] targets = new double[checked(rows.Count * _maker.Outputs)];
        new NetworkTeacher(scorer, _layout, _maker).AskRows(rows, targets, cancellation);
        return new Examples(_layout.Encode(rows), _layout.Features.Count, targets, _maker.Outputs);
    }

    private protected override StageBinding Bind(DataViewSchema schema) =>
        new SurrogateBinding(schema, _model, _inputs, _layout, Surrogate, _maker, _settings);

    private protected override void SaveTo(ModelSaveContext context)
    {
        context.CheckAtModel();
        context.SetVersionInfo(StageFile.Version(typeof(SurrogateTreeTransformer), "SURRTREE", LoaderSignature));
        context.SaveString(JsonSerializer.Serialize(_settings));
        context.SaveString(JsonSerializer.Serialize(_maker));
        context.SaveString(JsonSerializer.Serialize(_inputs.Select(InputFile.Of)));
        context.SaveBytes("Surrogate", System.Text.Encoding.UTF8.GetBytes(Surrogate.ToJson()));
        _model.Save(context);
    }

    /// <summary>Loads the stage from a model file: ML.NET finds this by its name.</summary>
    private static ITransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        ctx.CheckAtModel(StageFile.Version(typeof(SurrogateTreeTransformer), "SURRTREE", LoaderSignature));
        ColumnSettings settings = JsonSerializer.Deserialize<ColumnSettings>(ctx.LoadString())!;
        TargetMaker maker = JsonSerializer.Deserialize<TargetMaker>(ctx.LoadString())!;
        InputFile[] inputs = JsonSerializer.Deserialize<InputFile[]>(ctx.LoadString())!;
        TreeSurrogate surrogate = TreeSurrogate.FromJson(System.Text.Encoding.UTF8.GetString(ctx.LoadBytes("Surrogate")));
        return new SurrogateTreeTransformer(env, SurrogateModel.Load(env, ctx), [.. inputs.Select(i => i.ToInput())], surrogate, maker, settings);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _model.Dispose();
        }
        base.Dispose(disposing);
    }

    /// <summary>The columns that are added.</summary>
    internal sealed record ColumnSettings(string OutputColumnName, float Tolerance);

    /// <summary>A column that the model reads, as it stands in a file.</summary>
    internal sealed record InputFile(string Name, string Type, int Width, bool IsKey, string[]? SlotNames, string[]? KeyNames, int[] Ranges)
    {
        public static InputFile Of(ScorerInput input) => new(
            input.Name, input.ItemType.FullName!, input.Width, input.IsKey, input.SlotNames?.ToArray(), input.KeyNames?.ToArray(),
            [.. input.CategoricalRanges.SelectMany(r => new[] { r.First, r.Last })]);

        public ScorerInput ToInput() => new(Name, System.Type.GetType(Type)!, Width)
        {
            IsKey = IsKey,
            SlotNames = SlotNames,
            KeyNames = KeyNames,
            CategoricalRanges = [.. Ranges.Chunk(2).Select(r => (r[0], r[1]))],
        };
    }
}
