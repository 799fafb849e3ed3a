using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>Reads what <see cref="SingleFeaturePredictionTransformerBase{TModel}"/> writes.</summary>
internal static class SavedPrediction
{
    public const string ModelDirectory = "Model";

    /// <summary>Makes a transformer of the public type that its model turns out to have.</summary>
    public static ITransformer Load(IHostEnvironment env, ModelLoadContext ctx, VersionInfo version,
        Func<IHostEnvironment, object, string, DataViewType, ITransformer> make)
    {
        ctx.CheckAtModel(version);
        ctx.LoadModel<object, SignatureLoadModel>(env, out object model, ModelDirectory);
        string featureColumnName = ctx.LoadNonEmptyString();
        DataViewType featureColumnType = TypeCodec.Read(ctx.Reader);
        Type type = model.GetType();
        while (!type.IsVisible)
            type = type.BaseType!;
        return GenericCall.Of<ITransformer>(type, make, env, model, featureColumnName, featureColumnType);
    }
}
