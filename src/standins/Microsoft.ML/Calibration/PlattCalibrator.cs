using Microsoft.ML;
using Microsoft.ML.Calibrators;
using Microsoft.ML.Runtime;

[assembly: LoadableClass(typeof(PlattCalibrator), null, typeof(SignatureLoadModel),
    "Platt Calibration Executor", PlattCalibrator.LoaderSignature)]

namespace Microsoft.ML.Calibrators;

/// <summary>Turns scores into probabilities.</summary>
public interface ICalibrator
{
    /// <summary>The probability of the positive class, given its score.</summary>
    float PredictProbability(float output);
}

/// <summary>
/// The probability 1 / (1 + exp(slope * score + offset)) (Platt, "Probabilistic outputs for support vector machines and
/// comparisons to regularized likelihood methods", 1999).
/// </summary>
public sealed class PlattCalibrator : ICalibrator, ICanSaveModel
{
    internal const string LoaderSignature = "PlattCaliExec";

    internal PlattCalibrator(double slope, double offset)
    {
        Slope = slope;
        Offset = offset;
    }

    private PlattCalibrator(IHostEnvironment env, ModelLoadContext ctx)
    {
        ctx.CheckAtModel(Version());
        Slope = ctx.Reader.ReadDouble();
        Offset = ctx.Reader.ReadDouble();
    }

    /// <summary>What the score is multiplied by.</summary>
    public double Slope { get; }

    /// <summary>What is added to it.</summary>
    public double Offset { get; }

    /// <inheritdoc/>
    public float PredictProbability(float output) =>
        float.IsNaN(output) ? output : (float)(1 / (1 + Math.Exp(Slope * output + Offset)));

    void ICanSaveModel.Save(ModelSaveContext ctx)
    {
        ctx.CheckAtModel();
        ctx.SetVersionInfo(Version());
        ctx.Writer.Write(Slope);
        ctx.Writer.Write(Offset);
    }

    private static VersionInfo Version() => new("PLATTCAL", 0x00010001, 0x00010001, 0x00010001,
        typeof(PlattCalibrator).Assembly.FullName, LoaderSignature);
}
