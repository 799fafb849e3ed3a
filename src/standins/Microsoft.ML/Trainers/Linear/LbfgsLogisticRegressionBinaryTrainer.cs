using Microsoft.ML.Calibrators;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers;

using BinaryModel = CalibratedModelParametersBase<LinearBinaryModelParameters, PlattCalibrator>;

/// <summary>Logistic regression with an L1 and an L2 penalty on the weights, none on the bias.</summary>
public sealed class LbfgsLogisticRegressionBinaryTrainer : LbfgsTrainerBase<
    LbfgsLogisticRegressionBinaryTrainer.Options,
    BinaryPredictionTransformer<CalibratedModelParametersBase<LinearBinaryModelParameters, PlattCalibrator>>,
    CalibratedModelParametersBase<LinearBinaryModelParameters, PlattCalibrator>>
{
    internal LbfgsLogisticRegressionBinaryTrainer(IHostEnvironment env, Options options)
        : base(env, nameof(LbfgsLogisticRegressionBinaryTrainer), options, new SchemaShape.Column(
            options.LabelColumnName, SchemaShape.Column.VectorKind.Scalar, BooleanDataViewType.Instance, isKey: false))
    {
    }

    private protected override BinaryPredictionTransformer<BinaryModel> Train(IDataView input)
    {
        using IChannel channel = Host.Start("Training");
        DataViewSchema.Column features = input.Schema[FeatureColumn.Name];
        var examples = LogisticExamples.Read(input, features, input.Schema[LabelColumn.Name],
            WeightColumn.Name is null ? null : input.Schema[WeightColumn.Name], channel);
        var objective = new LogisticObjective(examples, Settings.L2Regularization);
        int dimension = objective.Dimension;
        var l1 = new double[dimension];
        Array.Fill(l1, Settings.L1Regularization / (double)examples.Count, 1, dimension - 1);
        var nonNegative = new bool[dimension];
        // As ML.NET: without an L1 penalty the bias may not be negative either.
        if (Settings.EnforceNonNegativity)
            Array.Fill(nonNegative, true, Settings.L1Regularization > 0 ? 1 : 0, Settings.L1Regularization > 0 ? dimension - 1 : dimension);
        double[] solution = new OwlQn(objective.Evaluate, l1, nonNegative, Settings.HistorySize)
            .Minimize(Settings.OptimizationTolerance, Settings.MaximumNumberOfIterations);

        // The loss is that of the logistic function itself, so the scores are log-odds.
        var model = new CalibratedModelParameters<LinearBinaryModelParameters, PlattCalibrator>(
            new LinearBinaryModelParameters(Host, [.. solution.Skip(1).Select(w => (float)w)], (float)solution[0]),
            new PlattCalibrator(slope: -1, offset: 0));
        return new BinaryPredictionTransformer<BinaryModel>(Host, model, features.Name, features.Type);
    }

    private protected override IEnumerable<SchemaShape.Column> OutputColumns() => ScoreAnnotations.BinaryColumns();

    /// <summary>The options of logistic regression.</summary>
    public sealed class Options : OptionsBase;
}
