using Microsoft.ML.OnnxRuntime;

namespace MLNet.Interpret.Onnx.Analysis;

/// <summary>Puts the bodies of a model's own functions in the place of calls to them.</summary>
internal static class Inlining
{
    /// <summary>The model without functions, or the model itself where it has none.</summary>
    public static OnnxModel Run(OnnxModel model, string name) =>
        model.Functions.Count == 0 ? model : OrtPass.Rewrite(model, GraphOptimizationLevel.ORT_DISABLE_ALL, $"'{name}'");
}
