using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers;

namespace Microsoft.ML.Data;

/// <summary>Scores one row's features.</summary>
internal abstract class ScoringRowMapper : RowMapper
{
    private readonly DataViewSchema.Column _features;
    private readonly IScoring _model;

    protected ScoringRowMapper(DataViewSchema inputSchema, DataViewSchema.Column features, IScoring model) : base(inputSchema)
    {
        _features = features;
        _model = model;
        if (features.Type.GetVectorSize() != model.FeatureCount)
            throw Contracts.ExceptSchemaMismatch(null, nameof(inputSchema), "feature", features.Name,
                $"Vector<Single, {model.FeatureCount}>", features.Type.ToString());
    }

    public override IEnumerable<int> DependenciesOf(int output) => [_features.Index];

    /// <summary>The score of where the row stands.</summary>
    protected ValueGetter<float> ScoreOf(DataViewRow input)
    {
        ValueGetter<VBuffer<float>> get = input.GetGetter<VBuffer<float>>(_features);
        VBuffer<float> features = default;
        return (ref float score) =>
        {
            get(ref features);
            if (features.Length != _model.FeatureCount)
                throw Contracts.Except(
                    $"Column '{_features.Name}': expected {_model.FeatureCount} features, but got {features.Length}");
            score = _model.Score(in features);
        };
    }
}
