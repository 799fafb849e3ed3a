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

    private protected override VersionInfo Version => BinaryPredictionLoader.Version;

    private protected override RowMapper MakeRowMapper(DataViewSchema inputSchema) =>
        new BinaryRowMapper(inputSchema, FindFeatures(inputSchema), Model);
}

/// <summary>The version record of <see cref="BinaryPredictionTransformer{TModel}"/>, and what ML.NET loads it by.</summary>
internal static class BinaryPredictionLoader
{
    public const string LoaderSignature = "BinaryPredXfer";

    public static VersionInfo Version => new("BIN PRED", 0x00010001, 0x00010001, 0x00010001,
        typeof(BinaryPredictionLoader).Assembly.FullName, LoaderSignature);

    private static ITransformer Create(IHostEnvironment env, ModelLoadContext ctx) =>
        SavedPrediction.Load(env, ctx, Version, Create<object>);

    private static ITransformer Create<TModel>(
        IHostEnvironment env, TModel model, string featureColumnName, DataViewType featureColumnType)
        where TModel : class =>
        new BinaryPredictionTransformer<TModel>(env, model, featureColumnName, featureColumnType);
}

/// <summary>The score, the class that its sign tells, and the probability that a calibrator makes of it.</summary>
internal sealed class BinaryRowMapper : ScoringRowMapper
{
    private const string Kind = "BinaryClassification";

    private readonly ICalibrator _calibrator;

    public BinaryRowMapper(DataViewSchema inputSchema, DataViewSchema.Column features, object model)
        : base(inputSchema, features, (IScoring)((model as CalibratedModelParametersBase)?.SubModel ?? model)) =>
        _calibrator = (model as CalibratedModelParametersBase)?.Calibrator;

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
        ValueGetter<float> get = ScoreOf(input);
        float score = 0;
        long position = -1;
        float Score()
        {
            // The three columns of a row share one score.
            if (position != input.Position)
            {
                get(ref score);
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
