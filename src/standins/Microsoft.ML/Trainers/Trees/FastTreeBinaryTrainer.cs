using Microsoft.ML.Calibrators;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers.FastTree;

using BinaryModel = CalibratedModelParametersBase<FastTreeBinaryModelParameters, PlattCalibrator>;

/// <summary>
/// Boosted trees that tell two classes apart: each takes a Newton step on the logistic loss
/// (Burges, "From RankNet to LambdaRank to LambdaMART: An Overview", 2010, section 6).
/// </summary>
public sealed class FastTreeBinaryTrainer : BoostingFastTreeTrainerBase<FastTreeBinaryTrainer.Options,
    BinaryPredictionTransformer<CalibratedModelParametersBase<FastTreeBinaryModelParameters, PlattCalibrator>>,
    CalibratedModelParametersBase<FastTreeBinaryModelParameters, PlattCalibrator>>
{
    internal FastTreeBinaryTrainer(IHostEnvironment env, Options options)
        : base(env, nameof(FastTreeBinaryTrainer), options, new SchemaShape.Column(
            options.LabelColumnName, SchemaShape.Column.VectorKind.Scalar, BooleanDataViewType.Instance, isKey: false))
    {
    }

    private protected override BinaryPredictionTransformer<BinaryModel> Train(IDataView input)
    {
        using IChannel channel = Host.Start("Training");
        DataViewSchema.Column features = input.Schema[FeatureColumn.Name];
        var examples = TreeExamples.Read<bool>(input, features, input.Schema[LabelColumn.Name],
            WeightColumn.Name is null ? null : input.Schema[WeightColumn.Name], label => label ? 1 : -1, channel);
        double scale = 2 * Settings.LearningRate;
        var loss = new LogisticLoss(examples.Labels, scale, Settings.MaximumTreeOutput);
        RegressionTreeEnsemble ensemble = Boost(examples, loss, channel);
        // The loss is that of the logistic function of the scaled score, so that is the probability too.
        var model = new CalibratedModelParameters<FastTreeBinaryModelParameters, PlattCalibrator>(
            new FastTreeBinaryModelParameters(Host, ensemble, examples.FeatureCount), new PlattCalibrator(-scale, offset: 0));
        return new(Host, model, features.Name, features.Type);
    }

    private protected override IEnumerable<SchemaShape.Column> OutputColumns() => ScoreAnnotations.BinaryColumns();

    /// <summary>The options.</summary>
    public sealed class Options : BoostedTreeOptions;
}
