using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace MLNet.Interpret.Scoring;

/// <summary>A fitted chain of ML.NET.</summary>
/// <param name="model">The chain.</param>
/// <param name="output">The column with the scores; null for <c>Probability</c> or <c>Score</c>.</param>
/// <param name="isOwned">Whether the chain is freed with this.</param>
internal sealed class ScoredTransformer(ITransformer model, string? output, bool isOwned = false) : ScoredModel
{
    private const string ModelPart = "Model";

    /// <summary>The chain.</summary>
    public ITransformer Chain => model;

    public override void Check(SchemaShape schema)
    {
        // A fitted chain can be asked about columns of known size only, which come with the data.
    }

    public override IScorer Open(DataViewSchema schema) => new TransformerScorer(model, schema, output);

    public override void Save(ModelSaveContext context)
    {
        context.Writer.Write(false);
        context.SaveStringOrNull(output);
        context.SaveModel(model, ModelPart);
    }

    public static ScoredTransformer Load(IHostEnvironment env, ModelLoadContext context)
    {
        string? output = context.LoadStringOrNull();
        context.LoadModel<ITransformer, SignatureLoadModel>(env, out ITransformer model, ModelPart);
        return new ScoredTransformer(model, output, isOwned: true);
    }

    public override void Dispose()
    {
        if (isOwned)
        {
            (model as IDisposable)?.Dispose();
        }
    }
}
