using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers;

[assembly: LoadableClass(typeof(LinearBinaryModelParameters), null, typeof(SignatureLoadModel),
    "Linear Binary Classification Predictor Executor", LinearBinaryModelParameters.LoaderSignature)]

namespace Microsoft.ML.Trainers;

/// <summary>A weighted sum of the features, and a bias.</summary>
public abstract class LinearModelParameters : ModelParametersBase<float>, IScoring
{
    private readonly float[] _weights;

    private protected LinearModelParameters(IHostEnvironment env, string name, float[] weights, float bias)
        : base(env, name)
    {
        _weights = weights;
        Bias = bias;
    }

    private protected LinearModelParameters(IHostEnvironment env, string name, ModelLoadContext ctx, VersionInfo version)
        : base(env, name)
    {
        ctx.CheckAtModel(version);
        Bias = ctx.Reader.ReadSingle();
        _weights = new float[ctx.Reader.ReadInt32()];
        for (int i = 0; i < _weights.Length; i++)
            _weights[i] = ctx.Reader.ReadSingle();
    }

    /// <summary>What is added to the weighted sum.</summary>
    public float Bias { get; protected set; }

    /// <summary>A weight for each feature.</summary>
    public IReadOnlyList<float> Weights => _weights;

    int IScoring.FeatureCount => _weights.Length;

    float IScoring.Score(in VBuffer<float> features)
    {
        ReadOnlySpan<float> values = features.GetValues();
        if (features.IsDense)
            return System.Numerics.Tensors.TensorPrimitives.Dot(values, _weights) + Bias;
        ReadOnlySpan<int> indices = features.GetIndices();
        float sum = Bias;
        for (int i = 0; i < values.Length; i++)
            sum += values[i] * _weights[indices[i]];
        return sum;
    }

    private protected void SaveWeights(ModelSaveContext ctx)
    {
        ctx.Writer.Write(Bias);
        ctx.Writer.Write(_weights.Length);
        foreach (float weight in _weights)
            ctx.Writer.Write(weight);
    }
}

/// <summary>A weighted sum whose sign tells the class.</summary>
public sealed class LinearBinaryModelParameters : LinearModelParameters
{
    internal const string LoaderSignature = "Linear2CExec";

    internal LinearBinaryModelParameters(IHostEnvironment env, float[] weights, float bias)
        : base(env, nameof(LinearBinaryModelParameters), weights, bias)
    {
    }

    private LinearBinaryModelParameters(IHostEnvironment env, ModelLoadContext ctx)
        : base(env, nameof(LinearBinaryModelParameters), ctx, Version())
    {
    }

    private protected override void SaveCore(ModelSaveContext ctx)
    {
        ctx.SetVersionInfo(Version());
        SaveWeights(ctx);
    }

    private static VersionInfo Version() => new("LINPRD2C", 0x00020002, 0x00020002, 0x00020002,
        typeof(LinearBinaryModelParameters).Assembly.FullName, LoaderSignature);
}
