using Microsoft.ML;
using Microsoft.ML.Calibrators;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers;

[assembly: LoadableClass(typeof(ITransformer), typeof(BinaryPredictionLoader), null, typeof(SignatureLoadModel),
    "", BinaryPredictionLoader.LoaderSignature)]

namespace Microsoft.ML.Data;

/// <summary>Predicts one of two classes: adds the predicted label, the score and, of a calibrated model, the probability.</summary>
public sealed class BinaryPredictionTransformer<TModel> : SingleFeaturePredictionTransformerBase<TModel>
    where TModel : class
{
    internal BinaryPredictionTransformer(
        IHostEnvironment env, TModel model, string featureColumnName, DataViewType featureColumnType)
        : base(env.Register(nameof(BinaryPredictionTransformer<>)), model, featureColumnName, featureColumnType)
    {
    }

    private protected override void SaveCore(ModelSaveContext ctx)
    {
        ctx.SetVersionInfo(BinaryPredictionLoader.Version());
        ctx.SaveModel(Model, ModelDirectory);
        ctx.SaveNonEmptyString(FeatureColumnName);
        TypeCodec.Write(ctx.Writer, FeatureColumnType);
    }

    private protected override RowMapper MakeRowMapper(DataViewSchema inputSchema) =>
        new BinaryRowMapper(inputSchema, FindFeatures(inputSchema), Model);
}

/// <summary>Makes a transformer of the public type that its model turns out to have.</summary>
internal static class BinaryPredictionLoader
{
    public const string LoaderSignature = "BinaryPredXfer";

    public static VersionInfo Version() => new("BIN PRED", 0x00010001, 0x00010001, 0x00010001,
        typeof(BinaryPredictionLoader).Assembly.FullName, LoaderSignature);

    private static ITransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        ctx.CheckAtModel(Version());
        ctx.LoadModel<object, SignatureLoadModel>(env, out object model, "Model");
        string featureColumnName = ctx.LoadNonEmptyString();
        DataViewType featureColumnType = TypeCodec.Read(ctx.Reader);
        Type type = model.GetType();
        while (!type.IsVisible)
            type = type.BaseType!;
        return GenericCall.Of<ITransformer>(type, Create<object>, env, model, featureColumnName, featureColumnType);
    }

    private static ITransformer Create<TModel>(
        IHostEnvironment env, TModel model, string featureColumnName, DataViewType featureColumnType)
        where TModel : class =>
        new BinaryPredictionTransformer<TModel>(env, model, featureColumnName, featureColumnType);
}

/// <summary>Scores one row's features.</summary>
internal sealed class BinaryRowMapper : RowMapper
{
    private const string Kind = "BinaryClassification";

    private readonly DataViewSchema.Column _features;
    private readonly IScoring _model;
    private readonly ICalibrator _calibrator;

    public BinaryRowMapper(DataViewSchema inputSchema, DataViewSchema.Column features, object model) : base(inputSchema)
    {
        _features = features;
        _calibrator = (model as CalibratedModelParametersBase)?.Calibrator;
        _model = (IScoring)((model as CalibratedModelParametersBase)?.SubModel ?? model);
        if (features.Type.GetVectorSize() != _model.FeatureCount)
            throw Contracts.ExceptSchemaMismatch(null, nameof(inputSchema), "feature", features.Name,
                $"Vector<Single, {_model.FeatureCount}>", features.Type.ToString());
    }

    public override IEnumerable<int> DependenciesOf(int output) => [_features.Index];

    protected override DataViewSchema.DetachedColumn[] MakeOutputColumns()
    {
        uint setId = ScoreAnnotations.NextSetId(InputSchema);
        DataViewSchema.DetachedColumn Column(string name, DataViewType type, bool isNormalized = false) =>
            new(name, type, ScoreAnnotations.Of(Kind, name, setId, isNormalized));
        DataViewSchema.DetachedColumn[] columns =
        [
            Column(DefaultColumnNames.PredictedLabel, BooleanDataViewType.Instance),
            Column(DefaultColumnNames.Score, NumberDataViewType.Single),
            Column(DefaultColumnNames.Probability, NumberDataViewType.Single, isNormalized: true),
        ];
        return _calibrator is null ? columns[..2] : columns;
    }

    public override Delegate[] CreateGetters(DataViewRow input, bool[] active, out Action dispose)
    {
        dispose = null;
        ValueGetter<VBuffer<float>> get = input.GetGetter<VBuffer<float>>(_features);
        VBuffer<float> features = default;
        float score = 0;
        long position = -1;
        float Score()
        {
            // The three columns of a row share one score.
            if (position != input.Position)
            {
                get(ref features);
                if (features.Length != _model.FeatureCount)
                    throw Contracts.Except(
                        $"Column '{_features.Name}': expected {_model.FeatureCount} features, but got {features.Length}");
                score = _model.Score(in features);
                position = input.Position;
            }
            return score;
        }
        Delegate[] getters =
        [
            (ValueGetter<bool>)((ref bool label) => label = Score() > 0),
            (ValueGetter<float>)((ref float value) => value = Score()),
            (ValueGetter<float>)((ref float probability) => probability = _calibrator.PredictProbability(Score())),
        ];
        return [.. active.Select((isActive, i) => isActive ? getters[i] : null)];
    }
}
