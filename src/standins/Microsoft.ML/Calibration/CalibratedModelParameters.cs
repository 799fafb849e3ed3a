using Microsoft.ML;
using Microsoft.ML.Calibrators;
using Microsoft.ML.Runtime;

[assembly: LoadableClass(typeof(CalibratedModelParametersBase), typeof(CalibratedModelLoader), null,
    typeof(SignatureLoadModel), "Calibrated Predictor Executor", CalibratedModelLoader.LoaderSignature)]

namespace Microsoft.ML.Calibrators;

/// <summary>A model that gives scores, and what turns them into probabilities.</summary>
public abstract class CalibratedModelParametersBase
{
    private protected CalibratedModelParametersBase(object subModel, ICalibrator calibrator)
    {
        SubModel = subModel;
        Calibrator = calibrator;
    }

    /// <summary>The model that gives scores.</summary>
    public object SubModel { get; }

    /// <summary>What turns them into probabilities.</summary>
    public ICalibrator Calibrator { get; }
}

/// <summary>A model that gives scores, and what turns them into probabilities.</summary>
public abstract class CalibratedModelParametersBase<TSubModel, TCalibrator> : CalibratedModelParametersBase
    where TSubModel : class
    where TCalibrator : class, ICalibrator
{
    private protected CalibratedModelParametersBase(TSubModel subModel, TCalibrator calibrator)
        : base(subModel, calibrator)
    {
    }

    /// <summary>The model that gives scores.</summary>
    public new TSubModel SubModel => (TSubModel)base.SubModel;

    /// <summary>What turns them into probabilities.</summary>
    public new TCalibrator Calibrator => (TCalibrator)base.Calibrator;
}

/// <inheritdoc/>
internal sealed class CalibratedModelParameters<TSubModel, TCalibrator>(TSubModel subModel, TCalibrator calibrator)
    : CalibratedModelParametersBase<TSubModel, TCalibrator>(subModel, calibrator), ICanSaveModel
    where TSubModel : class
    where TCalibrator : class, ICalibrator
{
    void ICanSaveModel.Save(ModelSaveContext ctx)
    {
        ctx.CheckAtModel();
        ctx.SetVersionInfo(CalibratedModelLoader.Version());
        ctx.SaveModel(SubModel, CalibratedModelLoader.SubModelDirectory);
        ctx.SaveModel(Calibrator, CalibratedModelLoader.CalibratorDirectory);
    }
}

/// <summary>Makes a calibrated model of the types that its two parts turn out to have.</summary>
internal static class CalibratedModelLoader
{
    public const string LoaderSignature = "CaliPredExec";
    public const string SubModelDirectory = "Predictor";
    public const string CalibratorDirectory = "Calibrator";

    public static VersionInfo Version() => new("CALIPRED", 0x00010002, 0x00010002, 0x00010002,
        typeof(CalibratedModelLoader).Assembly.FullName, LoaderSignature);

    private static CalibratedModelParametersBase Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        ctx.CheckAtModel(Version());
        ctx.LoadModel<object, SignatureLoadModel>(env, out object subModel, SubModelDirectory);
        ctx.LoadModel<ICalibrator, SignatureLoadModel>(env, out ICalibrator calibrator, CalibratorDirectory);
        return (CalibratedModelParametersBase)Activator.CreateInstance(
            typeof(CalibratedModelParameters<,>).MakeGenericType(subModel.GetType(), calibrator.GetType()),
            subModel, calibrator);
    }
}
