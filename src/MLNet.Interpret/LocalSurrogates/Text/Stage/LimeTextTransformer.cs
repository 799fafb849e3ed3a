using System.Text.Json;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using MLNet.Interpret.LocalSurrogates;
using MLNet.Interpret.Pipeline;
using MLNet.Interpret.Scoring;

[assembly: LoadableClass(typeof(ITransformer), typeof(LimeTextTransformer), null, typeof(SignatureLoadModel), "", LimeTextTransformer.LoaderSignature)]

namespace MLNet.Interpret.LocalSurrogates;

/// <summary>Adds columns that say which words of texts count for a model's scores.</summary>
public sealed class LimeTextTransformer : ExplanationTransformer
{
    internal const string LoaderSignature = "LimeTextTransform";
    private const string Signature = "LIMETEXT";

    private readonly ScoredTransformer _model;
    private readonly LimeTextEstimator.Options _options;

    internal LimeTextTransformer(IHostEnvironment env, ScoredTransformer model, LimeTextEstimator.Options options)
        : base(env, nameof(LimeTextTransformer))
    {
        _model = model;
        _options = options;
    }

    private protected override StageBinding Bind(DataViewSchema schema)
    {
        IScorer scorer = _model.Open(schema);
        ExplainedClasses.Check(scorer, _options.Classes);
        string text = MaskInput.Find(scorer, _options.InputColumnName, typeof(ReadOnlyMemory<char>), "texts").Name;
        TextLimeOptions options = _options.TokensColumnName is { } words
            ? _options with { Tokenizer = ModelTokenizer.Of(_model.Chain, schema, text, words) }
            : _options;
        TextLime lime = new(scorer, options, text);
        return new MaskBinding<TextExplanations>(
            schema, scorer, _options.Added(), features: null,
            [
                Part("Tokens", TextDataViewType.Instance, tokens => tokens.Select(t => t.Text.AsMemory())),
                Part("Positions", NumberDataViewType.Int32, tokens => Places(tokens).Select(p => p.Start)),
                Part("PositionTokens", NumberDataViewType.Int32, tokens => Places(tokens).Select(p => p.Token)),
            ],
            rows => lime.Explain(rows, _options.Classes), found => found.Explanations);
    }

    private protected override void SaveTo(ModelSaveContext context)
    {
        if (_options.Tokenizer is not null)
        {
            throw new NotSupportedException("A stage with a Tokenizer, which is code, cannot be saved; use SplitExpression or TokensColumnName instead.");
        }
        context.CheckAtModel();
        context.SetVersionInfo(StageFile.Version(typeof(LimeTextTransformer), Signature, LoaderSignature));
        context.SaveString(JsonSerializer.Serialize(_options));
        _model.Save(context);
    }

    /// <summary>Loads the stage from a model file: ML.NET finds this by its name.</summary>
    private static ITransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        ctx.CheckAtModel(StageFile.Version(typeof(LimeTextTransformer), Signature, LoaderSignature));
        LimeTextEstimator.Options options = JsonSerializer.Deserialize<LimeTextEstimator.Options>(ctx.LoadString())!;
        return new LimeTextTransformer(env, (ScoredTransformer)ScoredModel.Load(env, ctx, Devices.Of(env)), options);
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

    private MaskPart<TextExplanations> Part<T>(string name, PrimitiveDataViewType type, Func<IReadOnlyList<TextToken>, IEnumerable<T>> values) => new(
        new(_options.OutputColumnName + name, new VectorDataViewType(type)),
        found => new ComputedVector<T>(slot => [.. values(found().Tokens[slot])]));

    /// <summary>Where tokens stand, from the start of the text on.</summary>
    private static IEnumerable<(int Start, int Token)> Places(IReadOnlyList<TextToken> tokens) =>
        tokens.SelectMany((t, token) => t.Starts.Select(start => (Start: start, Token: token))).Order();
}
