using Microsoft.ML.OnnxRuntime;

namespace MLNet.Interpret.Onnx.Analysis;

/// <summary>Uses ONNX Runtime as a compiler: opens a model to learn of it or to have it rewritten, never to run it.</summary>
internal static class OrtPass
{
    /// <summary>Opens a model as it is, for what its metadata says.</summary>
    public static InferenceSession Open(OnnxModel model)
    {
        using SessionOptions options = Options(GraphOptimizationLevel.ORT_DISABLE_ALL);
        return OrtFailure.Explain(() => new InferenceSession(model.ToBytes(), options), "the model");
    }

    /// <summary>Has a model rewritten at an optimisation level.</summary>
    /// <param name="model">The model; it is not changed.</param>
    /// <param name="level">The level.</param>
    /// <param name="what">What an error calls the model.</param>
    /// <param name="folder">Where ONNX Runtime may write for a moment; null for the folder for temporary files.</param>
    /// <param name="keepWeights">Whether weights stay the numbers that they are: fusing a normalisation into a convolution rounds them.</param>
    public static OnnxModel Rewrite(OnnxModel model, GraphOptimizationLevel level, string what, string? folder = null, bool keepWeights = false)
    {
        string file = Path.Combine(folder ?? Path.GetTempPath(), $"mlnet-interpret-{Guid.NewGuid():N}.onnx");
        try
        {
            using (SessionOptions options = Options(level))
            {
                options.OptimizedModelFilePath = file;
                if (keepWeights)
                {
                    options.AddSessionConfigEntry("optimization.disable_specified_optimizers", "ConvBNFusion;ConvMulFusion;ConvAddFusion;MatMul_BatchNormalization_Fusion");
                }
                OrtFailure.Explain(() => new InferenceSession(model.ToBytes(), options), what).Dispose();
            }
            return OnnxFile.Load(file);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static SessionOptions Options(GraphOptimizationLevel level)
    {
        SessionOptions options = new()
        {
            GraphOptimizationLevel = level,
            IntraOpNumThreads = 1,
            // Failures are thrown, once; ONNX Runtime would also write them to the standard error.
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,
        };
        options.AddSessionConfigEntry("session.disable_prepacking", "1");
        return options;
    }
}
