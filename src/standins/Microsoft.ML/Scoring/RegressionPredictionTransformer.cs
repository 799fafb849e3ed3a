using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers;

[assembly: LoadableClass(typeof(ITransformer), typeof(RegressionPredictionLoader), null, typeof(SignatureLoadModel),
    "", RegressionPredictionLoader.LoaderSignature)]

namespace Microsoft.ML.Data;

/// <summary>Predicts a number: adds the score.</summary>
public sealed class RegressionPredictionTransformer<TModel> : SingleFeaturePredictionTransformerBase<TModel>
    where TModel : class
{
    internal RegressionPredictionTransformer(
        IHostEnvironment env, TModel model, string featureColumnName, DataViewType featureColumnType)
        : base(env.Register(nameof(RegressionPredictionTransformer<>)), model, featureColumnName, featureColumnType)
    {
    }

    private protected override VersionInfo Version => RegressionPredictionLoader.Version;

    private protected override RowMapper MakeRowMapper(DataViewSchema inputSchema) =>
        new RegressionRowMapper(inputSchema, FindFeatures(inputSchema), (IScoring)(object)Model);
}

/// <summary>The version record of <see cref="RegressionPredictionTransformer{TModel}"/>, and what ML.NET loads it by.</summary>
internal static class RegressionPredictionLoader
{
    public const string LoaderSignature = "RegressionPredXfer";

    public static VersionInfo Version => new("REG PRED", 0x00010001, 0x00010001, 0x00010001,
        typeof(RegressionPredictionLoader).Assembly.FullName, LoaderSignature);

    private static ITransformer Create(IHostEnvironment env, ModelLoadContext ctx) =>
        SavedPrediction.Load(env, ctx, Version, Create<object>);

    private static ITransformer Create<TModel>(
        IHostEnvironment env, TModel model, string featureColumnName, DataViewType featureColumnType)
        where TModel : class =>
        new RegressionPredictionTransformer<TModel>(env, model, featureColumnName, featureColumnType);
}

/// <summary>The score as it is.</summary>
internal sealed class RegressionRowMapper(DataViewSchema inputSchema, DataViewSchema.Column features, IScoring model)
    : ScoringRowMapper(inputSchema, features, model)
{
    protected override DataViewSchema.DetachedColumn[] MakeOutputColumns() =>
    [
        new(DefaultColumnNames.Score, NumberDataViewType.Single, ScoreAnnotations.Of(
            "Regression", DefaultColumnNames.Score, ScoreAnnotations.NextSetId(InputSchema))),
    ];

    protected override Delegate CreateGetter(DataViewRow input, int output) => ScoreOf(input);
}
