using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers.FastTree;

[assembly: LoadableClass(typeof(FastTreeRegressionModelParameters), null, typeof(SignatureLoadModel),
    "FastTree Regression Executor", FastTreeRegressionModelParameters.LoaderSignature)]
[assembly: LoadableClass(typeof(FastTreeBinaryModelParameters), null, typeof(SignatureLoadModel),
    "FastTree Binary Executor", FastTreeBinaryModelParameters.LoaderSignature)]

namespace Microsoft.ML.Trainers.FastTree;

/// <summary>Trees that give a score.</summary>
public abstract class TreeEnsembleModelParameters : ModelParametersBase<float>
{
    private protected TreeEnsembleModelParameters(IHostEnvironment env, string name) : base(env, name)
    {
    }
}

/// <summary>Trees with one value in a leaf that give a score.</summary>
public abstract class TreeEnsembleModelParametersBasedOnRegressionTree : TreeEnsembleModelParameters, IScoring
{
    private readonly int _featureCount;

    private protected TreeEnsembleModelParametersBasedOnRegressionTree(
        IHostEnvironment env, string name, RegressionTreeEnsemble ensemble, int featureCount) : base(env, name)
    {
        TrainedTreeEnsemble = ensemble;
        _featureCount = featureCount;
    }

    private protected TreeEnsembleModelParametersBasedOnRegressionTree(
        IHostEnvironment env, string name, ModelLoadContext ctx, VersionInfo version) : base(env, name)
    {
        ctx.CheckAtModel(version);
        _featureCount = ctx.Reader.ReadInt32();
        var trees = new RegressionTree[ctx.Reader.ReadInt32()];
        for (int i = 0; i < trees.Length; i++)
            trees[i] = RegressionTree.Load(ctx);
        TrainedTreeEnsemble = new RegressionTreeEnsemble(trees);
    }

    /// <summary>The trees.</summary>
    public RegressionTreeEnsemble TrainedTreeEnsemble { get; }

    int IScoring.FeatureCount => _featureCount;

    float IScoring.Score(in VBuffer<float> features)
    {
        if (features.IsDense)
            return (float)TrainedTreeEnsemble.Value(features.GetValues());
        float[] dense = new float[features.Length];
        features.CopyTo(dense);
        return (float)TrainedTreeEnsemble.Value(dense);
    }

    private protected abstract VersionInfo Version { get; }

    private protected override void SaveCore(ModelSaveContext ctx)
    {
        ctx.SetVersionInfo(Version);
        ctx.Writer.Write(_featureCount);
        ctx.Writer.Write(TrainedTreeEnsemble.Trees.Count);
        foreach (RegressionTree tree in TrainedTreeEnsemble.Trees)
            tree.Save(ctx);
    }
}

/// <summary>Boosted trees that predict a number.</summary>
public sealed class FastTreeRegressionModelParameters : TreeEnsembleModelParametersBasedOnRegressionTree
{
    internal const string LoaderSignature = "FastTreeRegressionExec";

    internal FastTreeRegressionModelParameters(IHostEnvironment env, RegressionTreeEnsemble ensemble, int featureCount)
        : base(env, nameof(FastTreeRegressionModelParameters), ensemble, featureCount)
    {
    }

    private FastTreeRegressionModelParameters(IHostEnvironment env, ModelLoadContext ctx)
        : base(env, nameof(FastTreeRegressionModelParameters), ctx, Current)
    {
    }

    private protected override VersionInfo Version => Current;

    private static VersionInfo Current => new("FTREE RE", 0x00010005, 0x00010005, 0x00010005,
        typeof(FastTreeRegressionModelParameters).Assembly.FullName, LoaderSignature);
}

/// <summary>Boosted trees whose sum's sign tells the class.</summary>
public sealed class FastTreeBinaryModelParameters : TreeEnsembleModelParametersBasedOnRegressionTree
{
    internal const string LoaderSignature = "FastTreeBinaryExec";

    internal FastTreeBinaryModelParameters(IHostEnvironment env, RegressionTreeEnsemble ensemble, int featureCount)
        : base(env, nameof(FastTreeBinaryModelParameters), ensemble, featureCount)
    {
    }

    private FastTreeBinaryModelParameters(IHostEnvironment env, ModelLoadContext ctx)
        : base(env, nameof(FastTreeBinaryModelParameters), ctx, Current)
    {
    }

    private protected override VersionInfo Version => Current;

    private static VersionInfo Current => new("FTREE BC", 0x00010005, 0x00010005, 0x00010005,
        typeof(FastTreeBinaryModelParameters).Assembly.FullName, LoaderSignature);
}
