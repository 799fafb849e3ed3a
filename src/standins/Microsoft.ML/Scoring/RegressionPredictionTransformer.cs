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

    private protected override void SaveCore(ModelSaveContext ctx)
    {
        ctx.SetVersionInfo(RegressionPredictionLoader.Version());
        ctx.SaveModel(Model, ModelDirectory);
        ctx.SaveNonEmptyString(FeatureColumnName);
        TypeCodec.Write(ctx.Writer, FeatureColumnType);
    }

    private protected override RowMapper MakeRowMapper(DataViewSchema inputSchema) =>
        new RegressionRowMapper(inputSchema, FindFeatures(inputSchema), (IScoring)(object)Model);
}

/// <summary>Makes a transformer of the public type that its model turns out to have.</summary>
internal static class RegressionPredictionLoader
{
    public const string LoaderSignature = "RegressionPredXfer";

    public static VersionInfo Version() => new("REG PRED", 0x00010001, 0x00010001, 0x00010001,
        typeof(RegressionPredictionLoader).Assembly.FullName, LoaderSignature);

    private static ITransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        ctx.CheckAtModel(Version());
        ctx.LoadModel<object, SignatureLoadModel>(env, out object model, "Model");
        string featureColumnName = ctx.LoadNonEmptyString();
        DataViewType featureColumnType = TypeCodec.Read(ctx.Reader);
        return GenericCall.Of<ITransformer>(model.GetType(), Create<object>, env, model, featureColumnName, featureColumnType);
    }

    private static ITransformer Create<TModel>(
        IHostEnvironment env, TModel model, string featureColumnName, DataViewType featureColumnType)
        where TModel : class =>
        new RegressionPredictionTransformer<TModel>(env, model, featureColumnName, featureColumnType);
}

/// <summary>Scores one row's features.</summary>
internal sealed class RegressionRowMapper : RowMapper
{
    private readonly DataViewSchema.Column _features;
    private readonly IScoring _model;

    public RegressionRowMapper(DataViewSchema inputSchema, DataViewSchema.Column features, IScoring model) : base(inputSchema)
    {
        _features = features;
        _model = model;
        if (features.Type.GetVectorSize() != model.FeatureCount)
            throw Contracts.ExceptSchemaMismatch(null, nameof(inputSchema), "feature", features.Name,
                $"Vector<Single, {model.FeatureCount}>", features.Type.ToString());
    }

    public override IEnumerable<int> DependenciesOf(int output) => [_features.Index];

    protected override DataViewSchema.DetachedColumn[] MakeOutputColumns() =>
    [
        new(DefaultColumnNames.Score, NumberDataViewType.Single, ScoreAnnotations.Of(
            "Regression", DefaultColumnNames.Score, ScoreAnnotations.NextSetId(InputSchema))),
    ];

    public override Delegate[] CreateGetters(DataViewRow input, bool[] active, out Action dispose)
    {
        dispose = null;
        if (!active[0])
            return [null];
        ValueGetter<VBuffer<float>> get = input.GetGetter<VBuffer<float>>(_features);
        VBuffer<float> features = default;
        return
        [
            (ValueGetter<float>)((ref float score) =>
            {
                get(ref features);
                if (features.Length != _model.FeatureCount)
                    throw Contracts.Except(
                        $"Column '{_features.Name}': expected {_model.FeatureCount} features, but got {features.Length}");
                score = _model.Score(in features);
            }),
        ];
    }
}
