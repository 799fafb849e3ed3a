using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers;

/// <summary>What a trainer has learnt.</summary>
/// <typeparam name="TOutput">What it predicts.</typeparam>
public abstract class ModelParametersBase<TOutput> : ICanSaveModel
{
    private protected readonly IHost Host;

    private protected ModelParametersBase(IHostEnvironment env, string name) => Host = env.Register(name);

    void ICanSaveModel.Save(ModelSaveContext ctx)
    {
        ctx.CheckAtModel();
        SaveCore(ctx);
    }

    private protected abstract void SaveCore(ModelSaveContext ctx);
}

/// <summary>What gives a vector of features a score.</summary>
internal interface IScoring
{
    /// <summary>How many features it expects.</summary>
    int FeatureCount { get; }

    float Score(in VBuffer<float> features);
}
